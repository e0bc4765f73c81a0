// The parts of a processor's page that follow from its declaration: parameters, presets, facts. Markdown, between markers.
import { resolveParams } from "../../dist/src/processors/parameters.js";

const FACTS_RATE_HZ = 48_000;

/** What stands between each pair of markers, by the markers' name. */
export const sections = { parameters: parameterTable, presets: presetTable, facts: factsOf };

const signed = (value) => (value > 0 ? `+${value}` : `${value}`).replace("-", "−");
const plain = (value) => (typeof value === "number" ? short(value).replace("-", "−") : value);
/** Four digits behind the point are enough to read. */
const short = (value) => String(Number(value.toFixed(4)));
const cell = (text) => text.replaceAll("|", "\\|");

function rangeOf(spec) {
  if (spec.kind === "toggle") return "on, off";
  if (spec.kind === "choice") return spec.choices.join(", ");
  const top = spec.min < 0 && spec.max > 0 ? signed(spec.max) : plain(spec.max);
  return `${plain(spec.min)} … ${top}`;
}

function defaultOf(spec) {
  if (spec.kind === "toggle") return spec.default ? "on" : "off";
  return plain(spec.default);
}

function rowsOf(name, spec) {
  if (spec.kind === "list") {
    const head = `| \`${name}\` | | up to ${spec.maxItems} | none | ${cell(spec.help)} |`;
    return [head, ...Object.entries(spec.fields).flatMap(([field, inner]) => rowsOf(`${name}[].${field}`, inner))];
  }
  const help = spec.structural ? `${spec.help} Structural: can't be automated.` : spec.help;
  return [`| \`${name}\` | ${spec.unit ?? ""} | ${rangeOf(spec)} | ${defaultOf(spec)} | ${cell(help)} |`];
}

function parameterTable({ parameters }) {
  const rows = Object.entries(parameters).flatMap(([name, spec]) => rowsOf(name, spec));
  return ["| parameter | unit | range | default | what it does |", "|---|---|---|---|---|", ...rows].join("\n");
}

function presetTable({ presets, parameters }) {
  const rows = presets.map(({ name, says, params }) => `| ${cell(name)} | ${cell(says)} | ${settings(params, parameters)} |`);
  return ["| preset | what it is for | settings |", "|---|---|---|", ...rows].join("\n");
}

function settings(params, parameters) {
  return Object.entries(params)
    .map(([name, value]) => `\`${name}\` ${shortValue(value, parameters[name])}`)
    .join(", ");
}

function shortValue(value, spec) {
  if (Array.isArray(value)) return value.map((item) => `(${itemText(item, spec.fields)})`).join(" ") || "none";
  if (typeof value === "boolean") return value ? "on" : "off";
  return plain(value);
}

/** One of a list: numbers by their unit, or by their name where they have none. */
function itemText(item, fields) {
  return Object.entries(item)
    .map(([name, value]) => {
      if (typeof value === "string") return value;
      const unit = fields[name].unit;
      return unit ? `${shortValue(value)} ${unit}` : `${name} ${shortValue(value)}`;
    })
    .join(", ");
}

function factsOf(declaration) {
  const { id, parameters, keyed, meters, neutral, timeBased, version } = declaration;
  const defaults = resolveParams(id, parameters, {});
  const latency = declaration.latencyFrames(defaults, FACTS_RATE_HZ);
  const lines = [
    `**Side-chain key:** ${keyed ? "yes" : "no"}.`,
    `**Meters:** ${meters.map(({ name, unit, help }) => `\`${name}\` (${unit}: ${help.replace(/\.$/, "")})`).join(", ") || "none"}.`,
    `**Latency:** ${latency} frames with defaults at 48 kHz.`,
    `**Neutral:** ${neutral ? `${settings(neutral, parameters) || "the defaults"}: the input bit for bit${latency ? ", that much later" : ""}` : "never"}.`,
    `**Time effect:** ${timeBased ? "yes, off when stems are printed without time effects" : "no"}.`,
    `**Version:** ${version}.`,
  ];
  return lines.map((line) => `- ${line}`).join("\n");
}
