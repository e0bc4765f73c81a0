// Kick drum: a sine that falls from the beater's pitch to the shell's, a short click of felt on skin, a little drive.
import { tanh } from "../units/exact-math.ts";
import { decayPerStep, StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const SHELL_HZ = 51;
const BEATER_HZ = 260;
const LENGTH_S = 0.5;

export const kick: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.kick) {
    const start = frameAt(take, hit.startS);
    const fall = decayPerStep(0.09, rate);
    const fastFall = decayPerStep(0.025, rate);
    const bodyDecay = decayPerStep(0.34 + 0.1 * hit.velocity, rate);
    const clickDecay = decayPerStep(0.018, rate);
    const click = new StateVariable(rate, 3400, 0.9);
    let sweep = 55;
    let strike = BEATER_HZ * (0.6 + 0.4 * hit.velocity);
    let body = hit.velocity;
    let felt = 0.5 * hit.velocity * hit.velocity;
    let phase = 0;
    for (let i = 0; i < length && start + i < out.length; i++) {
      phase += (SHELL_HZ + sweep + strike) / rate;
      sweep *= fall;
      strike *= fastFall;
      body *= bodyDecay;
      felt *= clickDecay;
      click.step(take.random.bipolar());
      const x = sineOf(phase) * body * 1.5 + click.band * felt;
      out[start + i]! += tanh(x) * fadeIn(i, rate * 0.0012) * fadeOut(i, length, rate * 0.03);
    }
  }
  return channels;
};
