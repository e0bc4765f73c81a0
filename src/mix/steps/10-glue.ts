// Glue: a bus compressor on every group makes its tracks move as one. The course: 4 to 5 dB of gain reduction is safe. That is an
// outcome, not a threshold, so the threshold is solved: set, listened to at the group's loudest ten seconds, set again.
// Makeup keeps each group as loud as it was, so the balance stands.
import type { Heard } from "../../course/listen.ts";
import { heardAt, needOf, tapName } from "../../course/hear.ts";
import { insertAt, numberAt, withInsert, withNumber } from "../../course/inserts.ts";
import type { Need } from "../../course/listen.ts";
import { nextSetting } from "../../course/solve.ts";
import type { Round, Step } from "../../course/step.ts";
import { plain, songTime } from "../../course/wording.ts";
import { isPinned } from "../../session/pins.ts";
import { roundForUnit } from "../../session/ranges.ts";
import type { Group, Session } from "../../session/schema.ts";
import { groupOfRole } from "../../stems/groups.ts";

export const taste = {
  /** dB, −5 to −4. Gain reduction in the deepest tenth of the blocks of the loudest section: the course's 4 to 5 dB. */
  reductionDb: -4.5,
  /** dB, 0.2 to 0.5. Near enough. */
  toleranceDb: 0.4,
  /** 2 to 4. Enough to hold a group together, too little to flatten it. */
  ratio: 2,
  /** ms, 10 to 30. Lets the attack of drums and consonants through. */
  attackMs: 10,
  /** Hz, 60 to 150. Keeps the lowest octave from pumping the rest. */
  sideChainHighPassHz: 90,
  /** dB under the loudest three seconds' loudness: where the search for the threshold begins. */
  firstGuessUnderDb: 6,
  /** LU, 0.1 to 0.5. Smaller differences of loudness are left alone. */
  makeupToleranceLu: 0.2,
  /** dB. Longest step of the search. */
  longestStepDb: 15,
  /** Tries after which the search ends. */
  mostRounds: 7,
} as const;

const INSERT_ID = "glue";

export const glueStep: Step = {
  number: 10,
  id: "glue",
  part: "mixing",
  title: "Glue",
  says: "A bus compressor on every group, its threshold solved for 4.5 dB of gain reduction at the loudest section.",
  rule: "4 to 5 dB of gain reduction at the loudest section of each group.",
  needs(session, _options, before) {
    return glued(session).flatMap((group) => {
      const whole = needOf(group.id, "input");
      if (!before) return [whole];
      const { loudest } = heardAt(before.heard, group.id, "input").history;
      return [sectionNeed(group.id, loudest), needOf(group.id, "inserts")];
    });
  },
  decide(session, heard, _options, round, before) {
    if (round === 0) {
      const next = glued(session).reduce((changed, group) => begun(changed, group, heardAt(heard, group.id, "input")), session);
      return { session: next, again: glued(next).some((group) => insertAt(next, group.id, INSERT_ID)) };
    }
    if (!before) return { session, again: false };
    let next = session;
    let open = false;
    for (const group of glued(session)) {
      if (!insertAt(session, group.id, INSERT_ID)) continue;
      const result = solved(next, group, heard, before);
      next = result.session;
      open ||= result.open;
    }
    return { session: next, again: open && round < taste.mostRounds };
  },
};

/** The groups to be glued: all in which music plays. Effects keep their own dynamics. */
function glued(session: Session): readonly Group[] {
  return session.groups.filter((group) =>
    session.tracks.some((track) => track.output === group.id && groupOfRole(track.role) !== "effects"),
  );
}

function sectionNeed(groupId: string, section: { readonly fromS: number; readonly toS: number }): Need {
  return { id: `${tapName(groupId, "inserts")}:loudest`, tap: { strip: groupId, point: "inserts" }, section };
}

