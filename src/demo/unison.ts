// Several saws a few cents apart, spread over the stereo field: the body of pad and chord synth.
import type { Random } from "./random.ts";
import { centsToRatio, midiToHz, readTable, sawTable } from "./oscillators.ts";
import { placed } from "./take.ts";

/** One note of detuned saws. After `step`, `left` and `right` hold the sum. The detuning is even around the written pitch. */
export class Unison {
  left = 0;
  right = 0;
  readonly #table: Float32Array;
  readonly #phases: Float64Array;
  readonly #steps: Float64Array;
  readonly #toLeft: Float64Array;
  readonly #toRight: Float64Array;

  constructor(rateHz: number, midi: number, random: Random, shape: { voices: number; spreadCents: number; width: number }) {
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

  step(): void {
    let left = 0;
    let right = 0;
    for (let i = 0; i < this.#phases.length; i++) {
      const phase = this.#phases[i]! + this.#steps[i]!;
      this.#phases[i] = phase - Math.floor(phase);
      const x = readTable(this.#table, phase);
      left += x * this.#toLeft[i]!;
      right += x * this.#toRight[i]!;
    }
    this.left = left;
    this.right = right;
  }
}
