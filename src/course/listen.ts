// How steps hear: they ask for measurements of taps; the host renders the session as it stands and answers.
import type { Session } from "../session/schema.ts";
import type { Measurement, MeasurementHistory } from "../measure/measurement.ts";

/** Where on a strip to listen: before everything, after the inserts (before the fader), or after fader and pan. */
export type TapPoint = "input" | "inserts" | "output";

export interface Tap {
  /** The id of a track, group, return, or "mix" or "master". */
  readonly strip: string;
  readonly point: TapPoint;
}

/** One question. Questions for the same session are answered by one rendering. */
export interface Need {
  /** Name of the answer. */
  readonly id: string;
  readonly tap: Tap;
  /** Part of the song in seconds; the whole song when left out. */
  readonly section?: { readonly fromS: number; readonly toS: number };
}

/** What a meter of an insert showed over the section, one reading a block. In the meter's own unit. */
export interface MeterReading {
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  /** Tenth, fiftieth and ninetieth percentile. */
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** The answer to one need. */
export interface Heard {
  readonly measurement: Measurement;
  readonly history: MeasurementHistory;
  /** Highest sample magnitude of each block of 128 frames at the session's rate, linear. */
  readonly blockPeaks: Float32Array;
  /** Readings of the strip's inserts: insert id, then meter name. Empty for the tap "input". */
  readonly meters: Readonly<Record<string, Readonly<Record<string, MeterReading>>>>;
}

export interface ListenOptions {
  /** 0..1 of this listening. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Renders `session` once and measures every tap asked for. Answers by `Need.id`. */
export type Listen = (session: Session, needs: readonly Need[], options?: ListenOptions) => Promise<ReadonlyMap<string, Heard>>;
