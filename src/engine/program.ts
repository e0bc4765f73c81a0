// The program: a plan as a flat list of operations on numbered stereo buffers.
import type { PlannedGain } from "./gains.ts";
import type { PlannedDelay, PlannedInsert, PlannedSource } from "./plan.ts";

/** `to`, `from`, `key` are buffers; the other numbers point into the program's lists. */
export type Operation =
  | { readonly do: "read"; readonly source: number; readonly to: number }
  | { readonly do: "import"; readonly port: number; readonly to: number }
  | { readonly do: "clear"; readonly to: number }
  | { readonly do: "copy"; readonly from: number; readonly to: number }
  | { readonly do: "add"; readonly from: number; readonly to: number }
  | { readonly do: "scale"; readonly gain: number; readonly from: number; readonly to: number }
  | { readonly do: "add-scaled"; readonly gain: number; readonly from: number; readonly to: number }
  | { readonly do: "delay"; readonly delay: number; readonly to: number }
  /** `key` -1: the processor listens to its input. */
  | { readonly do: "insert"; readonly insert: number; readonly to: number; readonly key: number }
  | { readonly do: "level"; readonly level: number; readonly from: number };

export interface Program {
  readonly operations: readonly Operation[];
  readonly buffers: number;
  readonly sources: readonly PlannedSource[];
  /** The first two are the fades of a transition: out and in. */
  readonly gains: readonly PlannedGain[];
  readonly delays: readonly PlannedDelay[];
  readonly inserts: readonly PlannedInsert[];
  /** The buffer of each of the plan's taps; it holds the tap's signal until the next block. */
  readonly taps: readonly number[];
  /** Strips that show their level. */
  readonly levels: readonly string[];
}

export const FADE_OUT_GAIN = 0;
export const FADE_IN_GAIN = 1;
