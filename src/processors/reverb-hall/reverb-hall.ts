// Hall reverb: pre-delay → send filters → six long all-passes a side → first reflections of a concert hall, and a feedback network of 32
// long lines → ducking, width → mix with the dry signal.
// Sources: Allen and Berkley 1979 for the reflections, Jot 1991 for the network.
import type { ProcessorFactory } from "../processor.ts";
import { Reverb } from "../reverb/reverb.ts";
import { swingRatesHz, type Voicing } from "../reverb/voicing.ts";
import { reverbHall } from "./reverb-hall.params.ts";

export const hallVoicing: Voicing = {
  linesMs: [37, 211],
  swingsHz: swingRatesHz(0.25, 0.95),
  middleAngle: -0.1,
  swingAngle: 1,
  diffusion: [
    { ms: [3.1, 3.37], gain: 0.6 },
    { ms: [5.3, 4.9], gain: 0.6 },
    { ms: [8.9, 9.7], gain: 0.65 },
    { ms: [14.9, 13.7], gain: 0.65 },
    { ms: [22.3, 24.1], gain: 0.65 },
    { ms: [33.1, 30.7], gain: 0.55 },
  ],
  dispersionFrames: 0,
  shoebox: {
    metres: [17, 34, 13],
    left: [0.38, 0.86, 0.13],
    right: [0.64, 0.87, 0.12],
    listener: [0.47, 0.52, 0.17],
    wallGain: 0.88,
    fromMs: 8,
    toMs: 110,
    ownTaps: 12,
    crossTaps: 8,
  },
  reflectsDiffused: true,
  earlyShare: 0.4,
};

export const reverbHallFactory: ProcessorFactory<typeof reverbHall.parameters> = {
  declaration: reverbHall,
  create: (kernels) => new Reverb(kernels, hallVoicing),
};
