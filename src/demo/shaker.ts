// Shaker: bright noise that swells before the stroke and stops short after it. Grains differ from stroke to stroke.
import { StateVariable } from "./filters.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const SWELL_S = 0.022;
const LENGTH_S = 0.085;

export const shaker: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  const length = Math.round(LENGTH_S * rate);
  for (const hit of take.score.drums.shaker) {
    // The loudest moment, not the first grain, is on the beat.
    const start = Math.max(0, frameAt(take, hit.startS - SWELL_S));
    const beads = new StateVariable(rate, 6100 + 900 * hit.velocity + 250 * take.random.bipolar(), 1.3);
    for (let i = 0; i < length && start + i < out.length; i++) {
      beads.step(take.random.bipolar());
      const x = beads.band * 0.8 + beads.high * 0.3;
      out[start + i]! +=
        x * hit.velocity * hit.velocity * fadeIn(i, rate * SWELL_S) * fadeOut(i, length, rate * (LENGTH_S - SWELL_S));
    }
  }
  return channels;
};
