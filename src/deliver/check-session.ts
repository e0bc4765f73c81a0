// A session held against every rule of the course: it is listened to as it stands, and nothing is decided.
import type { Heard, Listen, ListenOptions, Need } from "../course/listen.ts";
import { heardAt, needOf, trackInputs } from "../course/hear.ts";
import { balanceRule, judge, LIMITS, recordRules, type RecordTargets, type RuleResult } from "../course/rules.ts";
import type { Group, Session } from "../session/schema.ts";
import { stemFindings } from "../stems/findings.ts";

export interface SessionCheck {
  readonly rules: readonly RuleResult[];
  /** Every answer, for reports: `mix:output`, `master:output`, `TRACK:input`, … */
  readonly heard: ReadonlyMap<string, Heard>;
}

/** The processor that glues, whatever its insert is called. */
const GLUE = "bus-compressor";

/** Listens once, and once more to the loudest sections of groups that are glued. */
export async function checkSession(
  session: Session,
  listen: Listen,
  targets: RecordTargets,
  options?: ListenOptions,
): Promise<SessionCheck> {
  const heard = new Map(await listen(session, wholeNeeds(session), options));
  const sections = sectionNeeds(session, heard);
  if (sections.length > 0) for (const [id, answer] of await listen(session, sections, options)) heard.set(id, answer);
  const rules = [...stemFindings(session, heard), ...mixRules(session, heard), ...masterRules(session, heard, targets)];
  return { rules, heard };
}

function wholeNeeds(session: Session): readonly Need[] {
  return [
    ...trackInputs(session),
    ...session.groups.map((group) => needOf(group.id, "inserts")),
    ...session.returns.map((one) => needOf(one.id, "output")),
    needOf("mix", "input"),
    needOf("mix", "output"),
    needOf("master", "output"),
  ];
}

function sectionNeeds(session: Session, heard: ReadonlyMap<string, Heard>): readonly Need[] {
  return gluedGroups(session).map((group) => ({
    id: sectionName(group),
    tap: { strip: group.id, point: "inserts" },
    section: heardAt(heard, group.id, "inserts").history.loudest,
  }));
}

function gluedGroups(session: Session): readonly Group[] {
  return session.groups.filter((group) => group.inserts.some((insert) => insert.processor === GLUE && insert.enabled));
}

function sectionName(group: Group): string {
  return `${group.id}:inserts:loudest`;
}

function mixRules(session: Session, heard: ReadonlyMap<string, Heard>): readonly RuleResult[] {
  const bus = heardAt(heard, "mix", "input").measurement;
  const mix = heardAt(heard, "mix", "output").measurement;
  const { mixLowestPeakDbfs, mixHighestPeakDbfs, glueLeastDb, glueMostDb } = LIMITS;
  const rules: RuleResult[] = [
    judge({
      id: "faders-down.head-room",
      text: "Mix bus peak below 0 dBFS",
      value: tenth(bus.samplePeakDbfs),
      unit: "dBFS",
      low: null,
      high: 0,
      where: "mix",
      unmeasured: "pass",
    }),
    balanceRule("pan.balance", mix, "mix"),
    judge({
      id: "pan.mono-fold",
      text: "Little is lost in mono",
      value: tenth(mix.monoFoldLossLu),
      unit: "LU",
      low: null,
      high: LIMITS.monoFoldLossLu,
      where: "mix",
      warnWithin: 2,
    }),
  ];
  for (const one of session.returns) {
    const room = heardAt(heard, one.id, "output").measurement;
    const under =
      room.integratedLufs === null || mix.integratedLufs === null
        ? null
        : room.integratedLufs - (bus.integratedLufs ?? mix.integratedLufs);
    rules.push(
      judge({
        id: "effects.level",
        text: `${one.name} about 14 LU under the mix`,
        value: tenth(under),
        unit: "LU",
        low: LIMITS.roomLu - 1,
        high: LIMITS.roomLu + 1,
        where: one.id,
        warnWithin: 4,
      }),
      judge({
        id: "effects.clips",
        text: `${one.name} doesn't clip`,
        value: tenth(room.samplePeakDbfs),
        unit: "dBFS",
        low: null,
        high: 0,
        where: one.id,
        unmeasured: "pass",
      }),
    );
  }
  for (const group of gluedGroups(session)) {
    const insert = group.inserts.find((one) => one.processor === GLUE);
    const reading = insert ? heard.get(sectionName(group))?.meters[insert.id]?.gainReductionDb : undefined;
    const text = `${group.name}: 4 to 5 dB of gain reduction at the loudest section`;
    rules.push(
      judge({
        id: "glue.reduction",
        text,
        value: tenth(reading?.p10 ?? null),
        unit: "dB",
        low: glueMostDb,
        high: glueLeastDb,
        where: group.id,
        warnWithin: 1,
      }),
    );
  }
  rules.push(
    judge({
      id: "print.peak",
      text: "The mix peaks between −6 and −3 dBFS",
      value: tenth(mix.samplePeakDbfs),
      unit: "dBFS",
      low: mixLowestPeakDbfs,
      high: mixHighestPeakDbfs,
      where: "mix",
      warnWithin: 2,
    }),
    judge({
      id: "print.true-peak",
      text: "True peak of the mix under −1 dBTP",
      value: tenth(mix.truePeakDbtp),
      unit: "dBTP",
      low: null,
      high: -1,
      where: "mix",
      unmeasured: "pass",
    }),
  );
  return rules;
}

function masterRules(session: Session, heard: ReadonlyMap<string, Heard>, targets: RecordTargets): readonly RuleResult[] {
  if (session.master.inserts.length === 0) return []; // not mastered yet
  const master = heardAt(heard, "master", "output");
  const limiter = session.master.inserts.find((insert) => insert.processor === "limiter" && insert.enabled);
  const worked = limiter ? master.meters[limiter.id]?.gainReductionDb : undefined;
  const rules = recordRules(master.measurement, "master", targets);
  if (!worked) return rules;
  const text = "The limiter takes no more than 6 dB for long; more asks for a denser mix or a lower target";
  const value = tenth(worked.p10);
  return [
    ...rules,
    judge({ id: "loudness.limiter", text, value, unit: "dB", low: -6, high: null, where: "master", warnWithin: 20 }),
  ];
}

function tenth(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}
