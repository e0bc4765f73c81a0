// Interleaved little- and big-endian samples to two planes of 32-bit floats, exactly: an integer of b bits is n / 2^(b-1).
// A mono signal goes to both planes. `from` has 16 readable bytes after its last sample.

/** Kinds of `pcmToPlanes`, little-endian; 8 more is the same big-endian. */
const S16 = 0;
const S24 = 1;
const S32 = 2;
const F32 = 3;
const F64 = 4;
const S8 = 5;
const U8 = 6;
const BIG_ENDIAN = 8;

function bytesOf(kind: i32): i32 {
  if (kind == S16) return 2;
  if (kind == S24) return 3;
  if (kind == F64) return 8;
  return kind == S8 || kind == U8 ? 1 : 4;
}

function sampleAt(at: usize, kind: i32, big: bool): f32 {
  if (kind == S16) {
    const word = load<u16>(at);
    return <f32>(<i16>(big ? bswap<u16>(word) : word)) * <f32>(1.0 / 32768.0);
  }
  if (kind == S24) {
    const low = <i32>load<u8>(at + <usize>(big ? 2 : 0));
    const high = <i32>load<i8>(at + <usize>(big ? 0 : 2));
    return <f32>((high << 16) | (<i32>load<u8>(at, 1) << 8) | low) * <f32>(1.0 / 8388608.0);
  }
  if (kind == S8) return <f32>load<i8>(at) * <f32>(1.0 / 128.0);
  if (kind == U8) return <f32>(<i32>load<u8>(at) - 128) * <f32>(1.0 / 128.0);
  if (kind == F64) {
    const word = load<u64>(at);
    return <f32>reinterpret<f64>(big ? bswap<u64>(word) : word);
  }
  const word = load<u32>(at);
  const bits = big ? bswap<u32>(word) : word;
  if (kind == S32) return <f32>(<f64>(<i32>bits) * (1.0 / 2147483648.0));
  return reinterpret<f32>(bits);
}

/** Left and right of four frames in two vectors L R L R. */
function storeFrames(low: v128, high: v128, left: usize, right: usize): void {
  v128.store(left, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
  v128.store(right, v128.shuffle<f32>(low, high, 1, 3, 5, 7));
}

/** Four frames at a time of the usual stereo formats. Returns the frames done. */
function stereoVectors(from: usize, left: usize, right: usize, frames: i32, kind: i32): i32 {
  const whole = frames & ~3;
  const spread = i8x16(-1, 0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11);
  const scale = f32x4.splat(<f32>(1.0 / 2147483648.0));
  const scale16 = f32x4.splat(<f32>(1.0 / 32768.0));
  for (let frame = 0; frame < whole; frame += 4) {
    const to = <usize>frame << 2;
    if (kind == S24) {
      const at = from + <usize>(frame * 6);
      const low = f32x4.convert_i32x4_s(i8x16.swizzle(v128.load(at), spread));
      const high = f32x4.convert_i32x4_s(i8x16.swizzle(v128.load(at, 12), spread));
      storeFrames(f32x4.mul(low, scale), f32x4.mul(high, scale), left + to, right + to);
    } else if (kind == S16) {
      const words = v128.load(from + (<usize>frame << 2));
      const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words));
      const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(words));
      storeFrames(f32x4.mul(low, scale16), f32x4.mul(high, scale16), left + to, right + to);
    } else {
      const at = from + (<usize>frame << 3);
      storeFrames(v128.load(at), v128.load(at, 16), left + to, right + to);
    }
  }
  return whole;
}

/** `kind` as listed above. */
export function pcmToPlanes(from: usize, left: usize, right: usize, frames: i32, channels: i32, kind: i32): void {
  const big = (kind & BIG_ENDIAN) != 0;
  const plain = kind & ~BIG_ENDIAN;
  let frame = 0;
  if (channels == 2 && !big && (plain == S24 || plain == S16 || plain == F32)) {
    frame = stereoVectors(from, left, right, frames, plain);
  }
  const step = bytesOf(plain);
  for (; frame < frames; frame++) {
    const at = from + <usize>(frame * step * channels);
    const to = <usize>frame << 2;
    const first = sampleAt(at, plain, big);
    store<f32>(left + to, first);
    store<f32>(right + to, channels == 2 ? sampleAt(at + <usize>step, plain, big) : first);
  }
}

/** Copies 128 frames of two planes into an engine block: left half, right half. */
export function planesToBlock(left: usize, right: usize, block: usize): void {
  memory.copy(block, left, 512);
  memory.copy(block + 512, right, 512);
}

/** Highest magnitude in `frames` frames of two planes; NaN where a sample is not a number. */
export function planesPeak(left: usize, right: usize, frames: i32): f32 {
  // magnitudes as whole numbers: they have the same order, and what is not a number lies above all
  const unsigned = i32x4.splat(0x7fffffff);
  const whole = <usize>(frames & ~3) << 2;
  const end = <usize>frames << 2;
  let most = i32x4.splat(0);
  for (let at: usize = 0; at < whole; at += 16) {
    most = i32x4.max_s(most, v128.and(v128.load(left + at), unsigned));
    most = i32x4.max_s(most, v128.and(v128.load(right + at), unsigned));
  }
  let peak = max(max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)), max(i32x4.extract_lane(most, 2), i32x4.extract_lane(most, 3)));
  for (let at = whole; at < end; at += 4) peak = max(peak, max(load<i32>(left + at) & 0x7fffffff, load<i32>(right + at) & 0x7fffffff));
  return reinterpret<f32>(peak);
}
