// ADTS: AAC access units one after another, each with its own header (ISO/IEC 14496-3 Annex 1.A).
import type { ByteSource } from "../audio.ts";

export interface AdtsHeader {
  /** The two bytes of the AudioSpecificConfig this header says in its own way. */
  readonly config: Uint8Array;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly headerBytes: number;
  readonly unitBytes: number;
}

const RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];
const UNITS_TO_BELIEVE = 3;
const PIECE_BYTES = 1 << 16;

export function parseAdts(bytes: Uint8Array, at: number): AdtsHeader | null {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0, b5 = 0] = bytes.subarray(at, at + 7);
  if (at + 7 > bytes.length || b0 !== 0xff || (b1 & 0xf6) !== 0xf0) return null;
  const rateIndex = (b2 >> 2) & 15;
  const sampleRateHz = RATES[rateIndex];
  const channels = ((b2 & 1) << 2) | (b3 >> 6);
  const headerBytes = b1 & 1 ? 7 : 9;
  const unitBytes = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  if (!sampleRateHz || unitBytes < headerBytes) return null;
  const objectType = (b2 >> 6) + 1;
  const config = Uint8Array.of((objectType << 3) | (rateIndex >> 1), ((rateIndex & 1) << 7) | (channels << 3));
  return { config, sampleRateHz, channels, headerBytes, unitBytes };
}

/** True when a chain of ADTS units begins at `offset`. */
export async function findAdts(source: ByteSource, offset: number): Promise<AdtsHeader | null> {
  const bytes = await source.read(offset, UNITS_TO_BELIEVE * 8192);
  const first = parseAdts(bytes, 0);
  let at = 0;
  for (let count = 0; count < UNITS_TO_BELIEVE; count++) {
    const header = parseAdts(bytes, at);
    if (!header) return count > 0 && offset + at >= source.size ? first : null;
    at += header.unitBytes;
  }
  return first;
}

/** Batches of whole access units without their headers. */
export async function* adtsUnits(source: ByteSource, offset: number, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
  let at = offset;
  while (at + 7 <= source.size) {
    signal?.throwIfAborted();
    const piece = await source.read(at, PIECE_BYTES);
    const units: Uint8Array[] = [];
    let p = 0;
    while (p + 7 <= piece.length) {
      const header = parseAdts(piece, p);
      if (!header) {
        p++;
        continue;
      }
      if (p + header.unitBytes > piece.length) break;
      units.push(piece.slice(p + header.headerBytes, p + header.unitBytes));
      p += header.unitBytes;
    }
    if (units.length > 0) yield units;
    if (p === 0 || at + piece.length >= source.size) return;
    at += p;
  }
}
