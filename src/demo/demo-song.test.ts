// The demo song as a listener gets it: same bits for the same seed, sound in every stem, silence in the rests, levels as stated.
import { beforeAll, describe, expect, test } from "vitest";
import { demoSong, type DemoStem } from "./demo-song.ts";

/** Checksum of the exact bits of a stem (FNV-1a over its 32-bit words). */
function checksum(channels: readonly Float32Array[]): string {
  let hash = 0x811c9dc5;
  for (const channel of channels) {
    const words = new Uint32Array(channel.buffer, channel.byteOffset, channel.length);
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193);
  }
  return (hash >>> 0).toString(16);
}

const toDb = (ratio: number): number => 20 * Math.log10(ratio);

interface Look {
  stem: DemoStem;
  channelCount: number;
  checksum: string;
  frames: number[];
  samplePeakDbfs: number;
  isFinite: boolean;
  /** |mean| against the highest sample. */
  dc: number;
  /** Longest stretch of digital silence. */
  silentS: number;
  tailDbfs: number;
  /** Highest sample among the first 8 after a long silence, against the highest of all. */
  worstOnsetDb: number;
  /** Mean square at a fair level, for each section. */
  sectionPower: number[];
  sidesDiffer: boolean;
}

function lookAt(stem: DemoStem, sections: readonly { startS: number; endS: number }[]): Look {
  const channels = stem.render();
  const rate = stem.sampleRateHz;
  const first = channels[0]!;
  let highest = 0;
  let sum = 0;
  let isFinite = true;
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i++) {
      const x = channel[i]!;
      if (x > highest) highest = x;
      else if (-x > highest) highest = -x;
      sum += x;
      if (!(x > -2 && x < 2)) isFinite = false;
    }
  }
  let zeros = 0;
  let longest = 0;
  let worstOnset = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] === 0) {
      zeros++;
      continue;
    }
    if (zeros > rate / 20) for (let k = i; k < i + 8; k++) worstOnset = Math.max(worstOnset, Math.abs(first[k] ?? 0));
    longest = Math.max(longest, zeros);
    zeros = 0;
  }
  longest = Math.max(longest, zeros);
  const fair = 10 ** (stem.fairGainDb / 20);
  const sectionPower = sections.map(({ startS, endS }) => {
    let power = 0;
    // The next section may begin some milliseconds early: people do.
    const [from, to] = [Math.round(startS * rate), Math.round((endS - 0.02) * rate)];
    for (const channel of channels) {
      for (let i = from; i < to && i < channel.length; i++) power += channel[i]! * channel[i]!;
    }
    return (power * fair * fair) / channels.length / (to - from);
  });
  const tail = channels.map((channel) => channel.slice(-Math.round(rate * 0.005)));
  return {
    stem,
    channelCount: channels.length,
    checksum: checksum(channels),
    frames: channels.map((channel) => channel.length),
    samplePeakDbfs: toDb(highest),
    isFinite,
    dc: Math.abs(sum / (first.length * channels.length)) / highest,
    silentS: longest / rate,
    tailDbfs: toDb(Math.max(1e-9, ...tail.flatMap((channel) => [...channel].map(Math.abs)))),
    worstOnsetDb: toDb(Math.max(1e-9, worstOnset) / highest),
    sectionPower,
    sidesDiffer: channels.length === 2 && checksum([channels[0]!]) !== checksum([channels[1]!]),
  };
}

const song = demoSong();
const looks: Look[] = [];

beforeAll(() => {
  for (const stem of song.stems) looks.push(lookAt(stem, song.score.sections));
});

