// A short delay line with swinging heads, what choruses and flangers are made of: input -> low cut 12 dB/oct -> high cut 24 dB/oct ->
// bucket-brigade bend (a little second harmonic) -> + feedback -> line -> up to four heads a side -> mix with the dry signal.
// Ramps: 0 centre of the swing in frames, 1 half its width, 2 turns by which the right side leads, 3 sine share of the oscillator,
// 4 oscillator's step in turns, 5 bend, 6 g of the low cut, 7 g of the high cut, 8 feedback, 9 gain of the wet sound,
// 10..13 gains of the heads, 14 gain of the dry sound.
// State (f64): [0] position, [1] phase, [2..3] unused, [4..7] low cut, [8..15] high cut, [16..17] high-pass of the bend.
import { LINE_OVERHANG, readLines, writeLine } from "./fractional-line";
import { swing, turned } from "./oscillator";
import { passHigh, passLow, passScale } from "./pass-filters";
import { advanceToStill, rampValue } from "./ramps";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

const RAMPS: i32 = 15;
const HEADS: i32 = 4;
const K: f64 = 1.4142135623730951; // Butterworth, second order
const K1: f64 = 1.8477590650225735; // Butterworth, fourth order
const K2: f64 = 0.7653668647301796;
const NEAREST: f64 = 1;

/** Turns by which a head leads the first: any number of heads in order spreads them evenly. */
// @ts-ignore: decorator
@inline
function lead(head: i32): f64 {
  return head == 0 ? 0 : head == 1 ? 0.5 : head == 2 ? 0.25 : 0.75;
}

/** `line`: left and right, mask + 4 floats each (fractional-line.ts). The dry signal (in step with the reported latency) comes from `dry` and `dry` + 512 bytes. */
export function runModulatedLine(ramps: usize, state: usize, line: usize, mask: i32, dry: usize, left: usize, right: usize, frames: i32): void {
  const rightLine = line + (<usize>(mask + 1 + LINE_OVERHANG) << 2);
  const gains = ramps + 8 + 24 * 10;
  const end = <usize>frames << 2;
  let position = <i32>load<f64>(state);
  let phase = load<f64>(state, 8);
  for (let at: usize = 0; at < end; ) {
    const still = at + advanceToStill(ramps, RAMPS, end - at);
    // The newest slot is written below: heads read from the one before.
    const centre = f64x2.splat(rampValue(ramps, 0) - 1);
    const width = f64x2.splat(rampValue(ramps, 1));
    const ahead = f64x2.replace_lane(f64x2.splat(0), 1, rampValue(ramps, 2));
    const sineShare = f64x2.splat(rampValue(ramps, 3));
    const step = rampValue(ramps, 4);
    const bend = f64x2.splat(rampValue(ramps, 5));
    const gLow = rampValue(ramps, 6);
    const gHigh = rampValue(ramps, 7);
    const feedback = f64x2.splat(rampValue(ramps, 8));
    const wetGain = rampValue(ramps, 9);
    const dryGain = f64x2.splat(rampValue(ramps, 14));
    const lowScale = passScale(gLow, K);
    const highScale1 = passScale(gHigh, K1);
    const highScale2 = passScale(gHigh, K2);
    for (; at < still; at += 4) {
      let x = loadStereo(left, right, at);
      x = passLow(state + 64, x, gHigh, K1, highScale1);
      x = passLow(state + 96, x, gHigh, K2, highScale2);
      x = f64x2.add(x, f64x2.mul(bend, f64x2.mul(x, x)));
      x = passHigh(state + 32, x, gLow, K, lowScale);
      phase = turned(phase, step);
      const phases = f64x2.add(f64x2.splat(phase), ahead);
      let back = f64x2.splat(0);
      for (let head = 0; head < HEADS; head++) {
        const gain = load<f64>(gains + <usize>head * 24);
        if (gain == 0) continue;
        const swung = swing(f64x2.add(phases, f64x2.splat(lead(head))), sineShare);
        const delays = f64x2.pmax(f64x2.splat(NEAREST), f64x2.add(centre, f64x2.mul(width, swung)));
        back = f64x2.add(back, f64x2.mul(f64x2.splat(gain), readLines(line, rightLine, position, mask, delays)));
      }
      x = f64x2.add(x, f64x2.mul(feedback, back));
      x = settlePair(x);
      position = (position + 1) & mask;
      const written = f32x4.demote_f64x2_zero(x);
      writeLine(line, position, mask, f32x4.extract_lane(written, 0));
      writeLine(rightLine, position, mask, f32x4.extract_lane(written, 1));
      const dryPair = loadStereo(dry, dry + 512, at);
      const out = wetGain == 0 ? dryPair : f64x2.add(f64x2.mul(dryGain, dryPair), f64x2.mul(f64x2.splat(wetGain), back));
      storeStereo(left, right, at, out);
    }
  }
  store<f64>(state, <f64>position);
  store<f64>(state, phase, 8);
}
