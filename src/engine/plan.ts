// The plan: what a session amounts to in sound, as plain data. It can be posted to a worker or a worklet and cut in parts.
import type { ScalarValue } from "../processors/parameters.ts";
import type { Lane } from "./automation.ts";
import type { PlannedGain } from "./gains.ts";

/** Where on a strip to listen: before everything, after the inserts (before the fader), or after fader and pan. */
export type TapPoint = "input" | "inserts" | "output";

export interface TapRequest {
  /** The id of a track, group, return, or "mix" or "master". */
  readonly strip: string;
  readonly point: TapPoint;
}

/** A place to listen, with the delay of what is heard there. */
export interface PlannedTap extends TapRequest {
  readonly latencyFrames: number;
}

/** What a track plays. */
export interface PlannedSource {
  readonly stemId: string;
  /** 0 where the stem is silent from the start. */
  readonly frames: number;
  /** The parts that are heard, in order and apart; null is everything. */
  readonly regions: readonly PlannedRegion[] | null;
}

export interface PlannedRegion {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly fadeInFrames: number;
  readonly fadeOutFrames: number;
}

/** Changes a signal makes on its way from one plan to the next: heard less and less, or more and more. */
export type Fade = "out" | "in";

export interface PlannedDelay {
  readonly key: string;
  /** 0: no delay. */
  readonly frames: number;
}

/** The other strip's signal after its inserts, delayed so that it lines up with the signal it controls. */
export interface PlannedKey {
  readonly from: string;
  readonly delay: PlannedDelay;
  readonly fade: Fade | null;
}

/** Complete parameters as `resolveParams` gives them. */
export type PlannedParams = Record<string, ScalarValue | Record<string, ScalarValue>[]>;

export interface ParameterLane {
  /** Name of the parameter; of the list where `item` is not null. */
  readonly name: string;
  readonly item: { readonly index: number; readonly field: string } | null;
  readonly lane: Lane;
}

export interface PlannedInsert {
  /** Two plans' inserts with equal identity are the same running processor: strip, insert, processor, key, structural parameters. */
  readonly identity: string;
  readonly strip: string;
  readonly insert: string;
  readonly processor: string;
  readonly params: PlannedParams;
  readonly lanes: readonly ParameterLane[];
  /** Latency of the signal where it enters the processor. */
  readonly latencyFrames: number;
  /** What the processor adds. */
  readonly ownLatencyFrames: number;
  /** Waits for a key that comes later than the signal. */
  readonly wait: PlannedDelay;
  /** No entries: the processor listens to its input. Two only while a key's delay changes. */
  readonly keys: readonly PlannedKey[];
}

/** A way from a strip to a bus: its output, or a send. */
export interface PlannedEdge {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly gain: PlannedGain;
  readonly delay: PlannedDelay;
  readonly fade: Fade | null;
}

/** One piece of a strip, in the order of strip.ts. */
export type StripStage =
  | { readonly kind: "point"; readonly point: TapPoint }
  | { readonly kind: "gain"; readonly gain: PlannedGain }
  | { readonly kind: "inserts"; readonly inserts: readonly PlannedInsert[]; readonly fork: InsertFork | null }
  | { readonly kind: "edges"; readonly edges: readonly PlannedEdge[] };

/** While a chain changes: after the common inserts the old ones fade out as the new ones fade in. */
export interface InsertFork {
  readonly old: readonly PlannedInsert[];
  readonly new: readonly PlannedInsert[];
}

export type StripKind = "track" | "group" | "return" | "mix" | "master";

export interface PlannedStrip {
  readonly id: string;
  readonly kind: StripKind;
  /** What a track plays. Two only while it changes: the old fades out, the new fades in. */
  readonly sources: readonly PlannedSource[];
  /** Computed elsewhere: its signals arrive through the plan's imports. */
  readonly imported: boolean;
  readonly stages: readonly StripStage[];
  /** Latency of the signal at each point. */
  readonly latencyFrames: Readonly<Record<TapPoint, number>>;
}

export interface Plan {
  readonly sampleRateHz: number;
  /** In the order of computation. Sums are made in this order too. */
  readonly strips: readonly PlannedStrip[];
  readonly taps: readonly PlannedTap[];
  /** Whether strips show their level. */
  readonly levels: boolean;
  /** Signals that come from elsewhere, in the order of the host's ports. */
  readonly imports: readonly TapRequest[];
  /** Frames until the last stem has ended. */
  readonly songFrames: number;
  /** Frames that may still sound after the last stem has ended, latency not counted. */
  readonly tailFrames: number;
}
