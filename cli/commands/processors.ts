// `stemroom processors`: the catalog.
import type { Command } from "commander";
import { type AnyDeclaration, catalog } from "../../src/processors/catalog.ts";
import { type ParameterSpec, resolveParams } from "../../src/processors/parameters.ts";
import { define } from "../command.ts";
import { UsageError } from "../failure.ts";

/** Latency is told at this rate, with default parameters. */
const LATENCY_RATE_HZ = 48000;

export function defineProcessors(parent: Command): void {
  const command = parent
    .command("processors [ids...]")
    .description("list processors with their parameters and presets; all, or those named");
  define(command, ({ face }, ids) => {
    const listed = ids.length > 0 ? ids.map(declarationNamed) : catalog;
    face.result({ processors: listed.map(describe) }, listed.map(asText).join("\n\n"));
    return Promise.resolve(undefined);
  });
}

/** @throws UsageError that names what comes close */
function declarationNamed(id: string): AnyDeclaration {
  const found = catalog.find((declaration) => declaration.id === id);
  if (found) return found;
  const near = catalog.filter((declaration) => declaration.id.includes(id) || declaration.kind === id).map((one) => one.id);
  throw new UsageError(
    `There is no processor "${id}"`,
    `${near.length > 0 ? `Near it: ${near.join(", ")}. ` : ""}All: stemroom processors.`,
  );
}

function describe(declaration: AnyDeclaration): object {
  const { id, name, kind, timeBased, version, source, says, keyed } = declaration;
  const defaults = resolveParams(id, declaration.parameters, {});
  return {
    id,
    name,
    kind,
    says,
    timeBased,
    keyed,
    latencyFrames: declaration.latencyFrames(defaults, LATENCY_RATE_HZ),
    version,
    parameters: Object.entries(declaration.parameters).map(([parameter, spec]) => describeParameter(parameter, spec)),
    presets: declaration.presets,
    meters: declaration.meters,
    source,
  };
}

function describeParameter(name: string, spec: ParameterSpec): object {
  const { label, help } = spec;
  if (spec.kind === "number") {
    const { unit, min, max, curve } = spec;
    return { name, kind: spec.kind, unit, min, max, default: spec.default, curve, label, help };
  }
  if (spec.kind === "list") {
    const fields = Object.entries(spec.fields).map(([field, inner]) => describeParameter(field, inner));
    return { name, kind: spec.kind, unit: "", min: 0, max: spec.maxItems, default: [], curve: "list", fields, label, help };
  }
  const choices = spec.kind === "choice" ? spec.choices : [false, true];
  return { name, kind: spec.kind, unit: "", min: null, max: null, default: spec.default, curve: spec.kind, choices, label, help };
}

function asText(declaration: AnyDeclaration): string {
  const head = `${declaration.id} — ${declaration.name}. ${declaration.says}`;
  const lines = Object.entries(declaration.parameters).flatMap(([name, spec]) => parameterLines(name, spec));
  const presets = declaration.presets.map(({ name, says: sentence }) => `preset "${name}": ${sentence}`);
  return [head, ...[...lines, ...presets].map((line) => `  ${line}`)].join("\n");
}

function parameterLines(name: string, spec: ParameterSpec): string[] {
  if (spec.kind === "list") {
    const inner = Object.entries(spec.fields).flatMap(([field, fieldSpec]) => parameterLines(`  ${field}`, fieldSpec));
    return [`${name}: up to ${spec.maxItems} of`, ...inner];
  }
  if (spec.kind === "number") {
    const unit = spec.unit ? ` ${spec.unit}` : "";
    return [`${name.padEnd(20)} ${spec.min} … ${spec.max}${unit}, default ${Number(spec.default.toFixed(4))}. ${spec.help}`];
  }
  const choices = spec.kind === "choice" ? spec.choices.join(" | ") : "true | false";
  return [`${name.padEnd(20)} ${choices}, default ${String(spec.default)}. ${spec.help}`];
}
