// Level meters as needles move: PPM Type I and II (IEC 60268-10), VU (IEC 60268-17) and the K-system's meters. One a channel; streams.
import type { F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { dbToGain, gainToDb } from "../units/decibels.ts";

/** Type I is DIN and Nordic, Type II BBC and EBU; `k-20` and its like show RMS with 0 at −20, −14, −12 dBFS. */
export type NeedleLaw = "ppm-type-1" | "ppm-type-2" | "vu" | "k-20" | "k-14" | "k-12";

export interface NeedleOptions {
  readonly law: NeedleLaw;
  readonly sampleRateHz: number;
  /** The level that reads 0. Without it: 0 dBFS for PPM, −18 for VU, by its name for a K-meter. */
  readonly zeroDbfs?: number;
}

/**
 * One needle. Readings are calibrated on a steady sine, which reads its sample peak (RMS + 3.01 dB) minus `zeroDbfs`; silence reads
 * −Infinity.
 */
export interface Needle {
  /** Shows it `frames` 32-bit floats at `ptr`, in the memory of the kernels that it was made with. Allocates nothing. */
  show(ptr: number, frames: number): void;
  /** Where the needle stands, in dB of its scale. */
  nowDb(): number;
  /** How high it went since this was asked last: what a display draws, however seldom it draws. */
  highestDb(): number;
  /** The sample peak, held for 0.5 s, then falling by 15 dB a second; for K-meters, −Infinity for others. */
  heldPeakDb(): number;
  /** As if nothing had been shown. */
  reset(): void;
  release(): void;
}

/** Rates are per second: how fast the two followers rise, and what a fall takes; `gain` brings a steady sine to its amplitude. */
interface PpmLaw {
  readonly slowAttack: number;
  readonly fastAttack: number;
  readonly fall: number;
  readonly gain: number;
}

/** 5 ms of a 5 kHz tone read −2 dB; the needle falls 20 dB in 1.7 s. */
const TYPE_1: PpmLaw = { slowAttack: 450, fastAttack: 1300, fall: 1.35, gain: 0.5108 };
/** 10 ms read −2.5 dB at the least; 24 dB in 2.8 s. */
const TYPE_2: PpmLaw = { slowAttack: 200, fastAttack: 860, fall: 1, gain: 0.5141 };

/** 99 % in 300 ms, 1 to 1.5 % overshoot. Half of the reading is fed back: 1.5; a sine's mean is 2/π of its crest: 1.571. */
const VU_RATE = 11.1;
const VU_GAIN = 1.5 * 1.571;
const VU_ZERO_DBFS = -18;

const K_RATE = 9.72;
const K_HOLD_S = 0.5;
const K_FALL_DB_PER_S = 15;
const K_ZERO_DBFS = { "k-20": -20, "k-14": -14, "k-12": -12 } as const;

// Where the kernels keep them in the state.
const LARGEST = 2;
const LAST = 3;
const HELD_PEAK = 4;

/** A needle at rest. */
export function createNeedle(kernels: Kernels, { law, sampleRateHz, zeroDbfs }: NeedleOptions): Needle {
  if (!(sampleRateHz >= 8000 && sampleRateHz <= 768000))
    throw new RangeError(`measure: sample rate of a needle is ${sampleRateHz}: 8000 to 768000 Hz are needed.`);
  if (law === "ppm-type-1") return ppm(kernels, TYPE_1, sampleRateHz, zeroDbfs ?? 0);
  if (law === "ppm-type-2") return ppm(kernels, TYPE_2, sampleRateHz, zeroDbfs ?? 0);
  if (law === "vu") return vu(kernels, sampleRateHz, zeroDbfs ?? VU_ZERO_DBFS);
  return kMeter(kernels, sampleRateHz, zeroDbfs ?? K_ZERO_DBFS[law]);
}

function ppm(kernels: Kernels, { slowAttack, fastAttack, fall, gain }: PpmLaw, sampleRateHz: number, zeroDbfs: number): Needle {
  const [slow, fast, keep] = [slowAttack / sampleRateHz, fastAttack / sampleRateHz, 1 - fall / sampleRateHz];
  return needle(
    kernels,
    (ptr, frames, state) => kernels.call.ppmNeedle(ptr, frames, slow, fast, keep, state),
    (sum) => gainToDb(gain * sum) - zeroDbfs,
  );
}

function vu(kernels: Kernels, sampleRateHz: number, zeroDbfs: number): Needle {
  const rate = VU_RATE / sampleRateHz;
  return needle(
    kernels,
    (ptr, frames, state) => kernels.call.vuNeedle(ptr, frames, rate, state),
    (mean) => gainToDb(VU_GAIN * mean) - zeroDbfs,
  );
}

function kMeter(kernels: Kernels, sampleRateHz: number, zeroDbfs: number): Needle {
  const rate = K_RATE / sampleRateHz;
  const hold = Math.round(K_HOLD_S * sampleRateHz);
  const fall = dbToGain(-K_FALL_DB_PER_S / sampleRateHz);
  return needle(
    kernels,
    (ptr, frames, state) => kernels.call.kNeedle(ptr, frames, rate, hold, fall, state),
    (meanSquare) => gainToDb(Math.sqrt(2 * meanSquare)) - zeroDbfs,
    (samplePeak) => gainToDb(samplePeak) - zeroDbfs,
  );
}

/** What all needles share. `move` is the kernel; `toDb` turns its reading into decibels of the scale. */
function needle(
  kernels: Kernels,
  move: (ptr: number, frames: number, state: number) => void,
  toDb: (reading: number) => number,
  heldToDb: (samplePeak: number) => number = () => -Infinity,
): Needle {
  const state: F64Block = kernels.heap.f64(6);
  const at = (index: number): number => state.array[index] ?? 0;
  return {
    show: (ptr, frames) => move(ptr, frames, state.ptr),
    nowDb: () => toDb(at(LAST)),
    highestDb() {
      const largest = Math.max(at(LARGEST), at(LAST));
      state.array[LARGEST] = 0;
      return toDb(largest);
    },
    heldPeakDb: () => heldToDb(at(HELD_PEAK)),
    reset: () => void state.array.fill(0),
    release: () => kernels.heap.release(state),
  };
}