describe("every stem", () => {
  test("there are 18 with names of their own, in the root and two folders", () => {
    expect(new Set(song.stems.map((stem) => stem.path.toLowerCase())).size).toBe(18);
    const folders = new Set(song.stems.map((stem) => (stem.path.includes("/") ? stem.path.split("/")[0] : "")));
    expect([...folders].sort()).toEqual(["", "Drums", "Vocals"]);
  });

  test("is as long as the song at its own rate, and the song takes 70 to 85 seconds", () => {
    expect(song.durationS).toBeGreaterThan(70);
    expect(song.durationS).toBeLessThan(85);
    for (const { stem, frames, channelCount } of looks) {
      expect(channelCount).toBe(stem.channels);
      for (const count of frames) expect(count / stem.sampleRateHz, stem.path).toBe(song.durationS);
    }
    expect(new Set(song.stems.map((stem) => stem.sampleRateHz))).toEqual(new Set([44100, 48000]));
  });

  test("sounds at the sample peak it states, below -0.5 dBFS, finite and without DC", () => {
    for (const { stem, samplePeakDbfs, isFinite, dc } of looks) {
      expect(isFinite, stem.path).toBe(true);
      expect(samplePeakDbfs, stem.path).toBeCloseTo(stem.samplePeakDbfs, 4);
      expect(samplePeakDbfs, stem.path).toBeLessThan(-0.5);
      expect(dc, stem.path).toBeLessThan(2e-4);
    }
  });

  test("levels are wrong on purpose: some 12 dB too hot, some 10 dB too quiet", () => {
    const wrong = song.stems.map((stem) => -stem.fairGainDb);
    expect(wrong.filter((db) => db >= 12).length).toBeGreaterThanOrEqual(3);
    expect(wrong.filter((db) => db <= -9).length).toBeGreaterThanOrEqual(3);
  });

  test("is digitally silent for seconds where nobody plays, and ends in silence", () => {
    for (const { stem, silentS, tailDbfs } of looks) {
      expect(silentS, stem.path).toBeGreaterThan(stem.path === "Pad.wav" ? 1 : 1.5);
      expect(tailDbfs, stem.path).toBeLessThan(-90);
    }
  });

  test("comes out of silence without a click: the first 8 samples stay 20 dB under the highest", () => {
    for (const { stem, worstOnsetDb } of looks) expect(worstOnsetDb, stem.path).toBeLessThan(-20);
  });

  test("stereo stems have two different sides", () => {
    for (const { stem, sidesDiffer } of looks) expect(sidesDiffer, stem.path).toBe(stem.channels === 2);
  });
});

describe("the song", () => {
  test("opens up: intro < verse < chorus, by 2 to 12 dB each at fair levels", () => {
    const powerOf = (index: number): number => looks.reduce((sum, look) => sum + look.sectionPower[index]!, 0);
    const [intro, verse, chorus] = [powerOf(0), powerOf(1), powerOf(2)].map((power) => 10 * Math.log10(power));
    expect(verse! - intro!).toBeGreaterThan(2);
    expect(verse! - intro!).toBeLessThan(12);
    expect(chorus! - verse!).toBeGreaterThan(2);
    expect(chorus! - verse!).toBeLessThan(8);
  });

  test("snare, clap and chord synth wait for the chorus; the voice is silent in the intro", () => {
    for (const path of ["Drums/Clap.wav", "Synth Chords.wav"]) {
      const look = looks.find(({ stem }) => stem.path === path)!;
      expect(look.sectionPower[1], path).toBe(0);
      expect(look.sectionPower[2], path).toBeGreaterThan(0);
    }
    const sung = song.score.leadVox.map((note) => note.startS);
    expect(Math.min(...sung)).toBeGreaterThan(song.score.sections[0]!.endS - 0.01);
  });
});

describe("seeds", () => {
  const some = ["Drums/Hi-Hat.wav", "Bass DI.wav", "Guitar.wav", "Vocals/Vox Harmony.wav"];

  test("seed 1 gives these very bits, twice", () => {
    const sums = (): string[] =>
      demoSong(1)
        .stems.filter(({ path }) => some.includes(path))
        .map((stem) => checksum(stem.render()));
    const first = sums();
    expect(sums()).toEqual(first);
    expect(first).toEqual(KNOWN_CHECKSUMS);
  });

  test("another seed gives another song that is as sound", () => {
    const other = demoSong(2);
    expect(other.score.leadVox.map((note) => note.midi)).not.toEqual(song.score.leadVox.map((note) => note.midi));
    expect(other.score.drums.kick.map((hit) => hit.startS)).not.toEqual(song.score.drums.kick.map((hit) => hit.startS));
    for (const stem of other.stems.filter(({ path }) => some.includes(path))) {
      const look = lookAt(stem, other.score.sections);
      expect(look.isFinite, stem.path).toBe(true);
      expect(look.samplePeakDbfs, stem.path).toBeCloseTo(stem.samplePeakDbfs, 4);
      expect(look.dc, stem.path).toBeLessThan(2e-4);
    }
  });

  test("only whole numbers are seeds", () => {
    expect(() => demoSong(1.5)).toThrow(/whole number/);
  });
});

/** Hi-hat, bass, guitar, harmony of seed 1. If the song is changed on purpose, these change with it. */
const KNOWN_CHECKSUMS = ["b8db08ae", "fe7da570", "7034c164", "89b2f27f"];
