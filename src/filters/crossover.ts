// Splits stereo into 2 to 6 bands with fourth-order Linkwitz-Riley crossovers; the bands added together are an all-pass:
// every band passes the all-passes of the crossovers above it, so all stay in phase.
import type { Kernels } from "../kernels/kernels.ts";
import { BiquadCascade, type CascadeOptions } from "./cascade.ts";
import { linkwitzRiley4 } from "./linkwitz-riley.ts";

/** Where one band goes: planar f32 in kernel memory. */
export interface BandPointers {
  readonly left: number;
  readonly right: number;
}

export class Crossover {
  readonly bands: number;
  readonly #low: BiquadCascade[] = []; // band n: low-pass of crossover n, then the all-passes of those above
  readonly #high: BiquadCascade[] = []; // what goes on to the next crossover

  /** `bands` - 1 crossovers; the options are those of their cascades. */
  constructor(kernels: Kernels, bands: number, options: CascadeOptions = {}) {
    if (!Number.isInteger(bands) || bands < 2 || bands > 6)
      throw new RangeError(`Crossover: ${bands} bands. A whole number from 2 to 6 is possible.`);
    this.bands = bands;
    for (let index = 0; index < bands - 1; index++) {
      this.#low.push(new BiquadCascade(kernels, 2 + bands - 2 - index, options));
      this.#high.push(new BiquadCascade(kernels, 2, options));
    }
  }

  /** Crossover frequencies, rising, one fewer than bands; glides when sound has passed. */
  set(crossoverHz: readonly number[], rateHz: number): void {
    if (crossoverHz.length !== this.bands - 1)
      throw new RangeError(`Crossover: ${crossoverHz.length} frequencies for ${this.bands} bands. Give ${this.bands - 1}.`);
    const designs = crossoverHz.map((hz) => linkwitzRiley4(hz, rateHz));
    designs.forEach(({ low, high }, index) => {
      this.#low[index]?.setAll([...low, ...designs.slice(index + 1).map((above) => above.allPass)]);
      this.#high[index]?.setAll(high);
    });
  }

  /** Splits `frames` frames; `out` has one pair of blocks a band, lowest first, none of them the input. */
  process(left: number, right: number, frames: number, out: readonly BandPointers[]): void {
    const last = out[this.bands - 1] as BandPointers;
    let fromLeft = left;
    let fromRight = right;
    for (let index = 0; index < this.bands - 1; index++) {
      const band = out[index] as BandPointers;
      (this.#low[index] as BiquadCascade).process(fromLeft, fromRight, frames, band.left, band.right);
      (this.#high[index] as BiquadCascade).process(fromLeft, fromRight, frames, last.left, last.right);
      fromLeft = last.left;
      fromRight = last.right;
    }
  }

  /** As if no frame had passed. */
  reset(): void {
    for (const cascade of [...this.#low, ...this.#high]) cascade.reset();
  }

  /** Gives the memory back. */
  release(): void {
    for (const cascade of [...this.#low, ...this.#high]) cascade.release();
  }
}
