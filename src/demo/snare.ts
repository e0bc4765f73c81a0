// Snare drum: two modes of the skin, wires as filtered noise, ghost notes darker than accents.
// Its shell is boxy on purpose: it rings at SNARE_BOX_HZ, broad and long, which a mix wants to take out.
import { addResonance, decayPerStep, StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

export const SNARE_BOX_HZ = 430;
const LENGTH_S = 0.42;

export const snare: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.snare) {
    const start = frameAt(take, hit.startS);
    const v = hit.velocity;
    const bend = decayPerStep(0.05, rate);
    const lowDecay = decayPerStep(0.2, rate);
    const highDecay = decayPerStep(0.12, rate);
    const wireDecay = decayPerStep(0.2 + 0.12 * v, rate);
    const wires = new StateVariable(rate, 1900 + 1900 * v, 0.6);
    const fizz = new StateVariable(rate, 7200, 0.7);
    let bent = 45 * v;
    let low = v;
    let high = 0.55 * v;
    let wire = 0.75 * v * v;
    const boxDecay = decayPerStep(0.24, rate);
    let box = 0.5 * v;
    let lowPhase = 0;
    let highPhase = 0;
    for (let i = 0; i < length && start + i < out.length; i++) {
      lowPhase += (183 + bent) / rate;
      highPhase += (331 + bent * 1.4) / rate;
      bent *= bend;
      low *= lowDecay;
      high *= highDecay;
      wire *= wireDecay;
      box *= boxDecay;
      const noise = take.random.bipolar();
      wires.step(noise);
      fizz.step(noise);
      const x =
        sineOf(lowPhase) * low * 0.7 +
        sineOf(highPhase) * high +
        sineOf((SNARE_BOX_HZ * i) / rate) * box +
        (wires.band * 1.3 + fizz.high * 0.35) * wire;
      out[start + i]! += x * fadeIn(i, rate * 0.001) * fadeOut(i, length, rate * 0.04);
    }
  }
  addResonance(out, rate, SNARE_BOX_HZ, 3.5, 2.2);
  return channels;
};
