// A saturator around a table of a curve: up → curve with its sagging working point → down → edges → mix with the untouched signal.
// Tube and transistor are this with different curves.
import type { Biquad } from "../../filters/biquad.ts";
import { BiquadCascade } from "../../filters/cascade.ts";
import type { F32Block, F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { exp } from "../../units/exact-math.ts";
import type { Processor, StereoBlock } from "../processor.ts";
import { Ramps } from "../ramps.ts";
import { type CurveTable, evaluate } from "./curve-table.ts";
import { GLIDE_S, type Oversampling, oversamplingFactor } from "./saturation.params.ts";
import { WetPath } from "./wet-path.ts";

/** Where and how hard a curve is worked. */
export interface WorkingPoint {
  /** Units of the curve's input that the sample value 1 drives it by. */
  readonly unitsAtFullScale: number;
  /** Off the table's rest, in units of the curve's input. */
  readonly shift: number;
  /** Which of the two tables. */
  readonly table: 0 | 1;
  /** How far the working point follows the mean output (in units of the input), against it. */
  readonly sag: number;
}

/** What makes a processor of it. Both tables have the same number of pieces. */
export interface CurveDesign<Params> {
  tables(): readonly [CurveTable, CurveTable];
  pointOf(params: Params): WorkingPoint;
  /** Two first-order sections behind the curve: its working point's DC must go. */
  edgesOf(params: Params, sampleRateHz: number): Biquad;
  readonly sagS: number;
}

const STATE_LENGTH = 9;

export class CurveSaturator<Params extends { readonly oversampling: Oversampling; readonly mixPercent: number }>
  implements Processor<Params>
{
  readonly meters = new Float64Array(0);
  readonly #kernels: Kernels;
  readonly #design: CurveDesign<Params>;
  readonly #tables: readonly [CurveTable, CurveTable];
  #sampleRateHz = 0;
  #glideFrames = 0;
  #path!: WetPath;
  #edges!: BiquadCascade;
  #point!: Ramps;
  #state!: F64Block;
  #coefs!: readonly [F32Block, F32Block];
  #sagStep = 0;

  constructor(kernels: Kernels, design: CurveDesign<Params>) {
    this.#kernels = kernels;
    this.#design = design;
    this.#tables = design.tables();
  }

  prepare(sampleRateHz: number, params: Params): void {
    const { heap } = this.#kernels;
    const factor = oversamplingFactor(params.oversampling);
    this.#sampleRateHz = sampleRateHz;
    this.#glideFrames = Math.round(GLIDE_S * sampleRateHz);
    this.#path = new WetPath(this.#kernels, { factor, rateHz: sampleRateHz, share: params.mixPercent / 100 });
    this.#edges = new BiquadCascade(this.#kernels, 1, { glideFrames: this.#glideFrames });
    this.#point = new Ramps(this.#kernels, this.#rampsOf(params));
    this.#state = heap.f64(STATE_LENGTH);
    const blockOf = ({ coefs }: CurveTable) => {
      const block = heap.f32(coefs.length);
      block.array.set(coefs);
      return block;
    };
    this.#coefs = [blockOf(this.#tables[0]), blockOf(this.#tables[1])];
    this.#edges.set(0, this.#design.edgesOf(params, sampleRateHz));
    this.#sagStep = 1 - exp(-1 / (this.#design.sagS * sampleRateHz));
    this.reset();
  }

  reset(): void {
    this.#path.reset();
    this.#edges.reset();
    this.#point.jump();
    this.#state.array.fill(0);
  }

  update(params: Params): void {
    this.#path.glideTo(params.mixPercent / 100, this.#glideFrames);
    this.#point.glide(this.#rampsOf(params), this.#glideFrames);
    this.#edges.set(0, this.#design.edgesOf(params, this.#sampleRateHz));
  }

  process(block: StereoBlock, frames: number): void {
    const { left, right } = block;
    const path = this.#path;
    path.keepDry(left, right, frames);
    const high = path.up(left, right, frames);
    const [first, second] = this.#coefs;
    const end = this.#tables[0].pieces - 1e-3;
    const [point, state] = [this.#point.ptr, this.#state.ptr];
    this.#kernels.call.shapeCurve(
      point,
      state,
      first.ptr,
      second.ptr,
      end,
      this.#sagStep,
      high.left,
      high.right,
      frames,
      path.factor,
    );
    path.down(left, right, frames);
    this.#edges.process(left, right, frames);
    path.mixDry(left, right, frames);
  }

  dispose(): void {
    this.#path.release();
    this.#edges.release();
    this.#point.dispose();
    for (const piece of [this.#state, ...this.#coefs]) this.#kernels.heap.release(piece);
  }

  #rampsOf(params: Params): number[] {
    const { unitsAtFullScale, shift, table, sag } = this.#design.pointOf(params);
    const { coefs, piecesPerUnit, rest } = this.#tables[table];
    const place = rest + shift * piecesPerUnit;
    return [unitsAtFullScale * piecesPerUnit, place, 1 / evaluate(coefs, place).slope, table, sag];
  }
}
