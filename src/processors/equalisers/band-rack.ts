// The sound of the minimum-phase equalisers: bands of mapped sections and one correction for all of them, in one fused cascade in
// double precision → gain. Small moves of a band glide; for large ones a second cascade is faded in, because coefficients far apart
// have nothing good between them.
import { type Biquad, NEUTRAL } from "../../filters/biquad.ts";
import { BiquadCascade, PASSED, SILENT } from "../../filters/cascade.ts";
import { addMissing, correctionFor, mappedSection, nothingMissing } from "../../filters/mapped-design.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { cos, exp, PI } from "../../units/exact-math.ts";
import type { StereoBlock } from "../processor.ts";
import type { Band } from "./bands.params.ts";
import { analogueSections, isSmallMove, sameBand } from "./bands.ts";

const GLIDE_S = 0.02;
/** A cascade that starts from rest rings; it runs unheard for as long before its fade begins: longer, the lower its passes lie. */
const SETTLE_S = 0.02;
const SETTLE_PERIODS = 0.8;
const LONGEST_SETTLE_S = 0.08;
const GAIN_STATE_LENGTH = 4;
const BYTES_A_FRAME = 4;
/** A band, its sections and what they miss of the analogue curve, designed once. */
interface Designed {
  readonly band: Band | undefined;
  readonly sections: readonly Biquad[];
  readonly missing: Float64Array;
}

const ABSENT: Designed = { band: undefined, sections: [], missing: nothingMissing() };

/** Phase only: (s^2 - s/Q + 1) / (s^2 + s/Q + 1) with its poles mapped. */
function allPass(hz: number, q: number, rateHz: number): Biquad {
  const w0 = (2 * PI * hz) / rateHz;
  const damping = w0 / (2 * q);
  const inside = w0 * w0 - damping * damping;
  if (inside < 0) {
    const apart = Math.sqrt(-inside);
    const slow = exp(apart - damping);
    const fast = exp(-apart - damping);
    return { b0: slow * fast, b1: -slow - fast, b2: 1, a1: -slow - fast, a2: slow * fast };
  }
  const radius = exp(-damping);
  const a1 = -2 * radius * cos(Math.min(PI, Math.sqrt(inside)));
  return { b0: radius * radius, b1: a1, b2: 1, a1, a2: radius * radius };
}

function design(band: Band, rateHz: number): Designed {
  const kept = { ...band };
  if (band.shape === "all-pass" && band.enabled)
    return { band: kept, sections: [allPass(band.hz, band.q, rateHz)], missing: ABSENT.missing };
  const mapped = analogueSections(band).map((section) => mappedSection(section, rateHz));
  const missing = nothingMissing();
  for (const one of mapped) addMissing(missing, one.missing);
  return { band: kept, sections: mapped.map(({ section }) => section), missing };
}

/** Bells, notches, shelves and all-passes start best as if they had let everything through, the others from rest. */
function pastOf(band: Band | undefined): number {
  const shape = band?.shape;
  return shape === "high-pass" || shape === "low-pass" || shape === "band-pass" ? SILENT : PASSED;
}

/** A fixed number of bands. Order of calls as in Processor; allocates in its constructor only. */
export class BandRack {
  readonly #kernels: Kernels;
  readonly #rateHz: number;
  readonly #bands: number;
  readonly #wanted: Designed[];
  readonly #standing: Designed[];
  /** The cascade as it stands: the bands' sections one after the other, from `#places[band]` on, and behind them the correction. */
  readonly #chain: Biquad[];
  readonly #pasts: Int32Array;
  readonly #places: Int32Array;
  readonly #missing = nothingMissing();
  readonly #glideFrames: number;
  #settleFrames = 0;
  readonly #fading: { readonly left: F32Block; readonly right: F32Block };
  readonly #gain: F64Block;
  #heard: BiquadCascade; // what sounds, or is being faded in
  #other: BiquadCascade; // what is being faded out, or idle
  #correction: Biquad = NEUTRAL;
  #correctionPlace = -1; // in the cascade, -1 if there is none
  #targetGain = 1;
  #changed = false;
  #fadeLeft = 0; // frames

  constructor(kernels: Kernels, bands: number, sectionsABand: number, rateHz: number) {
    const { heap } = kernels;
    this.#kernels = kernels;
    this.#rateHz = rateHz;
    this.#bands = bands;
    this.#wanted = Array.from({ length: bands }, () => ABSENT);
    this.#standing = Array.from({ length: bands }, () => ABSENT);
    this.#glideFrames = Math.round(GLIDE_S * rateHz);
    const sections = 1 + bands * sectionsABand;
    this.#chain = Array.from({ length: sections }, () => NEUTRAL);
    this.#pasts = new Int32Array(sections);
    this.#places = new Int32Array(bands);
    this.#heard = new BiquadCascade(kernels, sections, { glideFrames: this.#glideFrames });
    this.#other = new BiquadCascade(kernels, sections, { glideFrames: this.#glideFrames });
    this.#fading = { left: heap.f32(BLOCK_FRAMES), right: heap.f32(BLOCK_FRAMES) };
    this.#gain = heap.f64(GAIN_STATE_LENGTH);
  }

