// Oscillators without aliasing: saw tables built of as many harmonics as fit below the top of hearing, and a sine table.
import { PI, pow, sin } from "../units/exact-math.ts";

const TABLE_FRAMES = 4096;
const TOP_HZ = 19_500; // harmonics above are not heard and, at 44.1 kHz, would fold back
const MOST_HARMONICS = 640;

const sineTable = new Float64Array(TABLE_FRAMES + 1);
for (let i = 0; i <= TABLE_FRAMES; i++) sineTable[i] = sin((2 * PI * (i % TABLE_FRAMES)) / TABLE_FRAMES);

/** sin(2 pi phase) for a phase of 0 to 2^31 periods, by table: error below -115 dB. */
export function sineOf(phase: number): number {
  const position = (phase - (phase | 0)) * TABLE_FRAMES;
  const index = position | 0;
  const left = sineTable[index]!;
  return left + (position - index) * (sineTable[index + 1]! - left);
}

const sawTables = new Map<number, Float32Array>();

/** One period of a rising saw (-1…+1) for notes up to `highestHz`. Read it with `readTable`. */
export function sawTable(highestHz: number): Float32Array {
  // Steps of a quarter octave, rounded so that neighbours in pitch share a table.
  const wanted = Math.min(MOST_HARMONICS, Math.max(1, TOP_HZ / Math.max(1, highestHz)));
  let harmonics = MOST_HARMONICS;
  while (harmonics > wanted && harmonics > 1) harmonics = Math.min(harmonics - 1, Math.floor(harmonics * 0.84));
  const known = sawTables.get(harmonics);
  if (known) return known;
  const table = new Float32Array(TABLE_FRAMES + 1);
  for (let i = 0; i <= TABLE_FRAMES; i++) {
    let sum = 0;
    for (let k = 1; k <= harmonics; k++) sum -= sineTable[(k * i) % TABLE_FRAMES]! / k;
    table[i] = (sum * 2) / PI;
  }
  sawTables.set(harmonics, table);
  return table;
}

/** The table at `phase` (0 to 2^31 periods), straight line between its points. */
export function readTable(table: Float32Array, phase: number): number {
  const position = (phase - (phase | 0)) * TABLE_FRAMES;
  const index = position | 0;
  const left = table[index]!;
  return left + (position - index) * (table[index + 1]! - left);
}

/** A pulse of `width` (0…1) as the difference of two saws; no DC. */
export function readPulse(table: Float32Array, phase: number, width: number): number {
  return readTable(table, phase) - readTable(table, phase + width);
}

/** Frequency of a MIDI note number; fractions allowed, 69 = A4 = 440 Hz. */
export function midiToHz(midi: number): number {
  return 440 * pow(2, (midi - 69) / 12);
}

/** Frequency ratio of a distance in cents. */
export function centsToRatio(cents: number): number {
  return pow(2, cents / 1200);
}
