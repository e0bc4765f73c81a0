// Crash cymbal, stereo: two dense sets of partials (one for each side), a burst of noise, a long fall.
import { decayPerStep, StateVariable } from "./filters.ts";
import { Metal } from "./metal.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const LENGTH_S = 3.6;

export const crash: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const rate = take.sampleRateHz;
  for (const hit of take.score.drums.crash) {
    const start = frameAt(take, hit.startS);
    const length = Math.min(Math.round(LENGTH_S * rate), take.frames - start);
    channels.forEach((out) => {
      const metal = new Metal(rate, take.random, { count: 48, lowHz: 420, highHz: 16000, t60S: 4.4, damping: 0.16 });
      const burst = new StateVariable(rate, 5200, 0.6);
      const wash = new StateVariable(rate, 6500, 0.6);
      const burstDecay = decayPerStep(0.35, rate);
      const washDecay = decayPerStep(3, rate);
      let bursting = hit.velocity;
      let washing = hit.velocity * 0.5;
      for (let i = 0; i < length; i++) {
        const noise = take.random.bipolar();
        burst.step(noise);
        wash.step(noise);
        bursting *= burstDecay;
        washing *= washDecay;
        // Bronze takes a few milliseconds to spread the stroke over the plate.
        const x = metal.step() * hit.velocity * 0.9 * fadeIn(i, rate * 0.012) + burst.band * bursting * 0.5 + wash.high * washing;
        out[start + i]! += x * fadeIn(i, rate * 0.001) * fadeOut(i, length, rate * 1.2);
      }
    });
  }
  return channels;
};
