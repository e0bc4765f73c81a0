// Loudness: the limiter, last of all, is driven until the whole record is as loud as was asked for, with no peak over the ceiling.
// The more a limiter works, the less a dB at its input adds; so the drive is solved by listening to what comes out.
import { heardAt, needOf } from "../../course/hear.ts";
import { insertAt, type InsertWords, numberAt, withInsert, withNumber } from "../../course/inserts.ts";
import { nextSetting } from "../../course/solve.ts";
import type { Round, Step } from "../../course/step.ts";
import { plain, signed } from "../../course/wording.ts";
import { numberRange, roundForUnit } from "../../session/ranges.ts";
import type { Session } from "../../session/schema.ts";
import { masterPlace } from "../order.ts";

export const taste = {
  /** LU, 0.05 to 0.1. The course allows ±0.1; half a step of 0.1 dB of drive is what can be had. */
  toleranceLu: 0.06,
  /** "clean" keeps basses undistorted; "auto" recovers so slowly that it turns a dense song down as a whole and loudness stops growing. */
  release: "clean",
  /** ms, 30 to 200. Short enough that one peak doesn't hold down what follows. */
  releaseMs: 60,
  /** dB, 0.2 to 1. The limiter's ceiling may stand this much under the one asked for, where a meter reads its peaks a little higher. */
  ceilingReserveDb: 0.5,
  /** dB. Longest step of the search. */
  longestStepDb: 12,
  mostRounds: 7,
} as const;

const INSERT_ID = "limiter";

export const loudnessStep: Step = {
  number: 8,
  id: "loudness",
  part: "mastering",
  title: "Loudness",
  says: "A true-peak limiter as the last insert, driven until the record has the loudness that was asked for.",
  rule: "Integrated loudness at the target ±0.1 LU (the course: −12 to −8 LUFS); true peak at or under the ceiling.",
  needs: () => [needOf("master", "inserts")],
  decide(session, heard, options, round, before) {
    const { integratedLufs, truePeakDbtp } = heardAt(heard, "master", "inserts").measurement;
    if (integratedLufs === null) return { session, again: false };
    const missesLu = options.targetLufs - integratedLufs;
    const goal = `${plain(options.targetLufs)} LUFS, ${plain(options.ceilingDbtp)} dBTP`;
    const reason = { measure: "integratedLufs", value: roundForUnit(integratedLufs, "LUFS"), unit: "LUFS", goal };
    const words = { step: "loudness" as const, target: "master", reason };
    const params = { release: taste.release, releaseMs: taste.releaseMs };
    const placed = insertAt(session, "master", INSERT_ID)
      ? session
      : withInsert(
          session,
          { id: INSERT_ID, processor: "limiter", params: { ...params, inputGainDb: 0, ceilingDbtp: options.ceilingDbtp } },
          { ...words, says: `Master gets a true-peak limiter at ${plain(options.ceilingDbtp)} dBTP, last in its chain.` },
          masterPlace(session, INSERT_ID),
        );
    const overDb = placed === session && truePeakDbtp !== null ? truePeakDbtp - options.ceilingDbtp : 0;
    const capped = withCeiling(placed, options.ceilingDbtp, overDb, words);
    const moved = capped !== placed;
    if (Math.abs(missesLu) <= taste.toleranceLu && insertAt(session, "master", INSERT_ID) && !moved) {
      return { session, again: false };
    }
    const gainDb = numberAt(capped, "master", INSERT_ID, "inputGainDb");
    if (gainDb === null) return { session: capped, again: false };
    const former = formerTry(session, before);
    const solving = { target: options.targetLufs, slope: 1, minSlope: 0.2, maxSlope: 1, maxStep: taste.longestStepDb };
    const wanted = nextSetting({ setting: gainDb, outcome: integratedLufs }, former, solving);
    const range = numberRange(capped, "master", `inserts.${INSERT_ID}.inputGainDb`);
    const to = roundForUnit(Math.max(range?.min ?? 0, Math.min(range?.max ?? 0, wanted)), "dB");
    const says = `Limiter ${signed(to)} dB: the record stood at ${plain(integratedLufs)} LUFS, ${plain(options.targetLufs)} is asked for.`;
    const next = withNumber(capped, INSERT_ID, "inputGainDb", to, { ...words, says });
    return { session: next, again: next !== session && round < taste.mostRounds };
  },
};

/** The ceiling asked for, or as far under it as the peaks were measured to pass it. */
function withCeiling(session: Session, askedDbtp: number, overDb: number, words: Omit<InsertWords, "says">): Session {
  const standing = numberAt(session, "master", INSERT_ID, "ceilingDbtp");
  const lowestDbtp = askedDbtp - taste.ceilingReserveDb;
  if (standing === null) return session;
  const isNear = standing <= askedDbtp && standing >= lowestDbtp - 1e-9;
  if (!isNear) {
    const says = `Ceiling ${plain(askedDbtp)} dBTP, as asked for.`;
    return withNumber(session, INSERT_ID, "ceilingDbtp", askedDbtp, { ...words, says });
  }
  if (overDb <= 0.005) return session;
  const wanted = Math.max(lowestDbtp, Math.floor((standing - overDb) * 10 + 1e-9) / 10);
  const says = `Ceiling ${plain(wanted)} dBTP: the peaks were measured ${plain(overDb, 2)} dB over the ${plain(askedDbtp)} dBTP asked for.`;
  return withNumber(session, INSERT_ID, "ceilingDbtp", wanted, { ...words, says });
}

/** Drive and loudness of the round before; without a limiter the drive was 0. Null where nothing was turned in between. */
function formerTry(session: Session, before: Round | null) {
  const outcome = before?.heard.get("master:inserts")?.measurement.integratedLufs ?? null;
  if (!before || outcome === null) return null;
  const setting = numberAt(before.session, "master", INSERT_ID, "inputGainDb") ?? 0;
  return setting === numberAt(session, "master", INSERT_ID, "inputGainDb") ? null : { setting, outcome };
}
