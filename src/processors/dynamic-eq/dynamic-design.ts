// What dynamic bands are made of before they run: for each band its detector, its numbers and 17 curves from rest to the end of the
// range, laid out as kernels/dynamic-eq.ts takes them. Drawn when parameters change, outside of the audio path's loops.
import type { Biquad } from "../../filters/biquad.ts";
import { laplaceHighShelf, laplaceLowShelf, laplacePeak } from "../../filters/laplace.ts";
import { isMissing, mappedSection, steadyCorrectionFor } from "../../filters/mapped-design.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { type DynamicBand, MAX_DYNAMIC_BANDS } from "./dynamic-eq.params.ts";

export const CONTROL_FRAMES = 16;
const ENTRIES = 17;
/** A correction of less than 0.02 dB is left out: the band then takes one section instead of two. */
const LEFT_OUT = 0.005;
const COEFFICIENTS = 10;
/** Places in a band, in f64. */
const TURN = 5;
export const THRESHOLD = 6;
export const THRESHOLD_STEP = 7;
export const SLOPE = 8;
export const SLOPE_STEP = 9;
export const STEPS_LEFT = 10;
export const RANGE = 11;
export const ATTACK = 12;
export const RELEASE = 13;
const RELATIVE = 14;
const SECTIONS = 15;
export const GAIN = 16;
export const STATES = 18;
export const STATES_END = 40;
export const THRESHOLD_TARGET = 82;
export const SLOPE_TARGET = 83;
const TABLE = 84;
export const TURNED = TABLE + ENTRIES * COEFFICIENTS;
export const BAND_LENGTH = TURNED + 2;
/** What is left of a difference after 16 frames, as the part of the way that is made. */
export function partInControl(timeMs: number, rateHz: number): number {
  return 1 - exp((-1000 * CONTROL_FRAMES) / (timeMs * rateHz));
}

export function isActive(band: DynamicBand | undefined): band is DynamicBand {
  return band !== undefined && band.enabled && (band.gainDb !== 0 || band.rangeDb !== 0);
}

/** Whether the curves and ways to listen are the same: then threshold, ratio and times may move while it runs. */
export function hasSameCurves(one: DynamicBand, other: DynamicBand): boolean {
  return (
    one.enabled === other.enabled &&
    one.shape === other.shape &&
    one.hz === other.hz &&
    one.q === other.q &&
    one.gainDb === other.gainDb &&
    one.rangeDb === other.rangeDb &&
    one.relative === other.relative
  );
}

function sectionFor({ shape, hz, q }: DynamicBand, gainDb: number) {
  const design = shape === "bell" ? laplacePeak : shape === "low-shelf" ? laplaceLowShelf : laplaceHighShelf;
  return design(hz, gainDb, q);
}

/** A band's curves do not depend on the others: those that did not move are kept. */
export class DynamicDesign {
  /** All bands one after the other, at rest, as if no sample had passed. */
  readonly values = new Float64Array(MAX_DYNAMIC_BANDS * BAND_LENGTH);
  readonly active = new Int32Array(MAX_DYNAMIC_BANDS);
  hasRelative = false;
  readonly #drawn: (DynamicBand | undefined)[] = Array.from({ length: MAX_DYNAMIC_BANDS }, () => undefined);

  /** About 40 µs a band whose curve moved. */
  draw(bands: readonly DynamicBand[], rateHz: number): void {
    this.hasRelative = false;
    for (let index = 0; index < MAX_DYNAMIC_BANDS; index++) {
      const band = bands[index];
      this.active[index] = isActive(band) ? 1 : 0;
      if (!isActive(band)) continue;
      if (band.relative) this.hasRelative = true;
      const drawn = this.#drawn[index];
      if (!drawn || !hasSameCurves(drawn, band)) this.#curves(index * BAND_LENGTH, band, rateHz);
      this.#drawn[index] = band;
      this.#numbers(index * BAND_LENGTH, band, rateHz);
    }
  }

  #numbers(at: number, band: DynamicBand, rateHz: number): void {
    const { values } = this;
    const slope = 1 - 1 / band.ratio;
    values[at + ATTACK] = partInControl(band.attackMs, rateHz);
    values[at + RELEASE] = partInControl(band.releaseMs, rateHz);
    values[at + THRESHOLD] = band.thresholdDbfs;
    values[at + THRESHOLD_TARGET] = band.thresholdDbfs;
    values[at + SLOPE] = slope;
    values[at + SLOPE_TARGET] = slope;
  }

  #curves(at: number, band: DynamicBand, rateHz: number): void {
    const { values } = this;
    const g = tan((PI * Math.min(band.hz, 0.49 * rateHz)) / rateHz);
    const k = band.shape === "bell" ? 1 / band.q : Math.SQRT2;
    const scale = 1 / (1 + g * (g + k));
    const a1 = 2 * (g * g - 1) * scale;
    const a2 = (1 + g * (g - k)) * scale;
    // bilinear: band-pass of 0 dB at its centre, or Butterworth below or above the bend
    if (band.shape === "bell") values.set([g * k * scale, 0, -g * k * scale, a1, a2], at);
    else if (band.shape === "low-shelf") values.set([g * g * scale, 2 * g * g * scale, g * g * scale, a1, a2], at);
    else values.set([scale, -2 * scale, scale, a1, a2], at);
    values[at + TURN] = (g - 1) / (g + 1);
    values[at + RANGE] = band.rangeDb;
    values[at + RELATIVE] = band.relative ? 1 : 0;
    let twoSections = false;
    for (let entry = 0; entry < ENTRIES; entry++) {
      const to = at + TABLE + entry * COEFFICIENTS;
      if (entry > 0 && band.rangeDb === 0) {
        values.copyWithin(to, to - COEFFICIENTS, to);
        continue;
      }
      const gainDb = band.gainDb + (band.rangeDb * entry) / (ENTRIES - 1);
      const { section, missing } = mappedSection(sectionFor(band, gainDb), rateHz);
      twoSections ||= isMissing(missing, LEFT_OUT);
      this.#write(to, section);
      this.#write(to + COEFFICIENTS / 2, steadyCorrectionFor(missing));
    }
    values[at + SECTIONS] = twoSections ? 2 : 1;
  }

  #write(at: number, { b0, b1, b2, a1, a2 }: Biquad): void {
    const { values } = this;
    values[at] = b0;
    values[at + 1] = b1;
    values[at + 2] = b2;
    values[at + 3] = a1;
    values[at + 4] = a2;
  }
}
