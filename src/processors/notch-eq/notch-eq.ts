// Notch equaliser: input → up to 8 notches → up to 16 cuts at the mains frequency and its harmonics → output, fused, in double precision.
// The sound is ../equalisers/band-rack.ts.
import type { Kernels } from "../../kernels/kernels.ts";
import { BandRack } from "../equalisers/band-rack.ts";
import type { Band } from "../equalisers/bands.params.ts";
import type { Processor, ProcessorFactory, StereoBlock } from "../processor.ts";
import { MAX_HARMONICS, MAX_NOTCHES, type NotchParams, notchEq } from "./notch-eq.params.ts";

const HIGHEST_HZ = 20000;

type Place = { -readonly [Field in keyof Band]: Band[Field] };

class NotchEq implements Processor<NotchParams> {
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #places: Place[] = Array.from({ length: MAX_NOTCHES + MAX_HARMONICS }, () => ({
    shape: "cut",
    hz: 1000,
    gainDb: 0,
    q: 20,
    slopeDbPerOctave: 12,
    enabled: false,
  }));
  #rack!: BandRack;

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
  }

  prepare(sampleRateHz: number, params: NotchParams): void {
    this.#rack = new BandRack(this.#kernels, MAX_NOTCHES + MAX_HARMONICS, 1, sampleRateHz);
    this.update(params);
    this.reset();
  }

  reset(): void {
    this.#rack.reset();
  }

  update(params: NotchParams): void {
    for (let index = 0; index < MAX_NOTCHES; index++) {
      const place = this.#places[index] as Place;
      const notch = params.notches[index];
      place.enabled = notch?.enabled ?? false;
      if (!notch) continue;
      place.shape = notch.shape;
      place.hz = notch.hz;
      place.gainDb = -notch.depthDb;
      place.q = notch.q;
    }
    const harmonics = params.hum ? Math.round(params.harmonics) : 0;
    for (let index = 0; index < MAX_HARMONICS; index++) {
      const place = this.#places[MAX_NOTCHES + index] as Place;
      place.hz = Math.min(HIGHEST_HZ, (index + 1) * params.mainsHz);
      place.gainDb = -params.humDepthDb;
      place.q = params.humQ;
      place.enabled = index < harmonics;
    }
    this.#rack.aim(this.#places, 1);
  }

  process(block: StereoBlock, frames: number): void {
    this.#rack.process(block, frames);
  }

  dispose(): void {
    this.#rack.release();
  }
}

export const notchEqFactory: ProcessorFactory<typeof notchEq.parameters> = {
  declaration: notchEq,
  create: (kernels) => new NotchEq(kernels),
};
