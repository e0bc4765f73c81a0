// Parameter sets derived from the declarations: random ones, corners, and every single step away from a set.
import { exp, log } from "../../units/exact-math.ts";
import type { AnyDeclaration } from "../catalog.ts";
import {
  type ListParameter,
  type NumberParameter,
  type ParameterSpecs,
  type ParamValue,
  type ParamValues,
  resolveParams,
  type ScalarParameter,
  type ScalarValue,
} from "../parameters.ts";
import { seededRandom } from "./signals.ts";

type Items = readonly Readonly<Record<string, ScalarValue>>[];

/** One parameter (or one field of a list's first item) and the set with it moved. */
export interface Step {
  /** `gainDb`, `bands.0.hz`. */
  readonly path: string;
  readonly spec: ScalarParameter | ListParameter;
  readonly structural: boolean;
  readonly from: ParamValues;
  readonly to: ParamValues;
}

export function defaults(declaration: AnyDeclaration): ParamValues {
  return resolveParams(declaration.id, declaration.parameters, {});
}

function between(spec: NumberParameter, position: number): number {
  if (spec.curve === "log") return Math.min(spec.max, Math.max(spec.min, spec.min * exp(position * log(spec.max / spec.min))));
  return spec.min + position * (spec.max - spec.min);
}

function drawScalar(spec: ScalarParameter, random: () => number, corner: boolean): ScalarValue {
  const position = random();
  if (spec.kind === "number") return corner ? (position < 0.5 ? spec.min : spec.max) : between(spec, position);
  if (spec.kind === "toggle") return position < 0.5;
  return spec.choices[Math.floor(position * spec.choices.length)] ?? spec.default;
}

function draw(specs: ParameterSpecs, random: () => number, corner: boolean): ParamValues {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => {
      if (spec.kind !== "list") return [name, drawScalar(spec, random, corner)];
      const count = corner ? spec.maxItems : Math.min(spec.maxItems, 1 + Math.floor(random() * 3));
      return [name, Array.from({ length: count }, () => draw(spec.fields, random, corner))] as [string, ParamValue];
    }),
  );
}

/** Values from all over the ranges, the same for the same seed. */
export function randomParams(declaration: AnyDeclaration, seed: number): ParamValues {
  return draw(declaration.parameters, seededRandom(seed * 7919), false);
}

/** Every number at one of its ends. Seed 0: all at the minimum, 1: all at the maximum, then random ends. */
export function cornerParams(declaration: AnyDeclaration, seed: number): ParamValues {
  const random = seed > 1 ? seededRandom(seed * 104729) : () => (seed === 0 ? 0 : 0.999999);
  return draw(declaration.parameters, random, true);
}

/** Sets that differ in the structural parameters only: as given, each at its ends or at each of its choices. */
export function structuralVariants(declaration: AnyDeclaration, base: ParamValues): ParamValues[] {
  const variants = [base];
  for (const [name, spec] of Object.entries(declaration.parameters)) {
    if (spec.kind === "list" || !spec.structural) continue;
    for (const value of valuesOf(spec)) variants.push({ ...base, [name]: value });
  }
  return variants;
}

/** The values worth trying: both ends and the middle, every choice, on and off. */
export function valuesOf(spec: ScalarParameter): ScalarValue[] {
  if (spec.kind === "number") return [spec.min, between(spec, 0.5), spec.max];
  return spec.kind === "toggle" ? [false, true] : [...spec.choices];
}

/** The value farthest from this one. */
function otherValue(spec: ScalarParameter, value: ParamValue | undefined): ScalarValue {
  if (spec.kind === "number") {
    const low = Math.abs(Number(value) - between(spec, 0.1));
    return low > Math.abs(between(spec, 0.9) - Number(value)) ? spec.min : spec.max;
  }
  if (spec.kind === "toggle") return value !== true;
  return spec.choices[(spec.choices.indexOf(String(value)) + 1) % spec.choices.length] ?? spec.default;
}

/** For every parameter, every field of the first list item, and every list's length: the set with just that one moved far. */
export function farSteps(declaration: AnyDeclaration, from: ParamValues): Step[] {
  return eachParameter(declaration, from, (spec, value) => [[value, otherValue(spec, value)]]);
}

/** Jumps between all the values worth trying, there and back. */
export function jumps(declaration: AnyDeclaration, base: ParamValues): Step[] {
  return eachParameter(declaration, base, (spec) => {
    const values = spec.kind === "number" ? [spec.min, spec.max] : valuesOf(spec);
    return values.flatMap((one, index) => {
      const next = values[(index + 1) % values.length];
      return next === undefined || next === one ? [] : [[one, next] as const];
    });
  });
}

type Moves = (spec: ScalarParameter, value: ScalarValue) => readonly (readonly [ScalarValue, ScalarValue])[];

function eachParameter(declaration: AnyDeclaration, base: ParamValues, movesOf: Moves): Step[] {
  const steps: Step[] = [];
  for (const [name, spec] of Object.entries(declaration.parameters)) {
    if (spec.kind !== "list") {
      for (const [one, other] of movesOf(spec, (base[name] ?? spec.default) as ScalarValue)) {
        const { structural } = spec;
        steps.push({ path: name, spec, structural, from: { ...base, [name]: one }, to: { ...base, [name]: other } });
      }
      continue;
    }
    const items = (base[name] ?? []) as Items;
    const [first, ...others] = items;
    if (!first) continue;
    const structural = false;
    steps.push({ path: `${name} (one fewer)`, spec, structural, from: base, to: { ...base, [name]: others } });
    steps.push({ path: `${name} (one more)`, spec, structural, from: { ...base, [name]: others }, to: base });
    for (const [field, fieldSpec] of Object.entries(spec.fields)) {
      const itemWith = (value: ScalarValue) => ({ ...base, [name]: [{ ...first, [field]: value }, ...others] });
      for (const [one, other] of movesOf(fieldSpec, first[field] ?? fieldSpec.default)) {
        const path = `${name}.0.${field}`;
        steps.push({ path, spec: fieldSpec, structural: fieldSpec.structural, from: itemWith(one), to: itemWith(other) });
      }
    }
  }
  return steps;
}
