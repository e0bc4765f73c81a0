// Clip: the few peaks that stand out of the music are clipped before the limiter, so that the limiter needs to do less.
// The course: 1 to 3 dB on peaks. How much it takes is read from the peaks themselves; where none stand out, nothing is clipped.
import { heardAt, needOf } from "../../course/hear.ts";
import { insertAt, numberAt, withInsert, withNumber } from "../../course/inserts.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { roundForUnit } from "../../session/ranges.ts";
import { gainToDb } from "../../units/decibels.ts";
import { masterPlace } from "../order.ts";

export const taste = {
  /** dB, 1 to 3. The course's range of what is taken off the peaks. */
  leastDb: 1,
  mostDb: 3,
  /** Share of the blocks, 0.9 to 0.999, that stays under the ceiling: only what stands out of these is clipped. */
  untouchedShare: 0.99,
  /** dB, 0 to 1. How far an earlier decision may lie beside the range before it is made anew. */
  standsWithinDb: 0.3,
} as const;

const INSERT_ID = "clip";

export const clipStep: Step = {
  number: 1,
  id: "clip",
  part: "mastering",
  title: "Clip",
  says: "Clips the few peaks that stand out, by 1 to 3 dB, before the limiter sees them.",
  rule: "1 to 3 dB on peaks; clipped share shown.",
  needs: () => [needOf("master", "input")],
  decide(session, heard) {
    const { measurement, blockPeaks } = heardAt(heard, "master", "input");
    const { samplePeakDbfs } = measurement;
    if (samplePeakDbfs === null) return { session, again: false };
    const standing = numberAt(session, "master", INSERT_ID, "ceilingDbfs");
    if (standing !== null && stands(samplePeakDbfs - standing)) return { session, again: false };
    const musicDbfs = levelOfShare(blockPeaks, taste.untouchedShare);
    const outDb = samplePeakDbfs - musicDbfs;
    if (outDb < taste.leastDb && standing === null) return { session, again: false };
    const takenDb = Math.min(taste.mostDb, Math.max(taste.leastDb, outDb));
    const ceilingDbfs = Math.min(0, roundForUnit(samplePeakDbfs - takenDb, "dBFS"));
    const reason = {
      measure: "samplePeakDbfs",
      value: roundForUnit(samplePeakDbfs, "dB"),
      unit: "dBFS",
      goal: `${plain(taste.leastDb, 0)} to ${plain(taste.mostDb, 0)} dB on peaks`,
    };
    const words = { step: "clip" as const, target: "master", reason };
    const params = { ceilingDbfs: Math.min(0, roundForUnit(samplePeakDbfs, "dBFS")) };
    const placed = insertAt(session, "master", INSERT_ID)
      ? session
      : withInsert(
          session,
          { id: INSERT_ID, processor: "clipper", params },
          { ...words, says: "Master gets a clipper, first in its chain." },
          masterPlace(session, INSERT_ID),
        );
    const says = `Clipper at ${plain(ceilingDbfs)} dBFS: the highest peak stands ${plain(outDb)} dB above the music; ${plain(takenDb)} dB come off.`;
    return { session: withNumber(placed, INSERT_ID, "ceilingDbfs", ceilingDbfs, { ...words, says }), again: false };
  },
};

function stands(takenDb: number): boolean {
  return takenDb >= taste.leastDb - taste.standsWithinDb && takenDb <= taste.mostDb + taste.standsWithinDb;
}

/** The level in dBFS that this share of the sounding blocks stays under. */
function levelOfShare(blockPeaks: Float32Array, share: number): number {
  const sounding = blockPeaks.filter((level) => level > 0).sort();
  const index = Math.min(sounding.length - 1, Math.floor(share * sounding.length));
  return gainToDb(sounding[index] ?? 0);
}
