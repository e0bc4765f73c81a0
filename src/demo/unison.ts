// Several saws a few cents apart, spread over the stereo field: the body of pad and chord synth.
import type { Random } from "./random.ts";
import { centsToRatio, midiToHz, readTable, sawTable } from "./oscillators.ts";
import { placed } from "./take.ts";

export interface UnisonShape {
  readonly voices: number;
  /** The outermost saws are this far from the note, up and down. */
  readonly spreadCents: number;
  /** 0 all in the middle … 1 the outermost hard left and right. */
  readonly width: number;
}

/** One note of detuned saws. The detuning is even around the written pitch. */
export class Unison {
  readonly #table: Float32Array;
  readonly #phases: Float64Array;
  readonly #steps: Float64Array;
  readonly #toLeft: Float64Array;
  readonly #toRight: Float64Array;

  constructor(rateHz: number, midi: number, random: Random, shape: UnisonShape) {
    const { voices, spreadCents, width } = shape;
    const hz = midiToHz(midi);
    this.#table = sawTable(hz * 1.02);
    this.#phases = Float64Array.from({ length: voices }, () => random.next());
    this.#steps = new Float64Array(voices);
    this.#toLeft = new Float64Array(voices);
    this.#toRight = new Float64Array(voices);
    for (let i = 0; i < voices; i++) {
      const place = voices === 1 ? 0 : (2 * i) / (voices - 1) - 1;
      this.#steps[i] = (hz * centsToRatio(place * spreadCents)) / rateHz;
      // Neighbours in pitch go to opposite sides, so that both sides are in tune.
      const [left, right] = placed((i % 2 === 0 ? 1 : -1) * Math.abs(place) * width);
      this.#toLeft[i] = left / voices;
      this.#toRight[i] = right / voices;
    }
  }

  /** The next `count` samples of both sides. */
  next(left: Float64Array, right: Float64Array, count: number): void {
    left.fill(0, 0, count);
    right.fill(0, 0, count);
    const table = this.#table;
    for (let voice = 0; voice < this.#phases.length; voice++) {
      const step = this.#steps[voice]!;
      const toLeft = this.#toLeft[voice]!;
      const toRight = this.#toRight[voice]!;
      let phase = this.#phases[voice]!;
      for (let i = 0; i < count; i++) {
        phase += step;
        if (phase >= 1) phase -= 1;
        const x = readTable(table, phase);
        left[i]! += x * toLeft;
        right[i]! += x * toRight;
      }
      this.#phases[voice] = phase;
    }
  }
}
