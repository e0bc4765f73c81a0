// Plain TypeScript twin of the dynamic equaliser's audio path, frame by frame, for its tests. One stretch without parameter changes.
import { log } from "../../units/exact-math.ts";
import type { StereoSignal } from "../contract/signals.ts";
import { BAND_LENGTH, DynamicDesign } from "./dynamic-design.ts";
import type { DynamicBand } from "./dynamic-eq.params.ts";

const CONTROL_FRAMES = 16;

interface Side {
  heard: number[]; // x1 x2 y1 y2 of the detector
  turned: number;
  sum: number;
  past: number[]; // x1 x2 y1 y2 z1 z2
}

class Twin {
  gainDb = 0;
  readonly #v: Float64Array;
  readonly #sides: readonly [Side, Side];
  #coefs: number[];
  #steps: number[] = Array.from({ length: 10 }, () => 0);
  #moving = false;

  constructor(values: Float64Array) {
    this.#v = values;
    const side = () => ({ heard: [0, 0, 0, 0], turned: 0, sum: 0, past: [0, 0, 0, 0, 0, 0] });
    this.#sides = [side(), side()];
    this.#coefs = this.#curve(0);
  }

  frame(side: 0 | 1, x: number, heard: number): number {
    const s = this.#sides[side];
    const [f0 = 0, f1 = 0, f2 = 0, g1 = 0, g2 = 0, turn = 0] = this.#v;
    const [h1 = 0, h2 = 0, k1 = 0, k2 = 0] = s.heard;
    const band = f0 * heard + f1 * h1 + f2 * h2 + 1e-25 - g2 * k2 - g1 * k1;
    s.turned = turn * (band - s.turned) + k1;
    s.heard = [heard, h1, band, k1];
    s.sum += band * band + s.turned * s.turned;
    const [b0 = 0, b1 = 0, b2 = 0, d1 = 0, d2 = 0, c0 = 0, c1 = 0, c2 = 0, e1 = 0, e2 = 0] = this.#coefs;
    const [x1 = 0, x2 = 0, y1 = 0, y2 = 0, z1 = 0, z2 = 0] = s.past;
    const y = b0 * x + b1 * x1 + b2 * x2 - d1 * y1 - d2 * y2;
    const z = this.#v[15] === 2 ? c0 * y + c1 * y1 + c2 * y2 - e1 * z1 - e2 * z2 : y;
    s.past = [x, x1, y, y1, z, z1];
    return z;
  }

  /** Before the frame's sections: coefficients travel. */
  travel(): void {
    if (this.#moving) this.#coefs = this.#coefs.map((value, index) => value + (this.#steps[index] ?? 0));
  }

  decide(whole: number): void {
    const v = this.#v;
    const [threshold = 0, slope = 0, range = 0] = [v[6], v[8], v[11]];
    const mean = Math.max(this.#sides[0].sum, this.#sides[1].sum) / CONTROL_FRAMES;
    this.#sides[0].sum = this.#sides[1].sum = 0;
    const power = v[14] ? mean / (whole + 1e-10) : mean;
    const over = 4.342944819032518 * log(power + 1e-20) - threshold;
    const wanted = slope * (over <= -3 ? 0 : over < 3 ? ((over + 3) * (over + 3)) / 12 : over);
    const target = range < 0 ? Math.max(-wanted, range) : Math.min(wanted, range);
    const before = this.gainDb;
    this.gainDb += (Math.abs(target) > Math.abs(before) ? (v[12] ?? 0) : (v[13] ?? 0)) * (target - before);
    if (Math.abs(target - this.gainDb) < 1e-6) this.gainDb = target;
    const next = this.#curve(this.gainDb);
    this.#moving = this.gainDb !== before;
    if (this.#moving) this.#steps = next.map((value, index) => (value - (this.#coefs[index] ?? 0)) / CONTROL_FRAMES);
    else this.#coefs = next;
  }

  #curve(gainDb: number): number[] {
    const range = this.#v[11] ?? 0;
    const place = range === 0 ? 0 : Math.min(16, Math.max(0, (gainDb / range) * 16));
    const entry = Math.min(15, Math.floor(place));
    return Array.from({ length: 10 }, (_, index) => {
      const low = this.#v[84 + 10 * entry + index] ?? 0;
      return low + (place - entry) * ((this.#v[94 + 10 * entry + index] ?? 0) - low);
    });
  }
}

export function dynamicEqTwin(
  input: StereoSignal,
  bands: readonly DynamicBand[],
  rateHz: number,
  wholeDecay: number,
): StereoSignal {
  const design = new DynamicDesign();
  design.draw(bands, rateHz);
  const twins = bands.map((_, index) => new Twin(design.values.slice(index * BAND_LENGTH, (index + 1) * BAND_LENGTH)));
  const output = { left: input.left.slice(), right: input.right.slice() };
  let whole = 0;
  let sums = [0, 0];
  for (let frame = 0; frame < input.left.length; frame++) {
    const heard = [input.left[frame] ?? 0, input.right[frame] ?? 0] as const;
    let [left, right] = heard;
    for (const twin of twins) {
      twin.travel();
      left = twin.frame(0, left, heard[0]);
      right = twin.frame(1, right, heard[1]);
    }
    output.left[frame] = left;
    output.right[frame] = right;
    sums = [(sums[0] ?? 0) + heard[0] * heard[0], (sums[1] ?? 0) + heard[1] * heard[1]];
    if ((frame + 1) % CONTROL_FRAMES !== 0) continue;
    whole = Math.max((2 / CONTROL_FRAMES) * Math.max(sums[0] ?? 0, sums[1] ?? 0), whole * wholeDecay);
    sums = [0, 0];
    for (const twin of twins) twin.decide(whole);
  }
  return output;
}
