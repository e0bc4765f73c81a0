// Power of a wave's crests: what a peak rectifier charges to, without the error of crests that fall between two samples.
// Through the greatest of three neighbouring samples b, next to a and c, goes one sine; its amplitude is
// A^2 = b^2 (1 + (c - a)^2 / ((2 b - a - c) (2 b + a + c))), exact for every frequency. A crest is known one frame late.
// Line (f32): two frames of history at byte 8, then the block.

// @ts-ignore: decorator
@inline
const BLOCK_AT: usize = 16;

/** Squares of one channel's crests, a sine giving its amplitude squared. `line` is 136 floats. */
export function crestPower(line: usize, source: usize, power: usize, frames: i32): void {
  const bytes = <usize>frames << 2;
  memory.copy(line + BLOCK_AT, source, bytes);
  const signBit = i32x4.splat(0x80000000);
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = v128.load(line + at, 8);
    const b = v128.load(line + at, 12);
    const c = v128.load(line + at, 16);
    const size = f32x4.abs(b);
    const highest = f32x4.ge(size, f32x4.pmax(f32x4.abs(a), f32x4.abs(c)));
    const sum = v128.xor(f32x4.add(a, c), v128.and(b, signBit));
    const tilt = f32x4.sub(c, a);
    const twice = f32x4.add(size, size);
    const room = f32x4.mul(f32x4.sub(twice, sum), f32x4.add(twice, sum));
    const more = f32x4.div(f32x4.mul(tilt, tilt), f32x4.pmax(room, f32x4.splat(1e-30)));
    const crest = f32x4.mul(f32x4.mul(b, b), f32x4.add(one, v128.and(f32x4.pmin(more, one), highest)));
    v128.store(power + at, f32x4.pmax(crest, f32x4.mul(c, c)));
  }
  memory.copy(line + 8, line + 8 + bytes, 8);
}
