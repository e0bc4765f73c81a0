// The demo song: a whole multitrack made of arithmetic, the same to the bit on every machine for the same seed.
import { dbToGain } from "../units/decibels.ts";
import { highestSample } from "./flaws.ts";
import { randomFor } from "./random.ts";
import { writeScore } from "./score.ts";
import type { Score } from "./score.types.ts";
import { STEM_TABLE, type StemRow } from "./stem-table.ts";
import type { Take } from "./take.ts";

export interface DemoStem {
  /** Relative, with "/" between folder and file: "Drums/Kick.wav". The folder is the group. */
  readonly path: string;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Word length the file should be written with. */
  readonly bitDepth: 16 | 24;
  readonly frames: number;
  /** Highest sample of the stem, dBFS. */
  readonly samplePeakDbfs: number;
  /** What a fair rough mix would change about its level: the opposite of how wrong it is. */
  readonly fairGainDb: number;
  /** Plays the stem: one array of `frames` samples per channel. Each call plays it anew and gives the same samples. */
  render(): Float32Array[];
}

export interface DemoSong {
  readonly title: string;
  readonly tempoBpm: number;
  readonly durationS: number;
  /** The notes behind the sound. */
  readonly score: Score;
  readonly stems: readonly DemoStem[];
}

/** A song of 75 to 85 seconds in 18 dry stems at deliberately wrong levels. `seed`: any whole number. */
export function demoSong(seed = 1): DemoSong {
  if (!Number.isInteger(seed)) throw new Error(`demo: the seed ${seed} is not a whole number. Use 1, 2, 3 …`);
  const score = writeScore(seed);
  const { title, tempoBpm, durationS } = score;
  return { title, tempoBpm, durationS, score, stems: STEM_TABLE.map((row) => stemOf(row, score)) };
}

function stemOf(row: StemRow, score: Score): DemoStem {
  const { path, sampleRateHz, channels, bitDepth } = row;
  const frames = Math.round(score.durationS * sampleRateHz);
  const samplePeakDbfs = row.fairSamplePeakDbfs + row.wrongByDb;
  const render = (): Float32Array[] => {
    const take: Take = { score, sampleRateHz, frames, random: randomFor(score.seed, path) };
    const played = row.play(take);
    const highest = Math.max(...played.map(highestSample));
    const gain = highest === 0 ? 0 : dbToGain(samplePeakDbfs) / highest;
    for (const channel of played) {
      for (let i = 0; i < channel.length; i++) channel[i]! *= gain;
    }
    return played;
  };
  return { path, sampleRateHz, channels, bitDepth, frames, samplePeakDbfs, fairGainDb: -row.wrongByDb, render };
}
