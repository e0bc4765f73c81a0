// Stereo blocks of the engine: 128 frames of the left channel, then 128 of the right, as 32-bit floats in one piece of 1024 bytes.

const BLOCK_BYTES: usize = 1024;
const CHANNEL_BYTES: usize = 512;

/** Fills a block with silence. */
export function mixClear(to: usize): void {
  memory.fill(to, 0, BLOCK_BYTES);
}

/** Copies a block. */
export function mixCopy(to: usize, from: usize): void {
  memory.copy(to, from, BLOCK_BYTES);
}

/** Adds a block to another. */
export function mixAdd(to: usize, from: usize): void {
  for (let at: usize = 0; at < BLOCK_BYTES; at += 32) {
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
    v128.store(to + at, f32x4.add(v128.load(to + at, 16), v128.load(from + at, 16)), 16);
  }
}

/** Writes one channel times a gain that travels linearly from `now` to (not reaching) `next`. */
function scaleChannel(to: usize, from: usize, now: f32, next: f32): void {
  if (now == next) {
    const gain = f32x4.splat(now);
    for (let at: usize = 0; at < CHANNEL_BYTES; at += 32) {
      v128.store(to + at, f32x4.mul(v128.load(from + at), gain));
      v128.store(to + at, f32x4.mul(v128.load(from + at, 16), gain), 16);
    }
    return;
  }
  const start = f32x4.splat(now);
  const step = f32x4.splat((next - now) * 0.0078125);
  const four = f32x4.splat(4);
  let index = f32x4(0, 1, 2, 3);
  for (let at: usize = 0; at < CHANNEL_BYTES; at += 16) {
    const gain = f32x4.add(start, f32x4.mul(step, index));
    v128.store(to + at, f32x4.mul(v128.load(from + at), gain));
    index = f32x4.add(index, four);
  }
}

/** Adds one channel times a gain that travels linearly from `now` to (not reaching) `next`. */
function addScaledChannel(to: usize, from: usize, now: f32, next: f32): void {
  if (now == next) {
    const gain = f32x4.splat(now);
    for (let at: usize = 0; at < CHANNEL_BYTES; at += 32) {
      v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), gain)));
      v128.store(to + at, f32x4.add(v128.load(to + at, 16), f32x4.mul(v128.load(from + at, 16), gain)), 16);
    }
    return;
  }
  const start = f32x4.splat(now);
  const step = f32x4.splat((next - now) * 0.0078125);
  const four = f32x4.splat(4);
  let index = f32x4(0, 1, 2, 3);
  for (let at: usize = 0; at < CHANNEL_BYTES; at += 16) {
    const gain = f32x4.add(start, f32x4.mul(step, index));
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), gain)));
    index = f32x4.add(index, four);
  }
}

/** `to` = `from` times a gain for each channel that ramps over the block. `to` may be `from`. */
export function mixScale(to: usize, from: usize, leftNow: f32, leftNext: f32, rightNow: f32, rightNext: f32): void {
  scaleChannel(to, from, leftNow, leftNext);
  scaleChannel(to + CHANNEL_BYTES, from + CHANNEL_BYTES, rightNow, rightNext);
}

/** Adds `from` times a gain for each channel that ramps over the block. */
export function mixAddScaled(to: usize, from: usize, leftNow: f32, leftNext: f32, rightNow: f32, rightNext: f32): void {
  addScaledChannel(to, from, leftNow, leftNext);
  addScaledChannel(to + CHANNEL_BYTES, from + CHANNEL_BYTES, rightNow, rightNext);
}

/** Silences `frames` frames from frame `first` of a block. */
export function mixSilenceFrames(block: usize, first: i32, frames: i32): void {
  const at = <usize>first << 2;
  memory.fill(block + at, 0, <usize>frames << 2);
  memory.fill(block + CHANNEL_BYTES + at, 0, <usize>frames << 2);
}

/** Multiplies `frames` frames from frame `first` of a block by `gain`, `gain + step`, `gain + 2 step`, … (a fade of a region). */
export function mixFadeFrames(block: usize, first: i32, frames: i32, gain: f64, step: f64): void {
  for (let index = 0; index < frames; index++) {
    const left = block + (<usize>(first + index) << 2);
    const factor = gain + step * <f64>index;
    store<f32>(left, <f32>(<f64>load<f32>(left) * factor));
    store<f32>(left + CHANNEL_BYTES, <f32>(<f64>load<f32>(left + CHANNEL_BYTES) * factor));
  }
}

/** Writes sample peak left, sample peak right, sum of squares left, sum of squares right of a block as four f64. */
export function mixLevels(block: usize, levels: usize): void {
  for (let channel: usize = 0; channel < 2; channel++) {
    const from = block + channel * CHANNEL_BYTES;
    let peak = f32x4.splat(0);
    let squares = f32x4.splat(0);
    for (let at: usize = 0; at < CHANNEL_BYTES; at += 16) {
      const x = v128.load(from + at);
      peak = f32x4.max(peak, f32x4.abs(x));
      squares = f32x4.add(squares, f32x4.mul(x, x));
    }
    const highest = max(
      max(f32x4.extract_lane(peak, 0), f32x4.extract_lane(peak, 1)),
      max(f32x4.extract_lane(peak, 2), f32x4.extract_lane(peak, 3)),
    );
    const sum =
      <f64>f32x4.extract_lane(squares, 0) +
      <f64>f32x4.extract_lane(squares, 1) +
      <f64>f32x4.extract_lane(squares, 2) +
      <f64>f32x4.extract_lane(squares, 3);
    store<f64>(levels + (channel << 3), <f64>highest);
    store<f64>(levels + (channel << 3), sum, 16);
  }
}
