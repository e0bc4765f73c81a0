// What comes before a reverb: pre-delay and the filters of the send.
import { advanceRamps, rampsMove, rampValue } from "./ramps";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

/** Sample `whole` + `fraction` frames ago. */
// @ts-ignore: decorator
@inline
function readAt(line: usize, position: i32, mask: i32, whole: i32, fraction: f64): f64 {
  const near = <f64>load<f32>(line + (<usize>((position - whole) & mask) << 2));
  return near + fraction * (<f64>load<f32>(line + (<usize>((position - whole - 1) & mask) << 2)) - near);
}

/**
 * Pre-delay and the filters of the send: a high-pass and a low-pass, state-variable (trapezoidal), left and right as lanes, each with a
 * first-order section behind it.
 * Ramps: [0] delay in frames (whole when it rests), [1] g of the low cut, [2] g of the high cut, [3] 1/Q, [4] share of the first-order
 * sections: 1/Q √2 and share 0 make 12 dB per octave, 1 and 1 make 18. `line`: left and right, mask + 1 floats each.
 * State (f64): [0] position, [1] unused, then six lane pairs.
 */
export function prepareReverbInput(ramps: usize, state: usize, line: usize, mask: i32, left: usize, right: usize, outLeft: usize, outRight: usize, frames: i32): void {
  const rightLine = line + (<usize>(mask + 1) << 2);
  const one = f64x2.splat(1);
  let position = <i32>load<f64>(state);
  let high1 = v128.load(state, 16);
  let high2 = v128.load(state, 32);
  let low1 = v128.load(state, 48);
  let low2 = v128.load(state, 64);
  let high3 = v128.load(state, 80);
  let low3 = v128.load(state, 96);
  let isNew = true;
  let whole = 0;
  let fraction: f64 = 0;
  let share: f64 = 0;
  let k = one;
  let h1 = one;
  let h2 = one;
  let h3 = one;
  let l1 = one;
  let l2 = one;
  let l3 = one;
  let firstHigh = one;
  let firstLow = one;
  let part = one;
  for (let i = 0; i < frames; i++) {
    const moves = rampsMove(ramps);
    if (moves) advanceRamps(ramps, 5);
    if (moves || isNew) {
      isNew = false;
      const delay = rampValue(ramps, 0);
      whole = <i32>floor<f64>(delay);
      fraction = delay - floor<f64>(delay);
      const gh = rampValue(ramps, 1);
      const gl = rampValue(ramps, 2);
      const q = rampValue(ramps, 3);
      share = rampValue(ramps, 4);
      k = f64x2.splat(q);
      part = f64x2.splat(share);
      const high = 1 / (1 + gh * (gh + q));
      const low = 1 / (1 + gl * (gl + q));
      h1 = f64x2.splat(high);
      h2 = f64x2.splat(gh * high);
      h3 = f64x2.splat(gh * gh * high);
      l1 = f64x2.splat(low);
      l2 = f64x2.splat(gl * low);
      l3 = f64x2.splat(gl * gl * low);
      firstHigh = f64x2.splat(gh / (1 + gh));
      firstLow = f64x2.splat(gl / (1 + gl));
    }
    const at = <usize>i << 2;
    position = (position + 1) & mask;
    const slot = <usize>position << 2;
    store<f32>(line + slot, load<f32>(left + at));
    store<f32>(rightLine + slot, load<f32>(right + at));
    let x: v128;
    if (fraction == 0) {
      const from = <usize>((position - whole) & mask) << 2;
      x = loadStereo(line, rightLine, from);
    } else {
      x = f64x2.replace_lane(
        f64x2.splat(readAt(line, position, mask, whole, fraction)),
        1,
        readAt(rightLine, position, mask, whole, fraction),
      );
    }
    let rest = f64x2.sub(x, high2);
    let band = f64x2.add(f64x2.mul(h1, high1), f64x2.mul(h2, rest));
    let base = f64x2.add(f64x2.add(high2, f64x2.mul(h2, high1)), f64x2.mul(h3, rest));
    high1 = f64x2.sub(f64x2.add(band, band), high1);
    high2 = f64x2.sub(f64x2.add(base, base), high2);
    x = f64x2.sub(f64x2.sub(x, f64x2.mul(k, band)), base);
    rest = f64x2.sub(x, low2);
    band = f64x2.add(f64x2.mul(l1, low1), f64x2.mul(l2, rest));
    base = f64x2.add(f64x2.add(low2, f64x2.mul(l2, low1)), f64x2.mul(l3, rest));
    low1 = f64x2.sub(f64x2.add(band, band), low1);
    low2 = f64x2.sub(f64x2.add(base, base), low2);
    x = base;
    if (share > 0) {
      let step = f64x2.mul(firstHigh, f64x2.sub(x, high3));
      base = f64x2.add(step, high3);
      high3 = f64x2.add(base, step);
      x = f64x2.sub(x, f64x2.mul(part, base));
      step = f64x2.mul(firstLow, f64x2.sub(x, low3));
      base = f64x2.add(step, low3);
      low3 = f64x2.add(base, step);
      x = f64x2.add(x, f64x2.mul(part, f64x2.sub(base, x)));
    }
    storeStereo(outLeft, outRight, at, settlePair(x));
    if ((position & 63) == 0) {
      high1 = settlePair(high1);
      high2 = settlePair(high2);
      low1 = settlePair(low1);
      low2 = settlePair(low2);
      high3 = settlePair(high3);
      low3 = settlePair(low3);
    }
  }
  store<f64>(state, <f64>position);
  v128.store(state, high1, 16);
  v128.store(state, high2, 32);
  v128.store(state, low1, 48);
  v128.store(state, low2, 64);
  v128.store(state, high3, 80);
  v128.store(state, low3, 96);
}
