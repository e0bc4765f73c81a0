// What a number at a path may be: unit and range, from the strip's own rules or the processor's declaration. And how it is rounded.
import { findDeclaration } from "../processors/catalog.ts";
import type { ScalarParameter } from "../processors/parameters.ts";
import { log10 } from "../units/exact-math.ts";
import { stripAddress } from "./address.ts";
import { SessionError } from "./errors.ts";
import type { Session } from "./schema.ts";
import { type AnyStrip, findStrip } from "./strips.ts";

export interface NumberRange {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** False where a change would rebuild a processor: such a parameter can't be automated. */
  readonly automatable: boolean;
}

const FADER: NumberRange = { unit: "dB", min: -144, max: 12, automatable: true };
const STRIP_RANGES: Readonly<Record<string, NumberRange>> = {
  faderDb: FADER,
  trimDb: { unit: "dB", min: -96, max: 96, automatable: true },
  pan: { unit: "", min: -1, max: 1, automatable: true },
};

/** Unit and range of the number at a path of a strip; null when there is no number there. */
export function numberRange(session: Session, target: string, path: string): NumberRange | null {
  const strip = findStrip(session, target);
  return strip === undefined ? null : stripNumberRange(strip, path);
}

/** As numberRange, for a strip that is at hand. */
export function stripNumberRange(strip: AnyStrip, path: string): NumberRange | null {
  try {
    const address = stripAddress(path);
    if (address.kind === "field") return STRIP_RANGES[address.field] ?? null;
    if (address.kind === "send-field") {
      return address.field === "levelDb" && strip.sends.some((send) => send.id === address.sendId) ? FADER : null;
    }
    if (address.kind !== "insert-param" && address.kind !== "list-field") return null;
    const insert = strip.inserts.find((one) => one.id === address.insertId);
    const spec = insert && findDeclaration(insert.processor)?.parameters[address.name];
    if (!spec) return null;
    if (address.kind === "insert-param") return spec.kind === "list" ? null : rangeOf(spec);
    const field = spec.kind === "list" ? spec.fields[address.field] : undefined;
    return field ? rangeOf(field) : null;
  } catch (error) {
    if (error instanceof SessionError) return null;
    throw error;
  }
}

function rangeOf(spec: ScalarParameter): NumberRange | null {
  if (spec.kind !== "number") return null;
  return { unit: spec.unit, min: spec.min, max: spec.max, automatable: !spec.structural };
}

/** Rounds as an engineer writes: 0.1 dB, 1 ms (finer below 10 ms), three figures of anything else; whole numbers stay whole. */
export function roundForUnit(value: number, unit: string): number {
  if (/^(dB|LU|dBFS|dBTP|LUFS)$/.test(unit)) return tidy(value, 10);
  if (unit === "" && Math.abs(value) <= 1) return tidy(value, 100);
  if (Number.isInteger(value)) return unit === "Hz" ? threeFigures(value) : value;
  if (unit === "ms" && Math.abs(value) >= 10) return tidy(value, 1);
  return threeFigures(value);
}

function tidy(value: number, perUnit: number): number {
  const rounded = Math.round(value * perUnit) / perUnit;
  return rounded === 0 ? 0 : rounded;
}

function threeFigures(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return 0;
  const decimals = 2 - Math.floor(log10(magnitude) + 1e-12);
  if (decimals <= 0) {
    let step = 1;
    for (let i = 0; i > decimals; i--) step *= 10;
    return Math.round(value / step) * step;
  }
  let perUnit = 1;
  for (let i = 0; i < Math.min(decimals, 12); i++) perUnit *= 10;
  return tidy(value, perUnit);
}
