// Instruments one by one: in tune with the score at both rates, on time at both rates, and with the faults they are meant to have.
import { describe, expect, test } from "vitest";
import { arp } from "./arp.ts";
import { bass } from "./bass.ts";
import { CHORD_RING_HZ, chordSynth } from "./chord-synth.ts";
import { guitar } from "./guitar.ts";
import { keys } from "./keys.ts";
import { kick } from "./kick.ts";
import { leadSynth } from "./lead-synth.ts";
import { randomFor } from "./random.ts";
import { writeScore } from "./score.ts";
import type { LineName, Note, Score, SungNote } from "./score.types.ts";
import { SNARE_BOX_HZ, snare } from "./snare.ts";
import type { Instrument, Take } from "./take.ts";
import { leadVox } from "./vox.ts";

const RATES = [44100, 48000];
const whole = writeScore(1);

function takeOf(score: Score, sampleRateHz: number, seconds: number): Take {
  return { score, sampleRateHz, frames: Math.round(seconds * sampleRateHz), random: randomFor(1, "test") };
}

function solo(line: LineName, notes: readonly Note[]): Score {
  return { ...whole, lines: { ...whole.lines, [line]: notes } };
}

/** Amplitude and phase at `hz` of a Hann-windowed stretch. */
function partial(x: Float32Array, rate: number, hz: number, startS: number, lengthS: number): { size: number; phase: number } {
  const start = Math.round(startS * rate);
  const length = Math.round(lengthS * rate);
  let re = 0;
  let im = 0;
  for (let i = 0; i < length; i++) {
    const windowed = (x[start + i] ?? 0) * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length));
    const angle = (2 * Math.PI * hz * (start + i)) / rate;
    re += windowed * Math.cos(angle);
    im -= windowed * Math.sin(angle);
  }
  return { size: (Math.hypot(re, im) * 4) / length, phase: Math.atan2(im, re) };
}

/** Cents by which the fundamental turns faster than `hz`, from the phase between two stretches. */
function centsOff(x: Float32Array, rate: number, hz: number, startS: number, hopS: number, lengthS: number): number {
  const a = partial(x, rate, hz, startS, lengthS).phase;
  const b = partial(x, rate, hz, startS + hopS, lengthS).phase;
  const turn = (b - a + 3 * Math.PI) % (2 * Math.PI);
  const hopFrames = Math.round((startS + hopS) * rate) - Math.round(startS * rate);
  const offHz = (((turn < 0 ? turn + 2 * Math.PI : turn) - Math.PI) / (2 * Math.PI)) * (rate / hopFrames);
  return 1200 * Math.log2((hz + offHz) / hz);
}

/** Mean square between two frequencies, sampled on a grid of partials. */
function bandDb(x: Float32Array, rate: number, lowHz: number, highHz: number, startS: number, lengthS: number): number {
  let power = 0;
  const count = 16;
  for (let i = 0; i < count; i++) power += partial(x, rate, lowHz + ((highHz - lowHz) * i) / count, startS, lengthS).size ** 2;
  return 10 * Math.log10(power / count);
}

describe("tuning: within 3 cents of the score", () => {
  const cases: [LineName, Instrument, number[], number, number][] = [
    ["bass", bass, [31, 36, 41, 46], 0.15, 0.2],
    ["lead", leadSynth, [62, 67, 74, 81], 0.04, 0.06],
    ["guitar", guitar, [43, 50, 57, 64], 0.1, 0.2],
    ["arp", arp, [69, 76, 83, 88], 0.01, 0.05],
    ["keys", keys, [55, 60, 66], 0.1, 0.2],
  ];
  for (const [line, play, notes, startS, hopS] of cases) {
    for (const rate of RATES) {
      test(`${line} at ${rate} Hz`, () => {
        for (const midi of notes) {
          const score = solo(line, [{ startS: 0.5, durationS: 1, midi, velocity: 0.8 }]);
          const x = play(takeOf(score, rate, 2))[0]!;
          const hz = 440 * 2 ** ((midi - 69) / 12);
          const lengthS = line === "bass" ? 0.15 : 0.08;
          expect(Math.abs(centsOff(x, rate, hz, 0.5 + startS, hopS, lengthS)), `note ${midi}`).toBeLessThan(3);
        }
      });
    }
  }

  test("the voice settles within 10 cents of a held note", () => {
    for (const midi of [55, 62, 69]) {
      const leadVoxNotes: SungNote[] = [{ startS: 0.6, durationS: 2, midi, velocity: 0.8, syllable: "l-a" }];
      const x = leadVox(takeOf({ ...whole, leadVox: leadVoxNotes }, 44100, 3.5))[0]!;
      const hz = 440 * 2 ** ((midi - 69) / 12);
      // Steps of a whole vibrato cycle, so that it averages out.
      const steps = [0, 1, 2, 3].map((i) => centsOff(x, 44100, hz, 1 + i * 0.185, 0.185, 0.37));
      expect(Math.abs(steps.reduce((sum, cents) => sum + cents, 0) / steps.length)).toBeLessThan(10);
    }
  });
});

