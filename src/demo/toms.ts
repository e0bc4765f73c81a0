// Three toms, stereo: high left, low right. A gliding fundamental, one overtone of the skin, a soft stick.
import { decayPerStep, StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument, placed } from "./take.ts";

const TOMS = [
  { hz: 168, pan: -0.5, t60S: 0.42 },
  { hz: 121, pan: 0.05, t60S: 0.52 },
  { hz: 84, pan: 0.55, t60S: 0.68 },
];
const LENGTH_S = 0.75;

export const toms: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const [left, right] = [channels[0]!, channels[1]!];
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.toms) {
    const tom = TOMS[hit.kind] ?? TOMS[0]!;
    const [toLeft, toRight] = placed(tom.pan);
    const start = frameAt(take, hit.startS);
    const bend = decayPerStep(0.14, rate);
    const bodyDecay = decayPerStep(tom.t60S, rate);
    const skinDecay = decayPerStep(tom.t60S * 0.35, rate);
    const stickDecay = decayPerStep(0.03, rate);
    const stick = new StateVariable(rate, 2400, 0.7);
    let bent = tom.hz * 0.5 * hit.velocity;
    let body = hit.velocity;
    let skin = hit.velocity * 0.35;
    let sticking = hit.velocity * hit.velocity * 0.5;
    let phase = 0;
    for (let i = 0; i < length && start + i < left.length; i++) {
      phase += (tom.hz + bent) / rate;
      bent *= bend;
      body *= bodyDecay;
      skin *= skinDecay;
      sticking *= stickDecay;
      stick.step(take.random.bipolar());
      const x = sineOf(phase) * body + sineOf(phase * 1.59) * skin + stick.band * sticking;
      const y = x * fadeIn(i, rate * 0.0012) * fadeOut(i, length, rate * 0.06);
      left[start + i]! += y * toLeft;
      right[start + i]! += y * toRight;
    }
  }
  return channels;
};
