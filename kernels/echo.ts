// An echo: line -> low cut and high cut 12 dB/oct -> tape's bend -> out, and back into the line, straight or crosswise. A new time is
// faded to, head to head; wow and flutter move both heads.
// Ramps: 0 feedback, 1 crosswise share (ping-pong), 2 g of the low cut, 3 g of the high cut, 4 gain of the wet sound, 5 bend, 6 wow in frames,
// 7 flutter in frames, 8 gain of the dry sound.
// State (f64): [0] position, [1] wow phase, [2] flutter phase, [3] frames left of the fade, [4..5] delay of left and right now, [6..7] the
// next ones, [8..11] low cut, [12..15] high cut.
import { LINE_OVERHANG, readLines, writeLine } from "./fractional-line";
import { swing, turned } from "./oscillator";
import { passHigh, passLow, passScale } from "./pass-filters";
import { advanceToStill, rampValue } from "./ramps";
import { settlePair } from "./silence";
import { loadStereo, storeStereo } from "./stereo";

const RAMPS: i32 = 9;
const K: f64 = 1.4142135623730951;
const NEAREST: f64 = 1;

/** Three sines of 1 : 2 : 3 in the proportions of measured tape machines; the wow in the second lane. */
// @ts-ignore: decorator
@inline
function unsteady(flutterPhase: f64, wowPhase: f64): v128 {
  const sine = f64x2.splat(1);
  const first = swing(f64x2.replace_lane(f64x2.splat(flutterPhase), 1, wowPhase), sine);
  const others = swing(f64x2.replace_lane(f64x2.splat(2 * flutterPhase), 1, 3 * flutterPhase), sine);
  const flutter =
    0.5623 * f64x2.extract_lane(first, 0) + 0.1956 * f64x2.extract_lane(others, 0) + 0.2421 * f64x2.extract_lane(others, 1);
  return f64x2.replace_lane(f64x2.splat(flutter), 1, f64x2.extract_lane(first, 1));
}

// @ts-ignore: decorator
@inline
function readHeads(left: usize, right: usize, position: i32, mask: i32, delays: v128, sway: v128): v128 {
  return readLines(left, right, position, mask, f64x2.pmax(f64x2.splat(NEAREST), f64x2.add(delays, sway)));
}

/** `line`: left and right, mask + 4 floats each (fractional-line.ts). `leftFrames`, `rightFrames`: where the heads shall be. `gains`: what
 * ducking leaves of the wet sound at each frame (f32). In place. */
export function runEcho(
  ramps: usize,
  state: usize,
  line: usize,
  mask: i32,
  leftFrames: f64,
  rightFrames: f64,
  fadeFrames: i32,
  wowStep: f64,
  flutterStep: f64,
  gains: usize,
  left: usize,
  right: usize,
  frames: i32,
): void {
  const rightLine = line + (<usize>(mask + 1 + LINE_OVERHANG) << 2);
  let position = <i32>load<f64>(state);
  let wowPhase = load<f64>(state, 8);
  let flutterPhase = load<f64>(state, 16);
  let fade = <i32>load<f64>(state, 24);
  const fadeScale = 1 / <f64>fadeFrames;
  const end = <usize>frames << 2;
  for (let at: usize = 0; at < end; ) {
    const still = at + advanceToStill(ramps, RAMPS, end - at);
    const feedback = f64x2.splat(rampValue(ramps, 0));
    const across = f64x2.splat(rampValue(ramps, 1));
    const gLow = rampValue(ramps, 2);
    const gHigh = rampValue(ramps, 3);
    const wetGain = rampValue(ramps, 4);
    const dryGain = f64x2.splat(rampValue(ramps, 8));
    const bend = f64x2.splat(rampValue(ramps, 5));
    const wow = rampValue(ramps, 6);
    const flutter = rampValue(ramps, 7);
    const lowScale = passScale(gLow, K);
    const highScale = passScale(gHigh, K);
    for (; at < still; at += 4) {
      if (fade == 0 && (load<f64>(state, 32) != leftFrames || load<f64>(state, 40) != rightFrames)) {
        store<f64>(state, leftFrames, 48);
        store<f64>(state, rightFrames, 56);
        fade = fadeFrames;
      }
      wowPhase = turned(wowPhase, wowStep);
      flutterPhase = turned(flutterPhase, flutterStep);
      let swayFrames: f64 = 0;
      if (wow != 0 || flutter != 0) {
        const unsteadiness = unsteady(flutterPhase, wowPhase);
        swayFrames = flutter * f64x2.extract_lane(unsteadiness, 0) + wow * f64x2.extract_lane(unsteadiness, 1);
      }
      // The newest slot is written at the end of the frame: heads read from the one before.
      const sway = f64x2.splat(swayFrames - 1);
      const share = fade > 0 ? 1 - <f64>fade * fadeScale : 0;
      position = (position + 1) & mask;
      let wet = readHeads(line, rightLine, position - 1, mask, v128.load(state, 32), sway);
      if (share > 0) {
        const next = readHeads(line, rightLine, position - 1, mask, v128.load(state, 48), sway);
        wet = f64x2.add(wet, f64x2.mul(f64x2.splat(share), f64x2.sub(next, wet)));
      }
      wet = passHigh(state + 64, wet, gLow, K, lowScale);
      wet = passLow(state + 96, wet, gHigh, K, highScale);
      const driven = f64x2.mul(bend, wet);
      wet = f64x2.div(wet, f64x2.sqrt(f64x2.add(f64x2.splat(1), f64x2.mul(driven, driven))));
      wet = settlePair(wet);
      const swapped = i64x2.shuffle(wet, wet, 1, 0);
      const back = f64x2.add(wet, f64x2.mul(across, f64x2.sub(swapped, wet)));
      const dry = loadStereo(left, right, at);
      const dryRight = f64x2.extract_lane(dry, 1);
      const crossed = f64x2.replace_lane(f64x2.splat(0.5 * (f64x2.extract_lane(dry, 0) + dryRight)), 1, 0);
      const entering = f64x2.add(dry, f64x2.mul(across, f64x2.sub(crossed, dry)));
      const written = f32x4.demote_f64x2_zero(f64x2.add(entering, f64x2.mul(feedback, back)));
      writeLine(line, position, mask, f32x4.extract_lane(written, 0));
      writeLine(rightLine, position, mask, f32x4.extract_lane(written, 1));
      if (fade > 0 && --fade == 0) {
        store<f64>(state, load<f64>(state, 48), 32);
        store<f64>(state, load<f64>(state, 56), 40);
      }
      if (wetGain == 0) continue;
      const gain = f64x2.splat(<f64>load<f32>(gains + at));
      storeStereo(left, right, at, f64x2.add(f64x2.mul(dryGain, dry), f64x2.mul(f64x2.splat(wetGain), f64x2.mul(gain, wet))));
    }
  }
  store<f64>(state, <f64>position);
  store<f64>(state, wowPhase, 8);
  store<f64>(state, flutterPhase, 16);
  store<f64>(state, <f64>fade, 24);
}
