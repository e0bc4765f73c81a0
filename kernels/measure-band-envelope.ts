// The largest amplitude of a frequency band: its bins moved down to 0 Hz, transformed back at a low rate, blocks overlapped.
// A block whose bins together cannot reach the largest amplitude so far is not transformed; should the next block need its tail,
// it is made then, from the spectrum that was kept.
import { fftToEnvelope } from "./fft";

// A band's descriptor, f64 each: what src/measure/band-envelope.ts writes there.
const FIRST_BIN: usize = 0;
const BINS: usize = 8;
const ORIGIN: usize = 16; // the bin that moves to 0 Hz: a multiple of 4, up to 3 bins below the first
const EDGES: usize = 24; // gains of the four bins from the origin on, and of the four that hold the last bin; 0 outside of the band
const SIZE: usize = 32;
const WORK: usize = 40;
const TWIDDLES: usize = 48;
const WINDOW: usize = 56;
const TAIL_RE: usize = 64;
const TAIL_IM: usize = 72;
const BIN_GAIN: usize = 80; // amplitude of one bin's part of the signal per |bin|
const LARGEST_SQUARE: usize = 88;
const LAST_BOUND_SQUARE: usize = 96; // no value of the block before can be larger
const TAIL_MISSING: usize = 104; // 1 where the block before was not transformed
const DESCRIPTOR_BYTES: usize = 112;

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

/** Transforms a block back; adds it up with the tail before it where `audible`; its own last quarter becomes the tail. */
function transformBack(band: usize, spectrumRe: usize, spectrumIm: usize, audible: bool): void {
  const origin = field(band, ORIGIN);
  const end = field(band, FIRST_BIN) + field(band, BINS);
  const lastFour = ((end - 1) & ~3) << 2;
  const re = spectrumRe + (origin << 2);
  const im = spectrumIm + (origin << 2);
  const lastRe = spectrumRe + lastFour;
  const lastIm = spectrumIm + lastFour;
  const edges = field(band, EDGES);
  const firstGains = v128.load(edges);
  const lastGains = v128.load(edges, 16);
  // The bins around the edges are changed where they lie and put back afterwards: dearer would be to copy the band.
  const firstRe = v128.load(re);
  const firstIm = v128.load(im);
  const finalRe = v128.load(lastRe);
  const finalIm = v128.load(lastIm);
  v128.store(re, f32x4.mul(firstRe, firstGains));
  v128.store(im, f32x4.mul(firstIm, firstGains));
  v128.store(lastRe, f32x4.mul(v128.load(lastRe), lastGains));
  v128.store(lastIm, f32x4.mul(v128.load(lastIm), lastGains));
  const used = (end - origin + 3) & ~3;
  const largest = fftToEnvelope(
    im, // parts swapped: the inverse
    re,
    used,
    field(band, WORK),
    <i32>field(band, SIZE),
    field(band, TWIDDLES),
    field(band, WINDOW),
    field(band, TAIL_IM),
    field(band, TAIL_RE),
  );
  v128.store(lastRe, finalRe);
  v128.store(lastIm, finalIm);
  v128.store(re, firstRe);
  v128.store(im, firstIm);
  if (!audible) return;
  const half = f32x4.pmax(largest, v128.shuffle<f64>(largest, largest, 1, 0));
  const square = <f64>max<f32>(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
  if (square > load<f64>(band + LARGEST_SQUARE)) store<f64>(band + LARGEST_SQUARE, square);
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
