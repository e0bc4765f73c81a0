// What a schema can't say: ids that name something, paths that lead somewhere, signals that never come back to where they started.
import { findDeclaration } from "../processors/catalog.ts";
import type { SessionProblem } from "./errors.ts";
import { SessionError } from "./errors.ts";
import { checkInsert } from "./checks.ts";
import { stripNumberRange } from "./ranges.ts";
import type { Region, Session, Stem } from "./schema.ts";
import { allStrips, type AnyStrip, MASTER_ID, MIX_ID, RESERVED_IDS, SESSION_ID } from "./strips.ts";

/** Every broken reference in a session that has the right form. */
export function findProblems(session: Session): readonly SessionProblem[] {
  const problems: SessionProblem[] = [];
  const say = (where: string, what: string, hint: string) => problems.push({ where, what, hint });
  const places = stripPlaces(session);
  const strips = new Map(places.map(({ strip }) => [strip.id, strip]));
  const groupIds = new Set(session.groups.map((group) => group.id));
  const returnIds = new Set(session.returns.map((one) => one.id));
  const stems = new Map(session.stems.map((stem) => [stem.id, stem]));

  sayTwice(
    session.stems.map((stem) => stem.id),
    (index, id) => say(`stems[${index}].id`, `The stem id "${id}" is used twice`, "Give every stem an id of its own."),
  );
  sayTwice(
    places.map(({ strip }) => strip.id),
    (index, id) => say(`${places[index]?.where}.id`, `The id "${id}" is used twice`, "Give every strip an id of its own."),
  );
  sayTwice(
    session.moves.map((move) => move.id),
    (index, id) => say(`moves[${index}].id`, `The move id "${id}" is used twice`, "Remove one of the two moves."),
  );
  for (const { where, strip } of places) {
    const isBus = where === "mix" || where === "master";
    if (isBus && strip.id !== where) say(`${where}.id`, `The ${where} must have the id "${where}"`, `Write "${where}".`);
    if (!isBus && RESERVED_IDS.includes(strip.id))
      say(`${where}.id`, `The id "${strip.id}" is kept for the system`, "Choose another.");
    if ("output" in strip && strip.output !== MIX_ID && !groupIds.has(strip.output)) {
      say(`${where}.output`, `There is no group "${strip.output}"`, `Outputs: ${[MIX_ID, ...groupIds].join(", ")}.`);
    }
    if ("stemId" in strip) {
      const stem = stems.get(strip.stemId);
      if (!stem) say(`${where}.stemId`, `There is no stem "${strip.stemId}"`, "Add the stem, or remove the track.");
      else
        for (const problem of regionProblems(strip.regions ?? [], stem))
          say(`${where}.${problem.where}`, problem.what, problem.hint);
    }
    strip.sends.forEach((send, index) => {
      if (!returnIds.has(send.to)) say(`${where}.sends[${index}].to`, `There is no return "${send.to}"`, "Add the return first.");
    });
    sayTwice(
      strip.sends.map((send) => send.id),
      (index, id) => say(`${where}.sends[${index}].id`, `The send id "${id}" is used twice`, "Give it another id."),
    );
    sayTwice(
      strip.inserts.map((insert) => insert.id),
      (index, id) => say(`${where}.inserts[${index}].id`, `The insert id "${id}" is used twice`, "Give it another id."),
    );
    strip.inserts.forEach((insert, index) => {
      const place = `${where}.inserts[${index}]`;
      try {
        checkInsert(insert);
      } catch (error) {
        if (!(error instanceof SessionError)) throw error;
        for (const problem of error.problems) say(place, problem.what, problem.hint);
      }
      const known = findDeclaration(insert.processor)?.version ?? insert.version;
      if (insert.version > known) {
        say(
          `${place}.version`,
          `${insert.processor} is of version ${insert.version}; this Stemroom has ${known}`,
          "Update Stemroom.",
        );
      }
      if (insert.keyFrom !== null && !strips.has(insert.keyFrom)) {
        say(`${place}.keyFrom`, `There is no strip "${insert.keyFrom}"`, "Set it to null, or to a strip's id.");
      }
    });
    strip.automation.forEach((lane, index) => {
      for (const problem of laneProblems(strip, lane)) say(`${where}.automation[${index}]`, problem.what, problem.hint);
    });
    sayTwice(
      strip.automation.map((lane) => lane.parameter),
      (index, id) => say(`${where}.automation[${index}]`, `"${id}" is automated twice`, "Join the two lanes."),
    );
  }
  session.moves.forEach((move, index) => {
    if (move.target !== SESSION_ID && !strips.has(move.target)) {
      say(`moves[${index}].target`, `There is no strip "${move.target}"`, "Remove the move.");
    }
  });
  session.pins.forEach((pin, index) => {
    const target = pin.split(".")[0] ?? "";
    if (!pin.includes(".") || (target !== SESSION_ID && !strips.has(target))) {
      say(`pins[${index}]`, `"${pin}" names no value of a strip`, "Write STRIP.PARAMETER, such as kick.faderDb.");
    }
  });
  if (problems.length === 0) {
    const loop = findLoop(session);
    if (loop)
      say(
        loop.join(" → "),
        "The signal comes back to where it started",
        "Change an output, a send or a side-chain key on this way.",
      );
  }
  return problems;
}