  /** Where to go: bands by their place (missing ones are silent partners), then a linear gain. */
  aim(bands: readonly Band[], gain: number): void {
    let moved = false;
    for (let index = 0; index < this.#bands; index++) {
      const band = bands[index];
      if (sameBand(this.#wanted[index]?.band, band)) continue; // only bands that moved get a new design
      this.#wanted[index] = band ? design(band, this.#rateHz) : ABSENT;
      moved = true;
    }
    if (moved) {
      this.#missing.fill(1);
      for (let index = 0; index < this.#bands; index++) addMissing(this.#missing, (this.#wanted[index] ?? ABSENT).missing);
      this.#correction = correctionFor(this.#missing);
      this.#changed = true;
    }
    if (gain === this.#targetGain) return;
    this.#targetGain = gain;
    this.#kernels.call.setRampedGain(this.#gain.ptr, gain, this.#glideFrames);
  }

  /** As if no sample had passed, standing where it was aimed at. */
  reset(): void {
    const count = this.#layOut();
    for (let index = 0; index < this.#heard.sections; index++)
      this.#heard.set(index, index < count ? (this.#chain[index] as Biquad) : NEUTRAL);
    this.#changed = false;
    this.#fadeLeft = 0;
    this.#heard.reset();
    this.#kernels.call.setRampedGain(this.#gain.ptr, this.#targetGain, 0);
  }

  process(block: StereoBlock, frames: number): void {
    for (let done = 0; done < frames; ) {
      if (this.#changed && this.#fadeLeft === 0) this.#move();
      const count = this.#fadeLeft > 0 ? Math.min(frames - done, this.#fadeLeft) : frames - done;
      this.#filter(block.left + done * BYTES_A_FRAME, block.right + done * BYTES_A_FRAME, count);
      done += count;
    }
    this.#kernels.call.applyRampedGain(this.#gain.ptr, block.left, block.right, frames);
  }

  release(): void {
    this.#heard.release();
    this.#other.release();
    for (const piece of [this.#fading.left, this.#fading.right, this.#gain]) this.#kernels.heap.release(piece);
  }

  #filter(left: number, right: number, frames: number): void {
    if (this.#fadeLeft === 0) {
      this.#heard.process(left, right, frames);
      return;
    }
    const { call } = this.#kernels;
    const before = this.#fading;
    this.#other.process(left, right, frames, before.left.ptr, before.right.ptr);
    this.#heard.process(left, right, frames);
    call.fadeOver(before.left.ptr, before.right.ptr, left, right, this.#fadeLeft, this.#glideFrames, frames);
    this.#fadeLeft -= frames;
  }

  /** Sets out from the bands as they stand to those wanted; while a fade runs, moves wait for its end. */
  #move(): void {
    this.#changed = false;
    if (!this.#canGlide()) {
      this.#fadeIn();
      return;
    }
    for (let index = 0; index < this.#bands; index++) {
      const to = this.#wanted[index] ?? ABSENT;
      if (to === this.#standing[index]) continue;
      for (let step = 0; step < to.sections.length; step++)
        this.#heard.set((this.#places[index] as number) + step, to.sections[step] as Biquad);
      this.#standing[index] = to;
    }
    if (this.#correctionPlace >= 0) this.#heard.set(this.#correctionPlace, this.#correction);
  }

  #canGlide(): boolean {
    if (this.#correctionPlace < 0 && this.#correction !== NEUTRAL) return false;
    for (let index = 0; index < this.#bands; index++) {
      const from = this.#standing[index] ?? ABSENT;
      const to = this.#wanted[index] ?? ABSENT;
      if (from === to) continue;
      if (from.sections.length !== to.sections.length || !isSmallMove(from.band, to.band)) return false;
    }
    return true;
  }

  #fadeIn(): void {
    const idle = this.#other;
    const count = this.#layOut();
    idle.become(this.#heard, this.#chain, this.#pasts, count);
    this.#other = this.#heard;
    this.#heard = idle;
    this.#fadeLeft = this.#settleFrames + this.#glideFrames;
  }

  /** Lays the wanted bands into the chain, with the pasts that they take on from the standing one. Returns the sections in use. */
  #layOut(): number {
    let count = 0;
    let settleS = SETTLE_S;
    for (let index = 0; index < this.#bands; index++) {
      const from = this.#standing[index] ?? ABSENT;
      const to = this.#wanted[index] ?? ABSENT;
      const before = this.#places[index] as number;
      const continues = from === to || (from.sections.length === to.sections.length && isSmallMove(from.band, to.band));
      this.#places[index] = count;
      if (!continues && to.band && pastOf(to.band) === SILENT) settleS = Math.max(settleS, SETTLE_PERIODS / to.band.hz);
      for (let step = 0; step < to.sections.length; step++) {
        this.#chain[count] = to.sections[step] as Biquad;
        this.#pasts[count++] = continues ? before + step : pastOf(to.band);
      }
      this.#standing[index] = to;
    }
    this.#settleFrames = Math.round(Math.min(LONGEST_SETTLE_S, settleS) * this.#rateHz);
    if (this.#correction === NEUTRAL) {
      this.#correctionPlace = -1;
      return count;
    }
    this.#chain[count] = this.#correction;
    this.#pasts[count] = this.#correctionPlace >= 0 ? this.#correctionPlace : PASSED;
    this.#correctionPlace = count;
    return count + 1;
  }
}
