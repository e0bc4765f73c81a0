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
}

/** Share of the way a one-pole smoother goes per step, for a time constant in seconds. */
export function smoothing(timeConstantS: number, stepsPerS: number): number {
  return 1 - exp(-1 / (timeConstantS * stepsPerS));
}

/** Factor per step of a decay that falls by 60 dB in `t60S`. */
export function decayPerStep(t60S: number, stepsPerS: number): number {
  return exp(-6.907755278982137 / (t60S * stepsPerS));
}

/** Two-pole resonator with unity gain at DC, the building block of a vocal tract (Klatt 1980). */
export class Formant {
  #a = 1;
  #b = 0;
  #c = 0;
  #y1 = 0;
  #y2 = 0;
  readonly #rateHz: number;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  set(hz: number, bandwidthHz: number): void {
    const radius = exp((-PI * bandwidthHz) / this.#rateHz);
    this.#c = -radius * radius;
    this.#b = 2 * radius * cos((2 * PI * hz) / this.#rateHz);
    this.#a = 1 - this.#b - this.#c;
  }

  step(x: number): number {
    const y = this.#a * x + this.#b * this.#y1 + this.#c * this.#y2;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
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
