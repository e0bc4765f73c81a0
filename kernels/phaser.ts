// A chain of first-order all-passes whose corner swings, with feedback around it that has no delay: each frame's loop is solved, as the
// circuit would. Left and right are lanes.
// Ramps: 0 middle of the swing as log2 g, 1 half its width in octaves, 2 turns by which the right side leads, 3 sine share, 4 step in turns,
// 5 feedback, 6 mix. State (f64): [0] phase, from byte 16 one pair for each stage.
import { exp2Lanes } from "./math-lanes";
import { swing, turned } from "./oscillator";
import { advanceToStill, rampValue } from "./ramps";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

const RAMPS: i32 = 7;

/** `stages` all-passes; g = tan(pi f / rate). In place. */
export function runPhaser(ramps: usize, state: usize, stages: i32, left: usize, right: usize, frames: i32): void {
  const one = f64x2.splat(1);
  const first = state + 16;
  const last = first + (<usize>stages << 4);
  const end = <usize>frames << 2;
  let phase = load<f64>(state);
  for (let at: usize = 0; at < end; ) {
    const still = at + advanceToStill(ramps, RAMPS, end - at);
    const step = rampValue(ramps, 4);
    const lead = f64x2.replace_lane(f64x2.splat(0), 1, rampValue(ramps, 2));
    const middle = f64x2.splat(rampValue(ramps, 0));
    const width = f64x2.splat(rampValue(ramps, 1));
    const sineShare = f64x2.splat(rampValue(ramps, 3));
    const feedback = f64x2.splat(rampValue(ramps, 5));
    const mix = rampValue(ramps, 6);
    for (; at < still; at += 4) {
      phase = turned(phase, step);
      const swung = f64x2.mul(width, swing(f64x2.add(f64x2.splat(phase), lead), sineShare));
      const g = f64x2.promote_low_f32x4(exp2Lanes(f32x4.demote_f64x2_zero(f64x2.add(middle, swung))));
      const share = f64x2.div(g, f64x2.add(one, g));
      const twice = f64x2.add(share, share);
      const pass = f64x2.sub(twice, one); // what of the input comes through at once
      const hold = f64x2.sub(one, pass); // what of the state does
      const x = loadStereo(left, right, at);
      let whole = one;
      let held = f64x2.splat(0);
      for (let place = first; place < last; place += 16) {
        whole = f64x2.mul(whole, pass);
        held = f64x2.add(f64x2.mul(pass, held), f64x2.mul(hold, v128.load(place)));
      }
      let y = f64x2.div(f64x2.add(x, f64x2.mul(feedback, held)), f64x2.sub(one, f64x2.mul(feedback, whole)));
      for (let place = first; place < last; place += 16) {
        // doubled numbers: each stage waits for the one before, and this is one addition less
        const kept = v128.load(place);
        const rise = f64x2.mul(twice, f64x2.sub(y, kept));
        const low = f64x2.add(f64x2.add(kept, kept), rise);
        const next = f64x2.mul(f64x2.splat(0.5), f64x2.add(low, rise));
        v128.store(place, settlePair(next));
        y = f64x2.sub(low, y);
      }
      if (mix == 0) continue;
      storeStereo(left, right, at, f64x2.add(x, f64x2.mul(f64x2.splat(mix), f64x2.sub(y, x))));
    }
  }
  store<f64>(state, phase);
}
