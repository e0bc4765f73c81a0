// The header of an MPEG audio Layer III frame (ISO/IEC 11172-3, 13818-3), 4 bytes.

export interface MpegHeader {
  /** 1, 2 or 2.5. */
  readonly version: number;
  readonly bitrateKbps: number;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly hasCrc: boolean;
  readonly frameBytes: number;
  readonly framesPerFrame: number;
  /** Bytes of side information behind the header (and its CRC), where Xing and Info tags stand. */
  readonly sideInfoBytes: number;
}

const KBPS_V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBPS_V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_V1 = [44100, 48000, 32000];

/** null where the four bytes are no Layer III header of a fixed bit rate. */
export function parseMpegHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4);
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0 || (b1 & 0x06) !== 0x02) return null;
  const versionBits = (b1 >> 3) & 3;
  const version = versionBits === 3 ? 1 : versionBits === 2 ? 2 : versionBits === 0 ? 2.5 : 0;
  const bitrateKbps = (version === 1 ? KBPS_V1 : KBPS_V2)[b2 >> 4] ?? 0;
  const baseRate = RATES_V1[(b2 >> 2) & 3] ?? 0;
  if (version === 0 || bitrateKbps === 0 || baseRate === 0 || (b3 & 3) === 2) return null;
  const sampleRateHz = version === 1 ? baseRate : version === 2 ? baseRate / 2 : baseRate / 4;
  const channels = b3 >> 6 === 3 ? 1 : 2;
  const framesPerFrame = version === 1 ? 1152 : 576;
  const padding = (b2 >> 1) & 1;
  return {
    version,
    bitrateKbps,
    sampleRateHz,
    channels,
    hasCrc: (b1 & 1) === 0,
    frameBytes: Math.floor((framesPerFrame / 8) * ((bitrateKbps * 1000) / sampleRateHz)) + padding,
    framesPerFrame,
    sideInfoBytes: version === 1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17,
  };
}

/** Frames of one stream share these; what does not is junk that looks like a frame. */
export function sameStream(a: MpegHeader, b: MpegHeader): boolean {
  return a.version === b.version && a.sampleRateHz === b.sampleRateHz && a.channels === b.channels;
}
