// Hand claps, stereo: three people just not together, then the room of their palms. No two sides the same.
import { decayPerStep, StateVariable } from "./filters.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const BURSTS_S = [0, 0.011, 0.021, 0.03];
const LENGTH_S = 0.28;

export const clap: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.clap) {
    const start = frameAt(take, hit.startS);
    for (const out of channels) {
      const starts = BURSTS_S.map((burst) => Math.round((burst + 0.0025 * take.random.next()) * rate));
      const palm = new StateVariable(rate, 1150 + 150 * take.random.bipolar(), 1.6);
      const snap = new StateVariable(rate, 2600, 1.1);
      const burstDecay = decayPerStep(0.03, rate);
      const tailDecay = decayPerStep(0.24, rate);
      let level = 0;
      let next = 0;
      let sinceBurst = 0;
      for (let i = 0; i < length && start + i < out.length; i++) {
        if (i === starts[next]) {
          level = hit.velocity;
          sinceBurst = 0;
          next++;
        }
        level *= next === starts.length ? tailDecay : burstDecay;
        const noise = take.random.bipolar();
        palm.step(noise);
        snap.step(noise);
        out[start + i]! +=
          (palm.band + snap.band * 0.6) * level * fadeIn(sinceBurst++, rate * 0.001) * fadeOut(i, length, rate * 0.04);
      }
    }
  }
  return channels;
};
