// The one shape of all processors: a declaration (data, known to everyone) and an instance (sound, known to the engine only).
import type { Kernels } from "../kernels/kernels.ts";
import type { ParameterSpecs, ParamsOf, ParamValues } from "./parameters.ts";

/** What a processor shows while it runs. `reduction` is in dB <= 0, `level` in dB relative to full scale, `state` is 1 for on and 0 for off. */
export interface MeterSpec {
  readonly name: string;
  readonly unit: string;
  readonly kind: "reduction" | "level" | "state";
  readonly help: string;
}

/** Settings with a producer's name for them. What `params` leaves out has its default. */
export interface Preset {
  readonly name: string;
  /** One sentence: what it is for, what is heard. */
  readonly says: string;
  readonly params: ParamValues;
}

export type ProcessorKind = "utility" | "eq" | "dynamics" | "colour" | "time" | "image";

/** Everything about a processor except its sound. Lives in `NAME.params.ts`. */
export interface ProcessorDeclaration<Specs extends ParameterSpecs = ParameterSpecs> {
  readonly id: string;
  readonly name: string;
  readonly kind: ProcessorKind;
  /** One sentence for a producer. */
  readonly says: string;
  /** Adds sound in time (reverb, delay, modulation): switched off when stems are printed without time effects. */
  readonly timeBased: boolean;
  /** Raised when the same parameters sound different from before. */
  readonly version: number;
  /** The paper, standard or measurement that it is built from. */
  readonly source: string;
  readonly parameters: Specs;
  /** In the order in which they are offered. */
  readonly presets: readonly Preset[];
  /** Takes a side-chain key. */
  readonly keyed: boolean;
  readonly meters: readonly MeterSpec[];
  /** Parameters with which the output equals the (delayed) input bit for bit, or null if there are none. */
  readonly neutral: ParamValues | null;
  /** Delay of the output in frames, by structural parameters only. */
  latencyFrames(params: ParamsOf<Specs>, sampleRateHz: number): number;
  /** Frames of sound after the input has gone silent (to below -120 dBFS). */
  tailFrames(params: ParamsOf<Specs>, sampleRateHz: number): number;
}

/** Keeps the exact parameter types of a declaration. */
export function declareProcessor<const Specs extends ParameterSpecs>(
  declaration: ProcessorDeclaration<Specs>,
): ProcessorDeclaration<Specs> {
  return declaration;
}

/** Where a stereo block lies in kernel memory: two pointers to 32-bit floats, BLOCK_FRAMES each. */
export interface StereoBlock {
  readonly left: number;
  readonly right: number;
}

/**
 * A running processor. Order of calls: prepare once, then update and process as often as wished, reset at any time, dispose once.
 * `process` works in place on 1..BLOCK_FRAMES frames; any split of the frames gives the same bits. It never allocates or throws.
 */
export interface Processor<Params = never> {
  /** Takes memory and computes tables. The only place that allocates. */
  prepare(sampleRateHz: number, params: Params): void;
  /** Afterwards it behaves as if no sample had passed. */
  reset(): void;
  /** dB, ms and Hz become coefficients. Called between blocks; the change is smoothed inside. Structural parameters stay as prepared. */
  update(params: Params): void;
  /** `key` is the side-chain signal, or null to listen to the input itself. */
  process(block: StereoBlock, frames: number, key: StereoBlock | null): void;
  /** One value for each of the declaration's meters, in its order; the extreme (lowest reduction, highest level) of the last process call. */
  readonly meters: Float64Array;
  /** Gives the memory back. */
  dispose(): void;
}

/** Makes instances of one declaration. Registered in registry.ts. */
export interface ProcessorFactory<Specs extends ParameterSpecs = ParameterSpecs> {
  readonly declaration: ProcessorDeclaration<Specs>;
  create(kernels: Kernels): Processor<ParamsOf<Specs>>;
}
