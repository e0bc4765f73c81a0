// Hi-hat: bronze partials and bright noise. A closed stroke chokes an open one that still rings.
import { decayPerStep, StateVariable } from "./filters.ts";
import { Metal } from "./metal.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument } from "./take.ts";

const CLOSED_S = 0.11;
const OPEN_S = 0.62;
const CHOKE_S = 0.012;

export const hat: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  const hits = take.score.drums.hat;
  hits.forEach((hit, index) => {
    const isOpen = hit.kind === 1;
    const nextS = hits[index + 1]?.startS ?? Infinity;
    const lengthS = Math.min(isOpen ? OPEN_S : CLOSED_S, nextS - hit.startS + CHOKE_S);
    const length = Math.round(lengthS * rate);
    const start = frameAt(take, hit.startS);
    const fade = isOpen && lengthS < OPEN_S ? CHOKE_S : Math.min(0.03, lengthS / 3);
    const metal = new Metal(rate, take.random, {
      count: 22,
      lowHz: 3100,
      highHz: 15500,
      t60S: isOpen ? 1.1 : 0.12,
      damping: 0.5,
    });
    const decay = decayPerStep(isOpen ? 0.7 : 0.05 + 0.05 * hit.velocity, rate);
    const shine = new StateVariable(rate, 7600, 0.9);
    let noise = hit.velocity;
    for (let i = 0; i < length && start + i < out.length; i++) {
      shine.step(take.random.bipolar());
      noise *= decay;
      const x = metal.step() * hit.velocity * 0.75 + shine.high * noise * 0.55;
      out[start + i]! += x * fadeIn(i, rate * 0.001) * fadeOut(i, length, rate * fade);
    }
  });
  return channels;
};
