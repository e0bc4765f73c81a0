// Solving for an outcome: the next try from the last two, when a setting and what it brings are measured one after the other.

/** A setting and the outcome that was measured with it. */
export interface Try {
  readonly setting: number;
  readonly outcome: number;
}

export interface Solving {
  readonly target: number;
  /** Change of the outcome per unit of the setting where nothing better is known. */
  readonly slope: number;
  /** The slope between two tries counts only between these. */
  readonly minSlope: number;
  readonly maxSlope: number;
  /** Longest step of the setting. */
  readonly maxStep: number;
}

/** The setting to try next: along the secant of the last two tries, or along the expected slope. */
export function nextSetting(last: Try, before: Try | null, solving: Solving): number {
  const travelled = before === null ? 0 : last.setting - before.setting;
  const measured = before === null || travelled === 0 ? solving.slope : (last.outcome - before.outcome) / travelled;
  const slope = Math.min(solving.maxSlope, Math.max(solving.minSlope, measured));
  const step = (solving.target - last.outcome) / slope;
  return last.setting + Math.max(-solving.maxStep, Math.min(solving.maxStep, step));
}
