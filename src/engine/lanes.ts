// From the session's automation to the plan's lanes, checked.
import type { Automation, Strip } from "../session/schema.ts";
import { fixedLane, type Lane } from "./automation.ts";
import { PlanError } from "./plan-error.ts";

/** What is automated: its fixed value, how it travels, and what is allowed. */
export interface LaneTarget {
  readonly value: number | null;
  readonly ratios: boolean;
  /** Throws where a point is out of range. */
  check(where: string, value: number): unknown;
}

/** @throws PlanError where points are not in order, ParameterError where one is out of range. */
export function parameterLane(strip: string, automation: Automation, target: LaneTarget): Lane {
  let previous = 0;
  for (const point of automation.points) {
    if (point.frame < previous) {
      throw new PlanError(
        "bad-automation",
        `${strip} ${automation.parameter} has a point at frame ${point.frame} after one at ${previous}`,
        "Put the points in the order of time.",
      );
    }
    previous = point.frame;
    target.check(`${strip} ${automation.parameter} at frame ${point.frame}`, point.value);
  }
  return {
    value: target.value,
    points: automation.points.map(({ frame, value, curve }) => ({ frame, value, hold: curve === "hold" })),
    ratios: target.ratios,
  };
}

const RANGES = {
  faderDb: { low: -144, high: 12, unit: "dB" },
  trimDb: { low: -96, high: 96, unit: "dB" },
  pan: { low: -1, high: 1, unit: "" },
} as const;

/** A strip's own parameter: `faderDb`, `trimDb`, `pan` or `sends.ID.levelDb`. */
export function stripLane(id: string, strip: Strip, parameter: string, value: number | null): Lane {
  const automation = strip.automation.find((one) => one.parameter === parameter);
  if (!automation) return fixedLane(value);
  const range = RANGES[parameter.startsWith("sends.") ? "faderDb" : (parameter as keyof typeof RANGES)];
  return parameterLane(id, automation, { value, ratios: false, check: (where, point) => checkRange(where, point, range) });
}

function checkRange(where: string, value: number, range: { low: number; high: number; unit: string }): void {
  if (value >= range.low && value <= range.high) return;
  throw new PlanError(
    "bad-automation",
    `${where} is ${value}`,
    `${`Allowed: ${range.low} to ${range.high} ${range.unit}`.trimEnd()}.`,
  );
}

/** @throws PlanError on automation of something that the strip does not have, or twice of the same thing. */
export function checkAutomation(id: string, strip: Strip): void {
  const seen = new Set<string>();
  for (const { parameter } of strip.automation) {
    if (seen.has(parameter)) {
      throw new PlanError("bad-automation", `${id} automates "${parameter}" twice`, "Join the two into one.");
    }
    seen.add(parameter);
    const known =
      Object.hasOwn(RANGES, parameter) ||
      strip.sends.some((send) => parameter === `sends.${send.id}.levelDb`) ||
      strip.inserts.some((insert) => parameter.startsWith(`inserts.${insert.id}.`));
    if (!known) {
      throw new PlanError(
        "bad-automation",
        `${id} automates "${parameter}", which it does not have`,
        "Automation moves faderDb, pan, trimDb, sends.ID.levelDb or inserts.ID.PARAMETER.",
      );
    }
  }
}
