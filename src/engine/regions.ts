// What is heard of a stem: regions with straight fades, exact where no fade runs.
import type { Kernels } from "../kernels/kernels.ts";
import type { Stem, Track } from "../session/schema.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import type { PlannedRegion, PlannedSource } from "./plan.ts";
import { PlanError } from "./plan-error.ts";

/** @throws PlanError where the stem is missing or the regions overlap, are empty or shorter than their fades. */
export function planSource(track: Track, stems: ReadonlyMap<string, Stem>): PlannedSource {
  const stem = stems.get(track.stemId);
  if (!stem) {
    throw new PlanError(
      "unknown-reference",
      `Track ${track.id} plays the stem "${track.stemId}", which does not exist`,
      "Add the stem to the session or choose another.",
    );
  }
  let end = 0;
  for (const region of track.regions ?? []) {
    const length = region.endFrame - region.startFrame;
    if (length <= 0 || region.startFrame < end || region.fadeInFrames + region.fadeOutFrames > length) {
      throw new PlanError(
        "bad-regions",
        `Track ${track.id} has a region from frame ${region.startFrame} to ${region.endFrame} that is empty, overlaps the one before or is shorter than its fades`,
        "Regions lie one after the other; their fades fit inside.",
      );
    }
    end = region.endFrame;
  }
  return { stemId: stem.id, frames: stem.frames, regions: track.regions };
}

/** Whether anything is heard in [fromFrame, toFrame). */
export function soundsWithin(source: PlannedSource, fromFrame: number, toFrame: number): boolean {
  if (fromFrame >= source.frames) return false;
  if (!source.regions) return true;
  for (const region of source.regions) {
    if (region.startFrame < toFrame && region.endFrame > fromFrame) return true;
  }
  return false;
}

/** Silences what lies outside the regions and applies their fades, on a block that begins at `frame` of the song. */
export function shapeRegions(kernels: Kernels, regions: readonly PlannedRegion[], frame: number, block: number): void {
  let shaped = 0;
  for (const region of regions) {
    if (region.endFrame <= frame || region.startFrame >= frame + BLOCK_FRAMES) continue;
    const first = Math.max(0, region.startFrame - frame);
    const end = Math.min(BLOCK_FRAMES, region.endFrame - frame);
    if (first > shaped) kernels.call.mixSilenceFrames(block, shaped, first - shaped);
    fade(kernels, block, frame, region.startFrame, region.fadeInFrames, 1);
    fade(kernels, block, frame, region.endFrame - region.fadeOutFrames, region.fadeOutFrames, -1);
    shaped = end;
  }
  if (shaped < BLOCK_FRAMES) kernels.call.mixSilenceFrames(block, shaped, BLOCK_FRAMES - shaped);
}

/** A fade of `length` frames from `start`: in frame i it has come i + 1/2 parts of the way, so that in and out add up to 1. */
function fade(kernels: Kernels, block: number, frame: number, start: number, length: number, direction: 1 | -1): void {
  const first = Math.max(0, start - frame);
  const end = Math.min(BLOCK_FRAMES, start + length - frame);
  if (end <= first) return;
  const share = (frame + first - start + 0.5) / length;
  kernels.call.mixFadeFrames(block, first, end - first, direction > 0 ? share : 1 - share, direction / length);
}
