// The few filters the instruments need: state-variable, one-pole, resonator, DC blocker. Topology-preserving (Zavalishin), f64.
import { cos, exp, PI, tan } from "../units/exact-math.ts";

/** Low, band and high output from one two-pole state. `set` may be called while it runs. */
export class StateVariable {
  low = 0;
  band = 0;
  high = 0;
  #g = 0;
  #k = 1;
  #a1 = 0;
  #s1 = 0;
  #s2 = 0;
  readonly #rateHz: number;

  constructor(rateHz: number, hz = 1000, q = 0.7071) {
    this.#rateHz = rateHz;
    this.set(hz, q);
  }

  /** Corner in Hz, held below 0.45 of the rate, and quality. */
  set(hz: number, q: number): void {
    this.#g = tan((PI * Math.min(Math.max(hz, 5), this.#rateHz * 0.45)) / this.#rateHz);
    this.#k = 1 / q;
    this.#a1 = 1 / (1 + this.#g * (this.#g + this.#k));
  }

  /** Takes one sample in; afterwards `low`, `band` (unity at the corner) and `high` hold the outputs. */
  step(x: number): void {
    const high = (x - this.#s2 - (this.#g + this.#k) * this.#s1) * this.#a1;
    const band = this.#g * high + this.#s1;
    this.#s1 = this.#g * high + band;
    const low = this.#g * band + this.#s2;
    this.#s2 = this.#g * band + low;
    this.low = low;
    this.band = band * this.#k;
    this.high = high;
  }

  /** Low-pass over the first `count` samples, in place: the same as `step`, faster. */
  runLow(samples: Float64Array, count: number): void {
    const g = this.#g;
    const gk = g + this.#k;
    const a1 = this.#a1;
    let s1 = this.#s1;
    let s2 = this.#s2;
    for (let i = 0; i < count; i++) {
      const high = (samples[i]! - s2 - gk * s1) * a1;
      const band = g * high + s1;
      s1 = g * high + band;
      const low = g * band + s2;
      s2 = g * band + low;
      samples[i] = low;
    }
    this.#s1 = s1;
    this.#s2 = s2;
  }
}

/** Share of the way a one-pole smoother goes per step, for a time constant in seconds. */
export function smoothing(timeConstantS: number, stepsPerS: number): number {
  return 1 - exp(-1 / (timeConstantS * stepsPerS));
}

/** Factor per step of a decay that falls by 60 dB in `t60S`. */
export function decayPerStep(t60S: number, stepsPerS: number): number {
  return exp(-6.907755278982137 / (t60S * stepsPerS));
}

/** Resonators in a row, each with unity gain at DC: a vocal tract (Klatt 1980). Set before use. */
export class Tract {
  readonly #rateHz: number;
  readonly #radius: Float64Array;
  readonly #hz: Float64Array;
  /** For each resonator: gain of the input, of its last and of its last but one output; then those outputs. */
  readonly #state: Float64Array;

  constructor(rateHz: number, bandwidthsHz: readonly number[]) {
    this.#rateHz = rateHz;
    this.#radius = Float64Array.from(bandwidthsHz, (bandwidthHz) => exp((-PI * bandwidthHz) / rateHz));
    this.#hz = new Float64Array(bandwidthsHz.length);
    this.#state = new Float64Array(bandwidthsHz.length * 5);
  }

  set(index: number, hz: number): void {
    if (Math.abs(hz - this.#hz[index]!) < 0.1) return;
    this.#hz[index] = hz;
    const radius = this.#radius[index]!;
    const b = 2 * radius * cos((2 * PI * hz) / this.#rateHz);
    const c = -radius * radius;
    this.#state[index * 5] = 1 - b - c;
    this.#state[index * 5 + 1] = b;
    this.#state[index * 5 + 2] = c;
  }

  /** Filters the first `count` samples in place. */
  run(samples: Float64Array, count: number): void {
    const state = this.#state;
    for (let k = 0; k < state.length; k += 5) {
      const a = state[k]!;
      const b = state[k + 1]!;
      const c = state[k + 2]!;
      let last = state[k + 3]!;
      let lastButOne = state[k + 4]!;
      for (let i = 0; i < count; i++) {
        const y = a * samples[i]! + b * last + c * lastButOne;
        lastButOne = last;
        last = y;
        samples[i] = y;
      }
      state[k + 3] = last;
      state[k + 4] = lastButOne;
    }
  }
}

/** Takes the DC out in place: first-order high-pass. */
export function blockDc(channel: Float32Array, rateHz: number, cornerHz = 18): void {
  const keep = exp((-2 * PI * cornerHz) / rateHz);
  let lastIn = 0;
  let lastOut = 0;
  for (let i = 0; i < channel.length; i++) {
    const x = channel[i]!;
    lastOut = x - lastIn + keep * lastOut;
    if (lastOut < 1e-12 && lastOut > -1e-12) lastOut = 0;
    lastIn = x;
    channel[i] = lastOut;
  }
}

/** Adds a bell of `gainDb`-like strength in place: x + amount * band, unity band gain at the centre. */
export function addResonance(channel: Float32Array, rateHz: number, hz: number, q: number, amount: number): void {
  const filter = new StateVariable(rateHz, hz, q);
  for (let i = 0; i < channel.length; i++) {
    const x = channel[i]!;
    filter.step(x);
    channel[i] = x + amount * filter.band;
  }
}
