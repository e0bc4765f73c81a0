// Plate reverb: pre-delay → send filters → dispersion → six all-passes a side → feedback network of 32 lines → ducking, width → mix with
// the dry signal. The sound in front of the network is also heard directly: a plate answers at once.
// Sources: Dattorro 1997 for the diffusion, Jot 1991 for the network, Abel and Berners 2005 for what a plate does.
import type { ProcessorFactory } from "../processor.ts";
import { Reverb } from "../reverb/reverb.ts";
import { swingRatesHz, type Voicing } from "../reverb/voicing.ts";
import { reverbPlate } from "./reverb-plate.params.ts";

export const plateVoicing: Voicing = {
  linesMs: [17, 149],
  swingsHz: swingRatesHz(0.25, 0.95),
  middleAngle: -0.1,
  swingAngle: 0.9,
  diffusion: [
    { ms: [1.31, 1.19], gain: 0.65 },
    { ms: [2.11, 2.33], gain: 0.65 },
    { ms: [3.37, 3.13], gain: 0.65 },
    { ms: [5.41, 5.79], gain: 0.65 },
    { ms: [8.71, 7.83], gain: 0.6 },
    { ms: [11.3, 12.1], gain: 0.55 },
  ],
  dispersionFrames: 7,
  shoebox: null,
  reflectsDiffused: false,
  earlyShare: 0.4,
};

export const reverbPlateFactory: ProcessorFactory<typeof reverbPlate.parameters> = {
  declaration: reverbPlate,
  create: (kernels) => new Reverb(kernels, plateVoicing),
};
