// Uncompressed samples to planar 32-bit floats and back, exactly: an integer of b bits is n / 2^(b-1).
import type { PcmLayout, PcmSample } from "../audio.ts";
import { viewOf } from "../bytes.ts";

const BYTES: Record<PcmSample, number> = {
  u8: 1,
  s8: 1,
  s16le: 2,
  s16be: 2,
  s24le: 3,
  s24be: 3,
  s32le: 4,
  s32be: 4,
  f32le: 4,
  f32be: 4,
  f64le: 8,
  f64be: 8,
};

export function bytesPerSample(sample: PcmSample): number {
  return BYTES[sample];
}

/**
 * Decodes `frames` whole frames from the start of `bytes` into `into[channel][at …]`.
 * Takes the layout as plain data, so that a worker needs nothing but a copy of it.
 */
export function decodePcm(
  layout: Pick<PcmLayout, "sample" | "channels">,
  bytes: Uint8Array,
  frames: number,
  into: readonly Float32Array[],
  at = 0,
): void {
  const mono = layout.sample === "f32le" && layout.channels === 1 ? floatsOf(bytes) : null;
  if (mono) {
    into[0]?.set(mono.subarray(0, frames), at);
    return;
  }
  for (let channel = 0; channel < layout.channels; channel++) {
    const out = into[channel];
    if (out) decodeChannel(layout.sample, bytes, frames, channel, layout.channels, out, at);
  }
}

const LITTLE_ENDIAN_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The same bytes as floats, where the machine can look at them so. */
function floatsOf(bytes: Uint8Array): Float32Array | null {
  if (!LITTLE_ENDIAN_MACHINE || bytes.byteOffset % 4 !== 0) return null;
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}

function decodeChannel(
  sample: PcmSample,
  bytes: Uint8Array,
  frames: number,
  channel: number,
  channels: number,
  out: Float32Array,
  at: number,
): void {
  const step = BYTES[sample] * channels;
  const view = viewOf(bytes);
  let p = BYTES[sample] * channel;
  switch (sample) {
    case "u8":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = ((bytes[p] ?? 0) - 128) / 128;
      break;
    case "s8":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getInt8(p) / 128;
      break;
    case "s16le":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getInt16(p, true) / 32768;
      break;
    case "s16be":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getInt16(p, false) / 32768;
      break;
    case "s24le":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = (view.getUint16(p, true) | (view.getInt8(p + 2) << 16)) / 8388608;
      break;
    case "s24be":
      for (let i = 0; i < frames; i++, p += step)
        out[at + i] = ((view.getInt8(p) << 16) | view.getUint16(p + 1, false)) / 8388608;
      break;
    case "s32le":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getInt32(p, true) / 2147483648;
      break;
    case "s32be":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getInt32(p, false) / 2147483648;
      break;
    case "f32le":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getFloat32(p, true);
      break;
    case "f32be":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getFloat32(p, false);
      break;
    case "f64le":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getFloat64(p, true);
      break;
    case "f64be":
      for (let i = 0; i < frames; i++, p += step) out[at + i] = view.getFloat64(p, false);
      break;
  }
}

/** Index of the first frame with a sample that is not a number or infinite; -1 when all are sound. */
export function firstNonFiniteFrame(planar: readonly Float32Array[], frames: number): number {
  let first = -1;
  for (const channel of planar) {
    const until = first < 0 ? frames : first;
    for (let i = 0; i < until; i++) {
      const x = channel[i] ?? 0;
      if (x - x !== 0) {
        first = i;
        break;
      }
    }
  }
  return first;
}

/** The formats writers make. */
export type WrittenSample = Extract<PcmSample, "s16le" | "s16be" | "s24le" | "s24be" | "s32le" | "s32be" | "f32le" | "f32be">;

/**
 * Interleaves planar frames into `bytes`. Samples of integer formats are taken to lie on the grid already; what is beyond
 * full scale is cut. Returns how many samples were cut.
 */
export function encodePcm(sample: WrittenSample, planar: readonly Float32Array[], frames: number, bytes: Uint8Array): number {
  if (sample === "f32le" || sample === "f32be") {
    encodeFloats(sample, planar, frames, bytes);
    return 0;
  }
  const width = BYTES[sample];
  const step = width * planar.length;
  const full = width === 2 ? 32768 : width === 3 ? 8388608 : 2147483648;
  const little = sample.endsWith("le");
  let clipped = 0;
  planar.forEach((input, channel) => {
    // Byte k of a sample, from the least significant, lies at `low` + k·`up`.
    const up = little ? 1 : -1;
    let low = width * channel + (little ? 0 : width - 1);
    for (let i = 0; i < frames; i++, low += step) {
      let n = Math.round((input[i] ?? 0) * full);
      if (n >= full) {
        n = full - 1;
        clipped++;
      } else if (n < -full) {
        n = -full;
        clipped++;
      }
      bytes[low] = n;
      bytes[low + up] = n >> 8;
      if (width > 2) bytes[low + 2 * up] = n >> 16;
      if (width > 3) bytes[low + 3 * up] = n >> 24;
    }
  });
  return clipped;
}

function encodeFloats(sample: "f32le" | "f32be", planar: readonly Float32Array[], frames: number, bytes: Uint8Array): void {
  const floats = sample === "f32le" ? floatsOf(bytes) : null;
  const view = viewOf(bytes);
  const channels = planar.length;
  planar.forEach((input, channel) => {
    if (floats && channels === 1) floats.set(input.subarray(0, frames));
    else if (floats) for (let i = 0, p = channel; i < frames; i++, p += channels) floats[p] = input[i] ?? 0;
    else
      for (let i = 0, p = 4 * channel; i < frames; i++, p += 4 * channels) view.setFloat32(p, input[i] ?? 0, sample === "f32le");
  });
}