function stripPlaces(session: Session): readonly { readonly where: string; readonly strip: AnyStrip }[] {
  return [
    ...session.tracks.map((strip, index) => ({ where: `tracks[${index}]`, strip })),
    ...session.groups.map((strip, index) => ({ where: `groups[${index}]`, strip })),
    ...session.returns.map((strip, index) => ({ where: `returns[${index}]`, strip })),
    { where: "mix", strip: session.mix },
    { where: "master", strip: session.master },
  ];
}

function sayTwice(ids: readonly string[], say: (index: number, id: string) => void): void {
  const seen = new Set<string>();
  ids.forEach((id, index) => {
    if (seen.has(id)) say(index, id);
    seen.add(id);
  });
}

function regionProblems(regions: readonly Region[], stem: Stem): readonly SessionProblem[] {
  const problems: SessionProblem[] = [];
  let end = 0;
  regions.forEach((region, index) => {
    const where = `regions[${index}]`;
    if (region.endFrame <= region.startFrame)
      problems.push({ where, what: "The region ends before it starts", hint: "Swap the two." });
    else if (region.startFrame < end) problems.push({ where, what: "The region overlaps the one before", hint: "Join the two." });
    else if (region.endFrame > stem.frames) {
      problems.push({ where, what: "The region goes on after its stem", hint: `The stem has ${stem.frames} frames.` });
    } else if (region.fadeInFrames + region.fadeOutFrames > region.endFrame - region.startFrame) {
      problems.push({ where, what: "The fades are longer than the region", hint: "Shorten the fades." });
    }
    end = Math.max(end, region.endFrame);
  });
  return problems;
}

function laneProblems(strip: AnyStrip, lane: AnyStrip["automation"][number]): readonly SessionProblem[] {
  const where = "";
  const range = stripNumberRange(strip, lane.parameter);
  if (!range) {
    const hint = "Automate faderDb, pan, trimDb, sends.ID.levelDb or a number of an insert.";
    return [{ where, what: `"${lane.parameter}" is no number of ${strip.id}`, hint }];
  }
  if (!range.automatable)
    return [{ where, what: `"${lane.parameter}" can't be automated`, hint: "A change of it rebuilds the processor." }];
  const problems: SessionProblem[] = [];
  let before = -1;
  for (const point of lane.points) {
    if (point.frame <= before)
      problems.push({ where, what: "The points are not in the order of time", hint: "Sort them; one point a frame." });
    if (point.value < range.min || point.value > range.max) {
      problems.push({
        where,
        what: `${lane.parameter} is ${point.value}`,
        hint: `Allowed: ${range.min} to ${range.max} ${range.unit}.`,
      });
    }
    before = point.frame;
  }
  return problems.slice(0, 1);
}

/** The first way on which a signal (by output, send or key) returns to its strip, or null. */
function findLoop(session: Session): readonly string[] | null {
  const feeds = new Map<string, string[]>();
  const feed = (from: string, to: string) => feeds.set(from, [...(feeds.get(from) ?? []), to]);
  for (const strip of allStrips(session)) {
    if ("output" in strip) feed(strip.id, strip.output);
    for (const send of strip.sends) feed(strip.id, send.to);
    for (const insert of strip.inserts) if (insert.keyFrom !== null) feed(insert.keyFrom, strip.id);
  }
  feed(MIX_ID, MASTER_ID);
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (done.has(id)) return null;
    for (const next of feeds.get(id) ?? []) {
      const loop = walk(next, [...way, id]);
      if (loop) return loop;
    }
    done.add(id);
    return null;
  };
  for (const strip of allStrips(session)) {
    const loop = walk(strip.id, []);
    if (loop) return loop;
  }
  return null;
}
