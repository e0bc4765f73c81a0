// True peak (ITU-R BS.1770-5 Annex 2), finer than the standard's own 4 times FIR: a 48-tap windowed sinc on a 16 times grid.
// Reads a sine up to 0.45 of the sample rate within 0.05 dB and never less than the sample peak.
// The kernel (kernels/measure-true-peak.ts) skips what cannot be the maximum; the slacks that decide it are computed here.
import type { F32Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { PI, sin } from "../units/exact-math.ts";

/** Taps of each phase; a position between two samples sees 24 samples on each side. */
export const TAPS = 48;
export const HALF_TAPS = TAPS / 2;
/** Points of the finest grid per sample. */
export const PHASES = 16;
/** Frames the scan lags behind the input: a position needs 24 samples to its right. */
export const LAG_FRAMES = HALF_TAPS;
/** Frames of the past that the scan reads, at most. */
export const PAST_FRAMES = 64;
/** Frames after the newest that the scan may touch; any finite value will do, the result does not depend on them. */
export const FUTURE_FRAMES = 144;

const KAISER_BETA = 7.2; // stop band about -74 dB, transition 0.45 to 0.55 of the sample rate
const HALF_PHASE = 8;
const QUARTER_PHASE = 4;
const FINE_PHASES = [1, 2, 3, 5, 6, 7];
const ROUNDING_SLACK = 2e-5; // per largest |sample|; single precision sums of 48 products stay well inside

/** Modified Bessel function of the first kind, order 0, by its series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) * (x / (2 * k));
    sum += term;
  }
  return sum;
}

const BESSEL_AT_CENTRE = besselI0(KAISER_BETA);

function windowedSinc(u: number): number {
  if (u === 0) return 1;
  const edge = u / HALF_TAPS;
  if (edge <= -1 || edge >= 1) return 0;
  return ((sin(PI * u) / (PI * u)) * besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge))) / BESSEL_AT_CENTRE;
}

/**
 * The 48 taps of phase `phase`/16 (0 to 16), for the samples from 23 before the position to 24 after it.
 * Phases 0 and 16 are the samples themselves. Every phase passes a constant unchanged.
 */
export function phaseTaps(phase: number): Float64Array {
  const taps = Float64Array.from({ length: TAPS }, (_, index) => windowedSinc(phase / PHASES - (index - HALF_TAPS + 1)));
  if (phase === 0 || phase === PHASES) return taps.map((_, index) => (index === HALF_TAPS - 1 + phase / PHASES ? 1 : 0));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

interface Mirrored {
  readonly even: Float32Array;
  readonly odd: Float32Array;
}

const made = new Map<number, Mirrored>();

/** The same objects for all who ask. */
function mirrored(phase: number): Mirrored {
  const known = made.get(phase) ?? makeMirrored(phase);
  made.set(phase, known);
  return known;
}

/** A phase as weights of sum and difference of the tap pairs, nearest pair first, in the precision of the kernel. */
function makeMirrored(phase: number): Mirrored {
  const taps = phaseTaps(phase);
  const right = (pair: number): number => taps[HALF_TAPS + pair] ?? 0;
  const left = (pair: number): number => taps[HALF_TAPS - 1 - pair] ?? 0;
  return {
    even: Float32Array.from({ length: HALF_TAPS }, (_, pair) => 0.5 * (right(pair) + left(pair))),
    odd: Float32Array.from({ length: HALF_TAPS }, (_, pair) => 0.5 * (right(pair) - left(pair))),
  };
}

/** The taps of a phase as the kernel has them, after rounding to single precision. */
function roundedTaps(phase: number): Float64Array {
  if (phase === 0 || phase === PHASES) return phaseTaps(phase);
  const flipped = phase > PHASES / 2;
  const { even, odd } = mirrored(flipped ? PHASES - phase : phase);
  const taps = new Float64Array(TAPS);
  for (let pair = 0; pair < HALF_TAPS; pair++) {
    const e = even[pair] ?? 0;
    const o = (odd[pair] ?? 0) * (flipped ? -1 : 1);
    taps[HALF_TAPS + pair] = e + o;
    taps[HALF_TAPS - 1 - pair] = e - o;
  }
  return taps;
}

/**
 * How far the 16 times grid can rise above the straight line between two neighbouring points of a coarser grid (`step` phases
 * apart), per largest step from sample to sample in the neighbourhood. The taps of a phase minus those of the line add up to 0, so
 * they weigh steps, by their running sums; the largest total of these is the slack. Music of little treble has small steps.
 */
export function gridSlack(step: number): number {
  const taps = Array.from({ length: PHASES + 1 }, (_, phase) => roundedTaps(phase));
  const at = (phase: number): Float64Array => taps[phase] ?? new Float64Array(TAPS);
  let slack = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    const from = step * Math.floor(phase / step);
    const share = (phase - from) / step;
    const [low, high, own] = [at(from), at(from + step), at(phase)];
    let running = 0;
    let rise = 0;
    own.forEach((tap, index) => {
      running += tap - (1 - share) * (low[index] ?? 0) - share * (high[index] ?? 0);
      rise += Math.abs(running);
    });
    slack = Math.max(slack, rise);
  }
  return slack;
}

/** What all scans share: tap tables and slacks, computed once a process. */
interface Tables {
  readonly taps: readonly [Float32Array, Float32Array, Float32Array];
  readonly slacks: readonly [number, number, number];
}

let shared: Tables | undefined;

function tables(): Tables {
  shared ??= makeTables();
  return shared;
}

function makeTables(): Tables {
  const quarter = mirrored(QUARTER_PHASE);
  const between = FINE_PHASES.map(mirrored).flatMap(({ even, odd }) => [even, odd]);
  return {
    taps: [mirrored(HALF_PHASE).even, interleave([quarter.even, quarter.odd]), interleave(between)],
    slacks: [gridSlack(PHASES), gridSlack(HALF_PHASE), gridSlack(QUARTER_PHASE)],
  };
}

function interleave(rows: readonly Float32Array[]): Float32Array {
  const table = new Float32Array(rows.length * HALF_TAPS);
  rows.forEach((row, at) => row.forEach((value, pair) => (table[pair * rows.length + at] = value)));
  return table;
}

/** Keeps the largest true peak of everything it was shown. One serves all channels of a stream. */
export class TruePeakScan {
  /** Largest |value| so far, linear. */
  largest = 0;
  readonly #kernels: Kernels;
  readonly #taps: readonly F32Block[];
  readonly #scratch: F32Block;
  readonly #slacks: readonly [number, number, number];

  /** `maxFrames`: the longest piece. `prune` false computes every point of the grid: same result, slower; for tests. */
  constructor(kernels: Kernels, maxFrames: number, prune = true) {
    const { taps, slacks } = tables();
    this.#kernels = kernels;
    this.#taps = taps.map((table) => {
      const block = kernels.heap.f32(table.length);
      block.array.set(table);
      return block;
    });
    this.#scratch = kernels.heap.f32(2 * Math.ceil(maxFrames / 16) + 36);
    this.#slacks = prune ? slacks : [Infinity, Infinity, Infinity];
  }

  /**
   * Scans `frames` (16 or more) positions, the last of which lies 24 frames before the newest sample: `ptr` is the address of the
   * first sample that is new since the last call; PAST_FRAMES before it and FUTURE_FRAMES after the newest must be readable.
   */
  scan(ptr: number, frames: number): void {
    const [half, quarter, fine] = this.#taps as readonly [F32Block, F32Block, F32Block];
    const from = ptr - 4 * LAG_FRAMES;
    const { call } = this.#kernels;
    this.largest = call.truePeakScan(
      from,
      frames,
      half.ptr,
      quarter.ptr,
      fine.ptr,
      ...this.#slacks,
      ROUNDING_SLACK,
      this.#scratch.ptr,
      this.largest,
    );
  }

  release(): void {
    for (const block of [...this.#taps, this.#scratch]) this.#kernels.heap.release(block);
  }
}
