// What kernels/pcm-planes.ts calls each kind of uncompressed sample, for hosts that decode inside kernel memory.
import type { PcmSample } from "../audio.ts";

/** The kernel reads whole vectors: so many bytes behind the last sample must be readable. */
export const KERNEL_SLACK_BYTES = 16;

/** The `kind` of `pcmToPlanes`. */
export const KERNEL_KINDS: Readonly<Record<PcmSample, number>> = {
  s16le: 0,
  s24le: 1,
  s32le: 2,
  f32le: 3,
  f64le: 4,
  s8: 5,
  u8: 6,
  s16be: 8,
  s24be: 9,
  s32be: 10,
  f32be: 11,
  f64be: 12,
};
