// Tempo and onsets of made rhythms, and of recordings whose tempo is written down by their authors.
import { describe, expect, test } from "vitest";
import { noise, times } from "../../test/conformance/signals.ts";
import { type Tempo, TempoMeter } from "./tempo.ts";

const RATE = 44100;

/** Noise hits on the beat, softer ones on the off-beat, over a held tone. */
function rhythm(bpm: number, seconds: number, rate = RATE): Float32Array {
  const out = Float32Array.from({ length: seconds * rate }, (_, n) => 0.02 * Math.sin((2 * Math.PI * 220 * n) / rate));
  const hit = noise(Math.round(0.05 * rate), 1);
  for (let half = 0; (half * 30) / bpm < seconds - 0.1; half++) {
    const from = Math.round(((half * 30) / bpm) * rate);
    hit.forEach((x, n) => (out[from + n] = (out[from + n] ?? 0) + x * (half % 2 ? 0.08 : 0.5) * (1 - n / hit.length) ** 2));
  }
  return out;
}

function heard(signal: Float32Array, rate = RATE, piece = signal.length): Tempo {
  const meter = new TempoMeter(rate);
  for (let at = 0; at < signal.length; at += piece) meter.push([signal.subarray(at, at + piece)]);
  const result = meter.result();
  meter.release();
  return result;
}

describe("tempo", () => {
  test.each([87.5, 100, 120, 128, 140])("hits at %f BPM", (bpm) => {
    for (const rate of [44100, 48000]) {
      const found = heard(rhythm(bpm, 24, rate), rate);
      expect(Math.abs((found.bpm ?? NaN) - bpm)).toBeLessThanOrEqual(0.3);
      expect(found.confidence).toBeGreaterThan(0.4);
    }
  });

  test.each([60, 72, 160, 190])("hits at %f BPM, or an octave off", (bpm) => {
    const octave = Math.log2((heard(rhythm(bpm, 24)).bpm ?? NaN) / bpm);
    expect(Math.abs(octave - Math.round(octave))).toBeLessThan(0.005);
    expect(Math.abs(Math.round(octave))).toBeLessThanOrEqual(1);
  });

  test("onsets lie where the hits are", () => {
    const { onsetsS } = heard(rhythm(100, 12));
    for (let beat = 0; beat < 19; beat++) {
      const nearest = onsetsS.reduce((best, at) => Math.min(best, Math.abs(at - beat * 0.6)), 1);
      expect(nearest).toBeLessThan(0.021);
    }
  });

  test("silence, a single frame and next to nothing have none", () => {
    for (const frames of [0, 1, RATE, RATE * 10])
      expect(heard(new Float32Array(frames))).toEqual({ bpm: null, confidence: 0, onsetsS: [] });
  });

  test("steady noise is not taken for a beat", () => {
    expect(heard(times(noise(RATE * 20, 3), 0.1)).confidence).toBeLessThan(0.05);
  });

  test("does not depend on how the stream is cut", () => {
    const signal = rhythm(110, 8);
    expect(heard(signal, RATE, 1234)).toEqual(heard(signal));
  });
});
