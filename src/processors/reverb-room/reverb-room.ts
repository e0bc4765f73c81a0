// Room reverb: pre-delay → send filters → first reflections of a shoebox, and six short all-passes a side → feedback network of 32 short
// lines → ducking, width → mix with the dry signal.
// Sources: Allen and Berkley 1979 for the reflections, Jot 1991 for the network.
import type { ProcessorFactory } from "../processor.ts";
import { Reverb } from "../reverb/reverb.ts";
import { swingRatesHz, type Voicing } from "../reverb/voicing.ts";
import { reverbRoom } from "./reverb-room.params.ts";

export const roomVoicing: Voicing = {
  linesMs: [7.3, 71],
  swingsHz: swingRatesHz(0.25, 0.95),
  middleAngle: -0.1,
  swingAngle: 0.75,
  diffusion: [
    { ms: [0.47, 0.53], gain: 0.6 },
    { ms: [0.83, 0.77], gain: 0.6 },
    { ms: [1.37, 1.49], gain: 0.6 },
    { ms: [2.23, 2.07], gain: 0.55 },
    { ms: [3.61, 3.89], gain: 0.5 },
    { ms: [5.3, 4.9], gain: 0.45 },
  ],
  dispersionFrames: 0,
  shoebox: {
    metres: [6.3, 7.9, 3.1],
    left: [0.31, 0.83, 0.39],
    right: [0.71, 0.84, 0.38],
    listener: [0.47, 0.37, 0.45],
    wallGain: 0.83,
    fromMs: 4,
    toMs: 50,
    ownTaps: 14,
    crossTaps: 9,
  },
  reflectsDiffused: false,
  earlyShare: 0.55,
};

export const reverbRoomFactory: ProcessorFactory<typeof reverbRoom.parameters> = {
  declaration: reverbRoom,
  create: (kernels) => new Reverb(kernels, roomVoicing),
};
