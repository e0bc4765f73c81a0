// `stemroom processors`: the catalog.
import type { Command } from "commander";
import { type AnyDeclaration, catalog } from "../../src/processors/catalog.ts";
import { type ParameterSpec, resolveParams } from "../../src/processors/parameters.ts";
import { define } from "../command.ts";

/** Latency is told at this rate, with default parameters. */
const LATENCY_RATE_HZ = 48000;

export function defineProcessors(parent: Command): void {
  define(parent.command("processors").description("list every processor with its parameters"), ({ face }) => {
    face.result({ processors: catalog.map(describe) }, catalog.map(asText).join("\n\n"));
    return Promise.resolve(undefined);
  });
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
    return [`${name.padEnd(20)} ${spec.min} … ${spec.max}${unit}, default ${spec.default}. ${spec.help}`];
  }
  const choices = spec.kind === "choice" ? spec.choices.join(" | ") : "true | false";
  return [`${name.padEnd(20)} ${choices}, default ${String(spec.default)}. ${spec.help}`];
}
