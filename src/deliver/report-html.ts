// The report as one page that needs nothing else: what was measured, what was decided and why, what was delivered. Pictures are inline.
import type { RuleResult } from "../course/rules.ts";
import { worstVerdict } from "../course/rules.ts";
import type { Measurement, MeasurementHistory } from "../measure/measurement.ts";
import type { Move, MoveValue, Session } from "../session/schema.ts";
import { STEP_IDS } from "../session/step-ids.ts";
import { stripName } from "../session/strips.ts";
import { html, Html } from "./html.ts";
import { streamingOutcomes } from "./media.ts";
import { bandsPicture, clock, type Curve, historyPicture } from "./pictures.ts";
import { deliverableRules, type Report, type ReportPictures } from "./report.ts";
import { REPORT_STYLE } from "./report-style.ts";

const SIGNS = { pass: "✓ pass", warn: "▲ look", fail: "■ fell short" } as const;

/** The whole page. */
export function reportHtml(report: Report, session: Session, pictures: ReportPictures): string {
  const { mix, master } = report.measurements;
  const record = master ?? mix;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><title>${report.song}: report</title><style>${new Html(REPORT_STYLE)}</style></head>
<body><main>
<h1>${report.song}</h1>
<p class="lo">${report.stems.length} stems, ${record ? clock(record.durationS) : "0:00"}. ${summary(report.rules)} Stemroom ${report.version}.</p>
${record ? figures(record) : html`<p>Nothing was measured.</p>`}
${histories(pictures, record)}
${record && record.integratedLufs !== null ? bandsPicture(record) : html``}
<h2>Rules</h2>${rulesTable(report.rules)}
<h2>Tracks</h2>${tracksTable(report, session)}
<h2>Moves</h2>${movesByStep(report.moves, session)}
<h2>Files</h2>${filesTable(report)}
${master ? streaming(master) : html``}
<p class="lo">${timing(report)}</p>
</main></body></html>
`;
  return page.text;
}

function summary(rules: readonly RuleResult[]): Html {
  const worst = worstVerdict(rules);
  const passed = rules.filter((rule) => rule.verdict === "pass").length;
  return html`<span class="verdict ${worst}">${passed} of ${rules.length} rules pass.</span>`;
}

function figures(measured: Measurement): Html {
  const cards: readonly (readonly [string, string])[] = [
    [db(measured.integratedLufs), "LUFS integrated"],
    [db(measured.truePeakDbtp, 2), "dBTP true peak"],
    [db(measured.loudnessRangeLu), "LU loudness range"],
    [db(measured.plrDb), "dB peak to loudness"],
    [db(measured.correlationMin, 2), "lowest correlation"],
    [db(measured.balanceDb), "dB left minus right"],
    [db(measured.monoFoldLossLu), "LU lost in mono"],
  ];
  return html`<div class="figures">${cards.map(([value, name]) => html`<div class="figure"><b>${value}</b><span>${name}</span></div>`)}</div>`;
}

function histories({ mix, master }: ReportPictures, measured: Measurement | null): Html {
  const durationS = measured?.durationS ?? 0;
  const curvesOf = (pick: (history: MeasurementHistory) => Omit<Curve, "name" | "look">): readonly Curve[] => [
    ...(mix ? [{ ...pick(mix), name: "Mix", look: "mix" }] : []),
    ...(master ? [{ ...pick(master), name: "Master", look: "master" }] : []),
  ];
  const loudness = curvesOf((history) => ({ values: history.shortTermLufs, startS: 3, stepS: 0.1 }));
  const correlation = curvesOf((history) => ({ values: history.correlation, startS: 3, stepS: 1 }));
  if (loudness.length === 0) return html``;
  return html`${historyPicture(loudness, {
    title: "Loudness over 3 s, LUFS",
    lowest: -42,
    highest: 0,
    grid: [-6, -12, -18, -24, -36],
    durationS,
    allowed: [-12, -8],
  })}${historyPicture(correlation, {
    title: "Correlation over 3 s",
    lowest: -1,
    highest: 1,
    grid: [-1, -0.5, 0, 0.5, 1],
    durationS,
    allowed: [0.5, 1],
  })}`;
}

function rulesTable(rules: readonly RuleResult[]): Html {
  const rows = rules.map(
    (rule) =>
      html`<tr><td><span class="verdict ${rule.verdict}">${SIGNS[rule.verdict]}</span></td><td>${rule.text}</td><td>${rule.where}</td><td class="n">${measured(rule.value, rule.unit)}</td><td class="n">${range(rule)}</td></tr>`,
  );
  return html`<div class="scroll"><table><thead><tr><th>Verdict</th><th>Rule</th><th>Where</th><th class="n">Measured</th><th class="n">Allowed</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function tracksTable(report: Report, session: Session): Html {
  const rows = report.stems.map((stem) => {
    const track = session.tracks.find((one) => one.id === stem.id);
    const inMix =
      stem.integratedLufs === null || !track || track.faderDb === null
        ? null
        : stem.integratedLufs + track.trimDb + track.faderDb;
    const width = inMix === null ? 0 : Math.max(0, Math.min(100, Math.round((inMix + 60) * 2)));
    return html`<tr><td><span class="stripe" style="background:${track?.colour ?? "#93a0ae"}"></span>${stem.name}</td><td>${stem.role}</td><td>${stem.group ?? ""}</td><td class="n">${db(stem.integratedLufs)}</td><td class="n">${db(track?.trimDb ?? null)}</td><td class="n">${track?.faderDb === null ? "−∞" : db(track?.faderDb ?? null)}</td><td class="n">${pan(track?.pan ?? 0)}</td><td><span class="bar" style="width:${width}px"></span> ${db(inMix)}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th>Track</th><th>Role</th><th>Group</th><th class="n">Stem LUFS</th><th class="n">Trim dB</th><th class="n">Fader dB</th><th class="n">Pan</th><th>In the mix, LUFS</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function movesByStep(moves: readonly Move[], session: Session): Html {
  const steps = [
    ...STEP_IDS,
    ...new Set(moves.map((move) => move.step).filter((step) => !(STEP_IDS as readonly string[]).includes(step))),
  ];
  const parts = steps.flatMap((step) => {
    const own = moves.filter((move) => move.step === step);
    if (own.length === 0) return [];
    const rows = own.map(
      (move) =>
        html`<tr><td>${stripName(session, move.target)}</td><td>${move.says}${move.pinned ? html` <span class="hand">pinned</span>` : html``}</td><td class="n">${change(move)}</td><td class="n">${move.amount} %</td></tr>`,
    );
    return [
      html`<details><summary>${step}: ${own.length} ${own.length === 1 ? "move" : "moves"}</summary><div class="scroll"><table><thead><tr><th>On</th><th>Why</th><th class="n">From → to</th><th class="n">Amount</th></tr></thead><tbody>${rows}</tbody></table></div></details>`,
    ];
  });
  return parts.length === 0 ? html`<p>No moves: nothing was needed.</p>` : html`${parts}`;
}

function filesTable(report: Report): Html {
  const files = Object.values(report.measurements.deliverables);
  if (files.length === 0) return html`<p>No files were delivered.</p>`;
  const rows = files.map((one) => {
    const verdict = worstVerdict(deliverableRules(one));
    const form = one.bitDepth === null ? `${one.bitrateKbps ?? ""} kbit/s` : `${one.bitDepth} bit`;
    return html`<tr><td><span class="verdict ${verdict}">${one.verified ? SIGNS[verdict] : "▲ not verified"}</span></td><td>${one.file}</td><td class="n">${one.sampleRateHz / 1000} kHz, ${form}</td><td class="n">${db(one.integratedLufs)}</td><td class="n">${db(one.decodedTruePeakDbtp, 2)}</td><td class="n">${db(one.askedCeilingDbtp, 2)}</td><td class="n">${db(one.usedCeilingDbtp, 2)}</td></tr>`;
  });
  return html`<div class="scroll"><table><thead><tr><th>Verdict</th><th>File</th><th class="n">Form</th><th class="n">LUFS</th><th class="n">Decoded dBTP</th><th class="n">Ceiling asked</th><th class="n">Ceiling used</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function streaming(master: Measurement): Html {
  const rows = streamingOutcomes(master).map(
    (one) =>
      html`<tr><td>${one.service}</td><td class="n">${signedDb(one.gainDb)} dB</td><td class="n">${db(one.playedLufs)} LUFS</td></tr>`,
  );
  if (rows.length === 0) return html``;
  return html`<h2>What streaming services do to the level</h2><div class="scroll"><table><thead><tr><th>Service</th><th class="n">Turned by</th><th class="n">Played at</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function timing({ timing: { audioS, wallS, cpuS } }: Report): string {
  if (wallS <= 0) return "";
  return `${clock(audioS)} of music, made in ${wallS.toFixed(1)} s (${cpuS.toFixed(1)} s of work).`;
}

function change(move: Move): string {
  return `${shown(move.from, move.unit)} → ${shown(move.to, move.unit)}`;
}

function shown(value: MoveValue, unit: string): string {
  if (typeof value === "number") return `${String(value).replace("-", "−")}${unit === "" ? "" : ` ${unit}`}`;
  if (value === null) return unit === "dB" ? "−∞ dB" : "–";
  if (Array.isArray(value)) return `${value.length} items`;
  if (typeof value === "object") return typeof value.processor === "string" ? value.processor : "added";
  return String(value);
}

function measured(value: number | null, unit: string): string {
  if (value === null) return "–";
  const text = Math.abs(value) < 0.01 && value !== 0 ? value.toPrecision(2) : String(Math.round(value * 100) / 100);
  return `${text.replace("-", "−")} ${unit}`.trim();
}

function range({ low, high, unit }: RuleResult): string {
  const text = (value: number) => String(value).replace("-", "−");
  if (low === null && high === null) return "";
  const limits = low === null ? `≤ ${text(high ?? 0)}` : high === null ? `≥ ${text(low)}` : `${text(low)} to ${text(high)}`;
  return `${limits} ${unit}`.trim();
}

function pan(value: number): string {
  return value === 0 ? "C" : `${value < 0 ? "L" : "R"}${Math.round(Math.abs(value) * 100)}`;
}

function db(value: number | null, decimals = 1): string {
  return value === null ? "–" : value.toFixed(decimals).replace("-", "−");
}

function signedDb(value: number): string {
  return `${value > 0 ? "+" : ""}${db(value)}`;
}
