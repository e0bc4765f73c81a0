// The sound of a plate of bronze: many inharmonic partials that each fade at their own speed. For hi-hat and crash.
import { cos, PI, pow, sin } from "../units/exact-math.ts";
import { decayPerStep } from "./filters.ts";
import type { Random } from "./random.ts";

/** Partials as rotating pointers; `step` sums them. Amplitudes fall with time, the high ones faster. */
export class Metal {
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #turnCos: Float64Array;
  readonly #turnSin: Float64Array;

  constructor(
    rateHz: number,
    random: Random,
    shape: { count: number; lowHz: number; highHz: number; t60S: number; damping: number },
  ) {
    const { count, lowHz, highHz } = shape;
    this.#real = new Float64Array(count);
    this.#imaginary = new Float64Array(count);
    this.#turnCos = new Float64Array(count);
    this.#turnSin = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const place = (i + 0.8 * random.next()) / count;
      const hz = lowHz * pow(highHz / lowHz, place);
      const keep = decayPerStep(shape.t60S * pow(lowHz / hz, shape.damping), rateHz);
      const angle = (2 * PI * hz) / rateHz;
      this.#turnCos[i] = keep * cos(angle);
      this.#turnSin[i] = keep * sin(angle);
      const start = 2 * PI * random.next();
      // The lowest modes of thin bronze hardly sound: they would make a gong of it.
      const amplitude = ((0.4 + 0.6 * random.next()) * Math.min(1, 0.25 + 2 * place)) / Math.sqrt(count);
      this.#real[i] = amplitude * cos(start);
      this.#imaginary[i] = amplitude * sin(start);
    }
  }

  step(): number {
    let sum = 0;
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let i = 0; i < real.length; i++) {
      const x = real[i]!;
      const y = imaginary[i]!;
      const c = this.#turnCos[i]!;
      const s = this.#turnSin[i]!;
      real[i] = x * c - y * s;
      imaginary[i] = x * s + y * c;
      sum += imaginary[i]!;
    }
    return sum;
  }
}
