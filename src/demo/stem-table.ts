// The stems: file, rate, depth, player, and how wrong each one's level is. Drums and vocals stand in folders of their own.
import { arp } from "./arp.ts";
import { bass } from "./bass.ts";
import { chordSynth } from "./chord-synth.ts";
import { clap } from "./clap.ts";
import { crash } from "./crash.ts";
import { guitar } from "./guitar.ts";
import { hat } from "./hat.ts";
import { keys } from "./keys.ts";
import { kick } from "./kick.ts";
import { leadSynth } from "./lead-synth.ts";
import { pad } from "./pad.ts";
import { rim } from "./rim.ts";
import { shaker } from "./shaker.ts";
import { snare } from "./snare.ts";
import type { Instrument } from "./take.ts";
import { toms } from "./toms.ts";
import { backingVox, leadVox, voxHarmony } from "./vox.ts";

export interface StemRow {
  readonly path: string;
  readonly sampleRateHz: 44100 | 48000;
  readonly bitDepth: 16 | 24;
  readonly channels: 1 | 2;
  readonly play: Instrument;
  /** Highest sample at which the stem would stand right in a rough mix. */
  readonly fairSamplePeakDbfs: number;
  /** What the file is off from that: above 0 too hot, below too quiet. */
  readonly wrongByDb: number;
}

const AT_48 = { sampleRateHz: 48000, bitDepth: 24 } as const;
const AT_44 = { sampleRateHz: 44100, bitDepth: 24 } as const;
const AT_44_16 = { sampleRateHz: 44100, bitDepth: 16 } as const;

export const STEM_TABLE: readonly StemRow[] = [
  { path: "Drums/Kick.wav", ...AT_48, channels: 1, play: kick, fairSamplePeakDbfs: -13, wrongByDb: 12 },
  { path: "Drums/Snare.wav", ...AT_48, channels: 1, play: snare, fairSamplePeakDbfs: -10, wrongByDb: 5 },
  { path: "Drums/Rim.wav", ...AT_48, channels: 1, play: rim, fairSamplePeakDbfs: -19, wrongByDb: -6 },
  { path: "Drums/Hi-Hat.wav", ...AT_48, channels: 1, play: hat, fairSamplePeakDbfs: -20, wrongByDb: 12 },
  { path: "Drums/Clap.wav", ...AT_48, channels: 2, play: clap, fairSamplePeakDbfs: -17, wrongByDb: 0 },
  { path: "Drums/Toms.wav", ...AT_48, channels: 2, play: toms, fairSamplePeakDbfs: -16, wrongByDb: 5 },
  { path: "Drums/Crash.wav", ...AT_48, channels: 2, play: crash, fairSamplePeakDbfs: -18, wrongByDb: 9 },
  { path: "Drums/Shaker.wav", ...AT_44_16, channels: 1, play: shaker, fairSamplePeakDbfs: -27, wrongByDb: -10 },
  { path: "Bass DI.wav", ...AT_48, channels: 1, play: bass, fairSamplePeakDbfs: -14, wrongByDb: -10 },
  { path: "Keys.wav", ...AT_48, channels: 2, play: keys, fairSamplePeakDbfs: -18, wrongByDb: 6 },
  { path: "Pad.wav", ...AT_48, channels: 2, play: pad, fairSamplePeakDbfs: -24, wrongByDb: 12 },
  { path: "Synth Chords.wav", ...AT_48, channels: 2, play: chordSynth, fairSamplePeakDbfs: -19, wrongByDb: 12 },
  { path: "Guitar.wav", ...AT_44_16, channels: 1, play: guitar, fairSamplePeakDbfs: -15, wrongByDb: -10 },
  { path: "Pluck Arp.wav", ...AT_48, channels: 1, play: arp, fairSamplePeakDbfs: -24, wrongByDb: 4 },
  { path: "Lead Synth.wav", ...AT_48, channels: 1, play: leadSynth, fairSamplePeakDbfs: -22, wrongByDb: 14 },
  { path: "Vocals/Lead Vox.wav", ...AT_44, channels: 1, play: leadVox, fairSamplePeakDbfs: -12, wrongByDb: -6 },
  { path: "Vocals/Vox Harmony.wav", ...AT_44, channels: 1, play: voxHarmony, fairSamplePeakDbfs: -22, wrongByDb: 7 },
  { path: "Vocals/Backing Vox.wav", ...AT_44, channels: 2, play: backingVox, fairSamplePeakDbfs: -21, wrongByDb: -12 },
];
