// Meters on their way from the worklet to the screen: one slot a block, in shared memory. A reader that is late loses the oldest.
import type { InsertMeters, StripLevels } from "../../engine/engine.ts";

/** Slots: 0.68 s at 48 kHz. */
const SLOTS = 256;
const LAYOUT = 0;
const BLOCK = 1;
const HEADER = 2;
const VALUES_PER_STRIP = 4;

export interface MeterMemory {
  readonly control: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
}

/** Which value of a slot is what. Posted by the worklet whenever the plan has changed. */
export interface MeterLayout {
  readonly id: number;
  readonly strips: readonly string[];
  readonly inserts: readonly {
    readonly strip: string;
    readonly insert: string;
    readonly processor: string;
    readonly count: number;
  }[];
}

/** Main thread; allocates. `values`: how many numbers a slot holds; what is beyond them is not shown. */
export function createMeters(values: number): MeterMemory {
  return {
    control: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
    slots: new SharedArrayBuffer(SLOTS * (HEADER + values) * Float64Array.BYTES_PER_ELEMENT),
  };
}

/** Values a slot needs for so many strips and readings of inserts. */
export function meterValues(strips: number, readings: number): number {
  return VALUES_PER_STRIP * strips + readings;
}

function slotViews(memory: MeterMemory): Float64Array[] {
  const bytes = memory.slots.byteLength / SLOTS;
  return Array.from(
    { length: SLOTS },
    (_, slot) => new Float64Array(memory.slots, slot * bytes, bytes / Float64Array.BYTES_PER_ELEMENT),
  );
}

/** The worklet's end. */
export class MeterWriter {
  readonly #control: Int32Array;
  readonly #slots: readonly Float64Array[];
  #written = 0;
  #layout = 0;
  #values: readonly Float64Array[] = [];

  constructor(memory: MeterMemory) {
    this.#control = new Int32Array(memory.control);
    this.#slots = slotViews(memory);
  }

  /** Worklet, outside process(): what `push` shall copy from now on. Allocates. */
  bind(levels: readonly StripLevels[], inserts: readonly InsertMeters[]): MeterLayout {
    this.#values = [...levels, ...inserts].map((one) => one.values);
    this.#layout++;
    return {
      id: this.#layout,
      strips: levels.map(({ strip }) => strip),
      inserts: inserts.map(({ strip, insert, processor, values }) => ({ strip, insert, processor, count: values.length })),
    };
  }

  /** Worklet: one slot for the block just computed. Allocates nothing, never waits. */
  push(block: number): void {
    const slot = this.#slots[this.#written % SLOTS] as Float64Array;
    slot[LAYOUT] = this.#layout;
    slot[BLOCK] = block;
    let at = HEADER;
    for (let index = 0; index < this.#values.length; index++) {
      const values = this.#values[index] as Float64Array;
      for (let i = 0; i < values.length && at < slot.length; i++) slot[at++] = values[i] as number;
    }
    this.#written++;
    Atomics.store(this.#control, 0, this.#written);
  }
}

/** A strip since the last look. */
export interface StripReading {
  readonly strip: string;
  /** Highest magnitude left and right, linear: 1 is full scale, 0 silence. */
  readonly samplePeak: readonly [number, number];
  /** Mean of the squares left and right, linear. */
  readonly meanSquare: readonly [number, number];
}

export interface InsertReading {
  readonly strip: string;
  readonly insert: string;
  readonly processor: string;
  /** The readings of the newest block, in the order of the declaration's meters, in dB. */
  readonly values: readonly number[];
}

export interface MeterReadings {
  /** Blocks since the last look: 0 while nothing plays. */
  readonly blocks: number;
  readonly strips: readonly StripReading[];
  readonly inserts: readonly InsertReading[];
}

/** The main thread's end. */
export class MeterReader {
  readonly #control: Int32Array;
  readonly #slots: readonly Float64Array[];
  readonly #blockFrames: number;
  #read = 0;
  #layout: MeterLayout = { id: 0, strips: [], inserts: [] };

  constructor(memory: MeterMemory, blockFrames: number) {
    this.#control = new Int32Array(memory.control);
    this.#slots = slotViews(memory);
    this.#blockFrames = blockFrames;
  }

  /** Main thread: from the worklet's message. Slots of another layout are passed over. */
  setLayout(layout: MeterLayout): void {
    this.#layout = layout;
  }

  /** Main thread, once a picture: all blocks since the last call taken together. Allocates. */
  read(): MeterReadings {
    const written = Atomics.load(this.#control, 0);
    // The slot about to be written is left alone.
    const first = Math.max(this.#read, written - SLOTS + 1);
    const { strips, inserts, id } = this.#layout;
    const peaks = new Float64Array(VALUES_PER_STRIP * strips.length);
    let blocks = 0;
    let newest: Float64Array | null = null;
    for (let index = first; index < written; index++) {
      const slot = this.#slots[index % SLOTS] as Float64Array;
      if (slot[LAYOUT] !== id) continue;
      blocks++;
      newest = slot;
      for (let i = 0; i < peaks.length; i++) {
        const value = slot[HEADER + i] ?? 0;
        peaks[i] = i % VALUES_PER_STRIP < 2 ? Math.max(peaks[i] as number, value) : (peaks[i] as number) + value;
      }
    }
    this.#read = written;
    const frames = Math.max(1, blocks * this.#blockFrames);
    let at = HEADER + peaks.length;
    return {
      blocks,
      strips: strips.map((strip, index) => {
        const [left = 0, right = 0, squaresLeft = 0, squaresRight = 0] = peaks.subarray(VALUES_PER_STRIP * index);
        return { strip, samplePeak: [left, right], meanSquare: [squaresLeft / frames, squaresRight / frames] };
      }),
      inserts: inserts.map(({ count, ...insert }) => {
        const values = newest ? [...newest.subarray(at, at + count)] : [];
        at += count;
        return { ...insert, values };
      }),
    };
  }
}
