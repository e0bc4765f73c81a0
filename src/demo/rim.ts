// Cross-stick: three short wooden modes and a tick.
import { decayPerStep, StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const MODES = [
  { hz: 412, gain: 0.6, t60S: 0.11 },
  { hz: 1090, gain: 0.8, t60S: 0.07 },
  { hz: 1735, gain: 1, t60S: 0.055 },
  { hz: 2880, gain: 0.4, t60S: 0.04 },
];
const LENGTH_S = 0.16;

export const rim: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.rim) {
    const start = frameAt(take, hit.startS);
    const levels = MODES.map((mode) => mode.gain * hit.velocity * (1 + 0.15 * take.random.bipolar()));
    const decays = MODES.map((mode) => decayPerStep(mode.t60S, rate));
    const tick = new StateVariable(rate, 4200, 0.8);
    const tickDecay = decayPerStep(0.02, rate);
    let ticking = 0.7 * hit.velocity;
    for (let i = 0; i < length && start + i < out.length; i++) {
      tick.step(take.random.bipolar());
      ticking *= tickDecay;
      let x = tick.band * ticking;
      for (let m = 0; m < MODES.length; m++) {
        levels[m]! *= decays[m]!;
        x += levels[m]! * sineOf((MODES[m]!.hz * i) / rate);
      }
      out[start + i]! += x * fadeIn(i, rate * 0.001) * fadeOut(i, length, rate * 0.02);
    }
  }
  return channels;
};
