// The three vocal stems: lead (sibilant, rumble from the floor), its harmony, and a choir of six in stereo.
import { addRumble } from "./flaws.ts";
import { blockDc } from "./filters.ts";
import { randomFor } from "./random.ts";
import { takesOf } from "./takes-of.ts";
import { emptyChannels, type Instrument, placed } from "./take.ts";
import { sing, type VoiceStyle } from "./voice.ts";

const LEAD: VoiceStyle = {
  tractScale: 1,
  vibratoCents: 34,
  looseCents: 5,
  breathiness: 0.5,
  hiss: 1.5,
  scoop: 0.7,
  takesBreath: true,
};
const HARMONY: VoiceStyle = {
  tractScale: 1.05,
  vibratoCents: 22,
  looseCents: 6,
  breathiness: 0.8,
  hiss: 0.7,
  scoop: 0.3,
  takesBreath: false,
};
const CHOIR: VoiceStyle = {
  tractScale: 1,
  vibratoCents: 18,
  looseCents: 8,
  breathiness: 1,
  hiss: 0.4,
  scoop: 0.15,
  takesBreath: false,
};
/** Two singers a line: where they stand and how big they are. */
const CHOIR_PLACES = [
  { pan: -0.9, tractScale: 1.06 },
  { pan: 0.9, tractScale: 0.96 },
];
const VOICE_LOW_CUT_HZ = 85;

export const leadVox: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  sing(out, take.sampleRateHz, take.score.leadVox, LEAD, take.random);
  blockDc(out, take.sampleRateHz, VOICE_LOW_CUT_HZ);
  addRumble(take, out, takesOf(take.score.leadVox, 2.5, 0.6, 0.7));
  return channels;
};

export const voxHarmony: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  sing(channels[0]!, take.sampleRateHz, take.score.voxHarmony, HARMONY, take.random);
  blockDc(channels[0]!, take.sampleRateHz, VOICE_LOW_CUT_HZ);
  return channels;
};

export const backingVox: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const [allLeft, allRight] = [channels[0]!, channels[1]!];
  const one = new Float32Array(take.frames);
  take.score.backingVox.forEach((line, lineIndex) => {
    CHOIR_PLACES.forEach((place, index) => {
      one.fill(0);
      const random = randomFor(take.score.seed, `choir ${lineIndex} ${index}`);
      const late = index * 0.014 + 0.012 * random.next();
      const notes = line.map((note) => ({ ...note, startS: note.startS + late, durationS: note.durationS - late }));
      sing(one, take.sampleRateHz, notes, { ...CHOIR, tractScale: place.tractScale }, random);
      const [left, right] = placed(place.pan * (1 - 0.3 * lineIndex));
      for (let i = 0; i < one.length; i++) {
        allLeft[i]! += one[i]! * left;
        allRight[i]! += one[i]! * right;
      }
    });
  });
  for (const channel of channels) blockDc(channel, take.sampleRateHz, VOICE_LOW_CUT_HZ);
  return channels;
};
