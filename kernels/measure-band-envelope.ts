// The largest amplitude of a frequency band: its bins moved down to 0 Hz, transformed back at a low rate, blocks overlapped.
// A block whose bins together cannot reach the largest amplitude so far is not transformed; should the next block need its tail,
// it is made then, from the spectrum that was kept.
import { fftForward } from "./fft";

// A band's descriptor, f64 each: what src/measure/band-envelope.ts writes there.
const FIRST_BIN: usize = 0;
const BINS: usize = 8;
const LEAD: usize = 16; // zeros in front of the bins
const FIRST_GAIN: usize = 24;
const LAST_GAIN: usize = 32;
const SIZE: usize = 40;
const RE: usize = 48;
const IM: usize = 56;
const WORK: usize = 64;
const TWIDDLES: usize = 72;
const WINDOW: usize = 80;
const TAIL_RE: usize = 88;
const TAIL_IM: usize = 96;
const BIN_GAIN: usize = 104; // amplitude of one bin's part of the signal per |bin|
const LARGEST_SQUARE: usize = 112;
const LAST_BOUND_SQUARE: usize = 120; // no value of the block before can be larger
const TAIL_MISSING: usize = 128; // 1 where the block before was not transformed
const DESCRIPTOR_BYTES: usize = 136;

const BOUND_MARGIN: f64 = 1.0002; // for the rounding of single precision sums and transforms

function field(band: usize, at: usize): usize {
  return <usize>load<f64>(band + at);
}

/** Square of a bound on the band's envelope in a block: the sum of the sizes of its bins. */
function boundSquare(band: usize, re: usize, im: usize): f64 {
  const from = field(band, FIRST_BIN) << 2;
  const end = from + (field(band, BINS) << 2);
  let four = f32x4.splat(0);
  let at = from;
  for (; at + 16 <= end; at += 16) {
    const r = v128.load(re + at);
    const i = v128.load(im + at);
    four = f32x4.add(four, f32x4.sqrt(f32x4.add(f32x4.mul(r, r), f32x4.mul(i, i))));
  }
  let sum = f32x4.extract_lane(four, 0) + f32x4.extract_lane(four, 1) + f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3);
  for (; at < end; at += 4) {
    const r = load<f32>(re + at);
    const i = load<f32>(im + at);
    sum += sqrt<f32>(r * r + i * i);
  }
  const bound = <f64>sum * load<f64>(band + BIN_GAIN) * BOUND_MARGIN;
  return bound * bound;
}

function placeBins(band: usize, from: usize, to: usize): void {
  const lead = field(band, LEAD) << 2;
  const bytes = field(band, BINS) << 2;
  memory.fill(to, 0, lead);
  memory.copy(to + lead, from + (field(band, FIRST_BIN) << 2), bytes);
  memory.fill(to + lead + bytes, 0, (field(band, SIZE) << 2) - lead - bytes);
  const first = to + lead;
  store<f32>(first, load<f32>(first) * <f32>load<f64>(band + FIRST_GAIN));
  const last = first + bytes - 4;
  store<f32>(last, load<f32>(last) * <f32>load<f64>(band + LAST_GAIN));
}

/** Transforms a block back; adds it up with the tail before it where `audible`; its own last quarter becomes the tail. */
function transformBack(band: usize, spectrumRe: usize, spectrumIm: usize, audible: bool): void {
  const re = field(band, RE);
  const im = field(band, IM);
  placeBins(band, spectrumRe, re);
  placeBins(band, spectrumIm, im);
  fftForward(im, re, field(band, WORK), <i32>field(band, SIZE), field(band, TWIDDLES));
  const window = field(band, WINDOW);
  const tailRe = field(band, TAIL_RE);
  const tailIm = field(band, TAIL_IM);
  const quarter = field(band, SIZE); // bytes
  if (audible) {
    let largest = f32x4.splat(<f32>load<f64>(band + LARGEST_SQUARE));
    for (let at: usize = 0; at < 3 * quarter; at += 16) {
      const w = v128.load(window + at);
      let r = f32x4.mul(v128.load(re + at), w);
      let i = f32x4.mul(v128.load(im + at), w);
      if (at < quarter) {
        r = f32x4.add(r, v128.load(tailRe + at));
        i = f32x4.add(i, v128.load(tailIm + at));
      }
      largest = f32x4.pmax(largest, f32x4.add(f32x4.mul(r, r), f32x4.mul(i, i)));
    }
    const half = f32x4.max(largest, v128.shuffle<f64>(largest, largest, 1, 0));
    store<f64>(band + LARGEST_SQUARE, <f64>max<f32>(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1)));
  }
  for (let at: usize = 0; at < quarter; at += 16) {
    const w = v128.load(window + 3 * quarter + at);
    v128.store(tailRe + at, f32x4.mul(v128.load(re + 3 * quarter + at), w));
    v128.store(tailIm + at, f32x4.mul(v128.load(im + 3 * quarter + at), w));
  }
}

/**
 * Shows the spectrum of the next block of one channel, bins from 0 Hz, to `bands` bands whose descriptors lie side by side.
 * `lastRe`, `lastIm`: the spectrum of the block before. `prune` 0 transforms every block: same result, slower.
 */
export function bandEnvelopes(
  descriptors: usize,
  bands: i32,
  spectrumRe: usize,
  spectrumIm: usize,
  lastRe: usize,
  lastIm: usize,
  prune: i32,
): void {
  for (let index: i32 = 0; index < bands; index++) {
    const band = descriptors + <usize>index * DESCRIPTOR_BYTES;
    const bound = boundSquare(band, spectrumRe, spectrumIm);
    // Where two blocks overlap, the squares of their windows add up to 1: so do the squares of their bounds at most.
    const possible = bound + load<f64>(band + LAST_BOUND_SQUARE) > load<f64>(band + LARGEST_SQUARE);
    store<f64>(band + LAST_BOUND_SQUARE, bound);
    if (prune !== 0 && !possible) {
      store<f64>(band + TAIL_MISSING, 1);
      continue;
    }
    if (load<f64>(band + TAIL_MISSING) > 0) transformBack(band, lastRe, lastIm, false);
    store<f64>(band + TAIL_MISSING, 0);
    transformBack(band, spectrumRe, spectrumIm, true);
  }
}