describe("time", () => {
  test("a stroke stands at the same second at 44.1 and 48 kHz", () => {
    const onsets = RATES.map((rate) => {
      const x = kick(takeOf(whole, rate, whole.durationS))[0]!;
      return whole.drums.kick.slice(0, 20).map((hit) => {
        const start = Math.round((hit.startS - 0.001) * rate);
        for (let i = start; i < start + rate / 50; i++) if (Math.abs(x[i] ?? 0) > 0.02) return i / rate;
        return NaN;
      });
    });
    onsets[0]!.forEach((seconds, index) => {
      expect(Math.abs(seconds - onsets[1]![index]!)).toBeLessThan(0.0004);
      expect(Math.abs(seconds - whole.drums.kick[index]!.startS)).toBeLessThan(0.002);
    });
  });

  test("a bar lasts as long at the end as at the start", () => {
    const barS = 240 / whole.tempoBpm;
    whole.sections.forEach((section) => {
      expect(section.startS).toBeCloseTo(section.firstBar * barS, 9);
      if (section.name === "intro") return;
      const nearest = Math.min(...whole.drums.kick.map((hit) => Math.abs(hit.startS - section.startS)));
      expect(nearest, section.name).toBeLessThan(0.006);
    });
  });
});

describe("faults to be mended", () => {
  test("the chord synth rings at its resonance, 8 dB and more above its surroundings", () => {
    const first = whole.sections.find(({ name }) => name === "chorus")!;
    const notes = whole.lines.chords.filter((note) => note.startS < first.startS + 2);
    const x = chordSynth(takeOf(solo("chords", notes), 48000, first.startS + 2))[0]!;
    const at = (lowHz: number, highHz: number): number => bandDb(x, 48000, lowHz, highHz, first.startS, 1.2);
    const ring = at(CHORD_RING_HZ - 60, CHORD_RING_HZ + 60);
    expect(ring - at(1900, 2300)).toBeGreaterThan(8);
    expect(ring - at(3000, 3400)).toBeGreaterThan(8);
  });

  test("the snare is boxy: 8 dB more at the box than an octave above, over eight strokes", () => {
    const strokes = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => ({ startS: 0.1 + index * 0.5, velocity: 1, kind: 0 }));
    const x = snare(takeOf({ ...whole, drums: { ...whole.drums, snare: strokes } }, 48000, 4.2))[0]!;
    const mean = (lowHz: number, highHz: number): number =>
      strokes.reduce((sum, { startS }) => sum + bandDb(x, 48000, lowHz, highHz, startS, 0.25), 0) / strokes.length;
    expect(mean(SNARE_BOX_HZ - 40, SNARE_BOX_HZ + 40) - mean(820, 900)).toBeGreaterThan(8);
  });

  test("the guitar hums at the mains before it plays, and is silent before that", () => {
    const score = solo("guitar", [{ startS: 2, durationS: 1, midi: 57, velocity: 0.8 }]);
    const x = guitar(takeOf(score, 44100, 5))[0]!;
    const hum = 20 * Math.log10(partial(x, 44100, 50, 1.65, 0.3).size / x.reduce((most, y) => Math.max(most, Math.abs(y)), 0));
    expect(hum).toBeGreaterThan(-52);
    expect(hum).toBeLessThan(-40);
    expect(x.subarray(0, 44100 * 1.5).every((y) => y === 0)).toBe(true);
  });

  test("under the voice it rumbles, and its s is sharp", () => {
    const notes: SungNote[] = [{ startS: 1, durationS: 1, midi: 60, velocity: 0.8, syllable: "s-o" }];
    const x = leadVox(takeOf({ ...whole, leadVox: notes }, 44100, 3.5))[0]!;
    expect(bandDb(x, 44100, 25, 45, 0.45, 0.3) - bandDb(x, 44100, 100, 200, 0.45, 0.3)).toBeGreaterThan(12);
    expect(bandDb(x, 44100, 5000, 9000, 0.89, 0.1) - bandDb(x, 44100, 5000, 9000, 1.1, 0.5)).toBeGreaterThan(15);
  });
});

describe("vowels have their own resonances", () => {
  test("i has its second resonance where a has a gap, and the other way round", () => {
    const sung = (vowel: string): Float32Array =>
      leadVox(
        takeOf({ ...whole, leadVox: [{ startS: 0.8, durationS: 1.2, midi: 50, velocity: 0.8, syllable: vowel }] }, 44100, 3),
      )[0]!;
    const contrast = (x: Float32Array): number => bandDb(x, 44100, 1000, 1350, 1, 0.8) - bandDb(x, 44100, 2100, 2450, 1, 0.8);
    expect(contrast(sung("a"))).toBeGreaterThan(10);
    expect(contrast(sung("i"))).toBeLessThan(-3);
  });
});
