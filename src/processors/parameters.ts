// How a processor declares its parameters: once, as data. Validation, help, panels, automation and fuzz ranges derive from this.

/** How a control travels between min and max, and how automation interpolates: in even steps or in even ratios. */
export type ParameterCurve = "linear" | "log";

/** A number with unit and range. */
export interface NumberParameter {
  readonly kind: "number";
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly curve: ParameterCurve;
  readonly label: string;
  readonly help: string;
  /** True where a change rebuilds the processor (look-ahead, oversampling): it can't be automated. */
  readonly structural: boolean;
}

/** One of several named modes. Changes at a block boundary, without a click. */
export interface ChoiceParameter<Choice extends string = string> {
  readonly kind: "choice";
  readonly choices: readonly Choice[];
  readonly default: Choice;
  readonly label: string;
  readonly help: string;
  readonly structural: boolean;
}

/** On or off. */
export interface ToggleParameter {
  readonly kind: "toggle";
  readonly default: boolean;
  readonly label: string;
  readonly help: string;
  readonly structural: boolean;
}

/** A list of like things, such as the bands of an equaliser. Automation addresses an item as `bands.0.gainDb`. */
export interface ListParameter<Fields extends Record<string, ScalarParameter> = Record<string, ScalarParameter>> {
  readonly kind: "list";
  readonly maxItems: number;
  readonly fields: Fields;
  readonly label: string;
  readonly help: string;
}

export type ScalarParameter = NumberParameter | ChoiceParameter | ToggleParameter;
export type ParameterSpec = ScalarParameter | ListParameter;
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

export type ScalarValue = number | string | boolean;
export type ParamValue = ScalarValue | readonly Readonly<Record<string, ScalarValue>>[];
/** Parameters as they stand in a session: any of them may be left out and takes its default. */
export type ParamValues = Readonly<Record<string, ParamValue>>;

type ScalarOf<Spec> = Spec extends NumberParameter
  ? number
  : Spec extends ChoiceParameter<infer Choice>
    ? Choice
    : Spec extends ToggleParameter
      ? boolean
      : never;
type ValueOf<Spec> =
  Spec extends ListParameter<infer Fields> ? { [Name in keyof Fields]: ScalarOf<Fields[Name]> }[] : ScalarOf<Spec>;

/** The complete, validated parameters of a declaration: `ParamsOf<typeof compressor.parameters>`. Mutable: automation writes into it. */
export type ParamsOf<Specs extends ParameterSpecs> = { [Name in keyof Specs]: ValueOf<Specs[Name]> };

interface NumberOptions {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly curve?: ParameterCurve;
  readonly label: string;
  readonly help: string;
  readonly structural?: boolean;
}

/** Declares a number. `unit` is the trade's own: dB, dBFS, dBTP, ms, s, Hz, %, or "" for ratios, Q and pan. */
export function number(options: NumberOptions): NumberParameter {
  return { kind: "number", curve: "linear", structural: false, ...options };
}

/** Declares a choice between named modes. */
export function choice<const Choice extends string>(options: {
  readonly choices: readonly Choice[];
  readonly default: NoInfer<Choice>;
  readonly label: string;
  readonly help: string;
  readonly structural?: boolean;
}): ChoiceParameter<Choice> {
  return { kind: "choice", structural: false, ...options };
}

/** Declares a switch. */
export function toggle(options: {
  readonly default: boolean;
  readonly label: string;
  readonly help: string;
  readonly structural?: boolean;
}): ToggleParameter {
  return { kind: "toggle", structural: false, ...options };
}

/** Declares a list of items with the same fields. The default is the empty list. */
export function list<const Fields extends Record<string, ScalarParameter>>(options: {
  readonly maxItems: number;
  readonly fields: Fields;
  readonly label: string;
  readonly help: string;
}): ListParameter<Fields> {
  return { kind: "list", ...options };
}

/** A parameter that is unknown, of the wrong type, not finite or out of range. */
export class ParameterError extends Error {
  readonly code = "bad-parameter";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "ParameterError";
    this.hint = hint;
  }
}

/**
 * Fills in defaults and checks every value. Returns a fresh, mutable object.
 * @throws ParameterError naming the parameter, what was given and what is allowed.
 */
export function resolveParams<Specs extends ParameterSpecs>(owner: string, specs: Specs, given: ParamValues): ParamsOf<Specs> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      throw new ParameterError(`${owner} has no parameter "${name}"`, `Its parameters: ${Object.keys(specs).join(", ")}.`);
    }
  }
  const resolved: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(specs)) resolved[name] = resolveOne(`${owner} ${name}`, spec, given[name]);
  return resolved as ParamsOf<Specs>;
}

function resolveOne(where: string, spec: ParameterSpec, value: ParamValue | undefined): unknown {
  if (spec.kind !== "list") return value === undefined ? spec.default : checkScalar(where, spec, value);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ParameterError(`${where} must be a list`, `Give a list of up to ${spec.maxItems} items.`);
  if (value.length > spec.maxItems) {
    throw new ParameterError(`${where} has ${value.length} items`, `At most ${spec.maxItems} are allowed.`);
  }
  return value.map((item: unknown, index) => {
    if (typeof item !== "object" || item === null) throw new ParameterError(`${where}[${index}] must be an object`, "");
    return resolveParams(`${where}[${index}]`, spec.fields, item as ParamValues);
  });
}

/** Checks one scalar. @throws ParameterError */
export function checkScalar(where: string, spec: ScalarParameter, value: ParamValue): ScalarValue {
  if (spec.kind === "number") {
    if (typeof value !== "number" || !Number.isFinite(value) || value < spec.min || value > spec.max) {
      throw new ParameterError(
        `${where} is ${describe(value)}`,
        `Allowed: ${spec.min} to ${spec.max} ${spec.unit}`.trimEnd() + ".",
      );
    }
    return value;
  }
  if (spec.kind === "choice") {
    if (typeof value !== "string" || !spec.choices.includes(value)) {
      throw new ParameterError(
        `${where} is ${describe(value)}`,
        `Allowed: ${spec.choices.map((choice) => `"${choice}"`).join(", ")}.`,
      );
    }
    return value;
  }
  if (typeof value !== "boolean") throw new ParameterError(`${where} is ${describe(value)}`, "Allowed: true, false.");
  return value;
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "missing");
}
