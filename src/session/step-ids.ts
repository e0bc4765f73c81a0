// The names of the course's steps, as commands, moves and reports use them, in the course's own order.

export const STEP_IDS = [
  "stems",
  "import",
  "faders-down",
  "balance",
  "pan",
  "saturation",
  "dynamics",
  "equalise",
  "effects",
  "glue",
  "summing",
  "print",
  "clip",
  "equalise-master",
  "multiband",
  "excite",
  "reverb",
  "formats",
  "image",
  "loudness",
] as const;
export type StepId = (typeof STEP_IDS)[number];

/** A step's place in the course, counted over mixing and mastering; what is no step (a hand) comes after all of them. */
export function stepRank(step: string): number {
  const place = (STEP_IDS as readonly string[]).indexOf(step);
  return place < 0 ? STEP_IDS.length : place;
}
