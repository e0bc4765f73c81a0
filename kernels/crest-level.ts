// Power of a wave's crests (crest.ts) over time: what a peak rectifier charges to. Line (f32): two frames of history at byte 8, then the block.
import { crestX4 } from "./crest";

// @ts-ignore: decorator
@inline
const BLOCK_AT: usize = 16;

/** Squares of one channel's crests, a sine giving its amplitude squared. `line` is 136 floats. */
export function crestPower(line: usize, source: usize, power: usize, frames: i32): void {
  const bytes = <usize>frames << 2;
  memory.copy(line + BLOCK_AT, source, bytes);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(power + at, crestX4(v128.load(line + at, 8), v128.load(line + at, 12), v128.load(line + at, 16)));
  }
  memory.copy(line + 8, line + 8 + bytes, 8);
}