/** The compressor, doing nothing yet, and a first guess of its threshold. */
function begun(session: Session, group: Group, heard: Heard): Session {
  const { shortTermMaxLufs, integratedLufs } = heard.measurement;
  const loudLufs = shortTermMaxLufs ?? integratedLufs;
  if (loudLufs === null || insertAt(session, group.id, INSERT_ID)) return session;
  const reason = { measure: "gainReductionDb", value: 0, unit: "dB", goal: "−4 to −5 dB at the loudest section" };
  const words = { step: "glue" as const, target: group.id, reason };
  const params = {
    thresholdDbfs: 0,
    ratio: taste.ratio,
    attackMs: taste.attackMs,
    autoRelease: true,
    sideChainHighPassHz: taste.sideChainHighPassHz,
  };
  const says = `${group.name} gets a bus compressor, ${taste.ratio}:1.`;
  const placed = withInsert(session, { id: INSERT_ID, processor: "bus-compressor", params }, { ...words, says });
  return withThreshold(placed, group, loudLufs - taste.firstGuessUnderDb, null, heard);
}

function solved(session: Session, group: Group, heard: ReadonlyMap<string, Heard>, before: Round) {
  const reduction = reductionOf(heard, group.id);
  const thresholdDbfs = numberAt(session, group.id, INSERT_ID, "thresholdDbfs");
  const input = heardAt(before.heard, group.id, "input");
  if (reduction === null || thresholdDbfs === null) return { session, open: false };
  const levelled = withMakeup(session, group, input, heardAt(heard, group.id, "inserts"));
  const pinned = isPinned(session, group.id, `inserts.${INSERT_ID}.thresholdDbfs`);
  if (pinned || Math.abs(reduction - taste.reductionDb) <= taste.toleranceDb) return { session: levelled, open: false };
  const formerThreshold = numberAt(before.session, group.id, INSERT_ID, "thresholdDbfs");
  const formerReduction = reductionOf(before.heard, group.id);
  const former =
    formerThreshold === null || formerReduction === null || formerReduction === 0
      ? null
      : { setting: formerThreshold, outcome: formerReduction };
  const solving = {
    target: taste.reductionDb,
    slope: 1 - 1 / taste.ratio,
    minSlope: 0.15,
    maxSlope: 1,
    maxStep: taste.longestStepDb,
  };
  const wanted = nextSetting({ setting: thresholdDbfs, outcome: reduction }, former, solving);
  const next = withThreshold(levelled, group, wanted, reduction, input);
  return { session: next, open: next !== levelled };
}

function withThreshold(session: Session, group: Group, thresholdDbfs: number, reductionDb: number | null, input: Heard): Session {
  const { fromS, toS } = input.history.loudest;
  const where = `${songTime(fromS)} to ${songTime(toS)}`;
  const to = roundForUnit(thresholdDbfs, "dBFS");
  const tried = reductionDb === null ? "" : `; the try before gave ${plain(reductionDb)} dB`;
  return withNumber(session, INSERT_ID, "thresholdDbfs", to, {
    step: "glue",
    target: group.id,
    reason: { measure: "gainReductionDb", value: reductionDb, unit: "dB", goal: "−4 to −5 dB at the loudest section" },
    says: `${group.name} threshold ${plain(to)} dBFS for ${plain(-taste.reductionDb)} dB of gain reduction at its loudest, ${where}${tried}.`,
  });
}

function withMakeup(session: Session, group: Group, input: Heard, output: Heard): Session {
  const before = input.measurement.integratedLufs;
  const after = output.measurement.integratedLufs;
  const makeupDb = numberAt(session, group.id, INSERT_ID, "makeupDb");
  if (before === null || after === null || makeupDb === null) return session;
  const lostLu = before + group.trimDb - after;
  if (Math.abs(lostLu) <= taste.makeupToleranceLu) return session;
  return withNumber(session, INSERT_ID, "makeupDb", makeupDb + lostLu, {
    step: "glue",
    target: group.id,
    reason: { measure: "integratedLufs", value: roundForUnit(lostLu, "LU"), unit: "LU", goal: "as loud as without" },
    says: `${group.name} makeup ${plain(makeupDb + lostLu)} dB: it stays as loud as without the compressor.`,
  });
}

function reductionOf(heard: ReadonlyMap<string, Heard>, groupId: string): number | null {
  const answer = heard.get(`${tapName(groupId, "inserts")}:loudest`);
  return answer?.meters[INSERT_ID]?.gainReductionDb?.p10 ?? null;
}
