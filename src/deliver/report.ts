// The report of a finished song, as data: the contract's report.json. The page that people read is made of the same.
import type { Heard } from "../course/listen.ts";
import type { RuleResult } from "../course/rules.ts";
import { judge } from "../course/rules.ts";
import type { Measurement, MeasurementHistory } from "../measure/measurement.ts";
import type { Move, Session } from "../session/schema.ts";

/** A deliverable that was written, decoded again and measured. */
export interface DeliverableReport extends Measurement {
  /** Relative to OUT. */
  readonly file: string;
  /** What `--formats` calls it. */
  readonly deliverable: string;
  /** As `measure` says it: wav, aiff, flac, mp3, m4a. */
  readonly format: string;
  readonly bitDepth: number | null;
  readonly bitrateKbps: number | null;
  /** The ceiling that was asked for, and the one that was used before the codec. */
  readonly askedCeilingDbtp: number | null;
  readonly usedCeilingDbtp: number | null;
  /** Whether the file could be decoded again here; where it could not, its figures are null and nothing passes. */
  readonly verified: boolean;
  /** True peak of the file, decoded again. */
  readonly decodedTruePeakDbtp: number | null;
}

export interface StemReport {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly contentHash: string;
  readonly role: string;
  readonly group: string | null;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitDepth: number | null;
  readonly durationS: number;
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
}

export interface ReportTiming {
  readonly audioS: number;
  readonly wallS: number;
  readonly cpuS: number;
}

export interface Report {
  readonly song: string;
  /** Of the program that made it. */
  readonly version: string;
  readonly stems: readonly StemReport[];
  readonly moves: readonly Move[];
  readonly rules: readonly RuleResult[];
  /** Files beside the stems that are no audio, relative to the stems' folder. */
  readonly skipped: readonly string[];
  readonly measurements: {
    readonly mix: Measurement | null;
    readonly master: Measurement | null;
    /** By file name. */
    readonly deliverables: Readonly<Record<string, DeliverableReport>>;
  };
  readonly timing: ReportTiming;
}

export interface ReportInput {
  readonly session: Session;
  readonly version: string;
  readonly rules: readonly RuleResult[];
  readonly skipped?: readonly string[];
  /** Answers such as checkSession gives: `mix:output`, `master:output`, `TRACK:input`. Those that are missing are left out. */
  readonly heard: ReadonlyMap<string, Heard>;
  readonly deliverables: readonly DeliverableReport[];
  readonly timing: ReportTiming;
}

/** The report, with a rule for each deliverable behind the session's own. */
export function buildReport(input: ReportInput): Report {
  const { session, version, rules, heard, deliverables, timing } = input;
  return {
    song: session.name,
    version,
    stems: session.tracks.map((track) => {
      const stem = session.stems.find((one) => one.id === track.stemId);
      const measured = heard.get(`${track.id}:input`)?.measurement;
      const group = session.groups.find((one) => one.id === track.output);
      return {
        id: track.id,
        name: track.name,
        path: stem?.path ?? "",
        contentHash: stem?.contentHash ?? "",
        role: track.role,
        group: group?.name ?? null,
        sampleRateHz: stem?.sampleRateHz ?? session.sampleRateHz,
        channels: stem?.channels ?? 2,
        bitDepth: stem?.bitDepth ?? null,
        durationS: (stem?.frames ?? 0) / session.sampleRateHz,
        integratedLufs: measured?.integratedLufs ?? null,
        truePeakDbtp: measured?.truePeakDbtp ?? null,
      };
    }),
    moves: session.moves,
    rules: [...rules, ...deliverables.flatMap(deliverableRules)],
    skipped: input.skipped ?? [],
    measurements: {
      mix: heard.get("mix:output")?.measurement ?? null,
      master: heard.get("master:output")?.measurement ?? null,
      deliverables: Object.fromEntries(deliverables.map((one) => [fileName(one.file), one])),
    },
    timing,
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The decoded file keeps the ceiling and is not silent or clipped. */
export function deliverableRules(one: DeliverableReport): readonly RuleResult[] {
  const value = one.decodedTruePeakDbtp === null ? null : Math.round(one.decodedTruePeakDbtp * 100) / 100;
  return [
    judge({
      id: "formats.ceiling",
      text: one.verified ? "Decoded true peak at or under the ceiling" : "Not verified: there is no decoder for this file here",
      value,
      unit: "dBTP",
      low: null,
      high: one.askedCeilingDbtp,
      where: one.file,
      warnWithin: 0.05,
      unmeasured: one.verified ? "pass" : "warn",
    }),
    judge({
      id: "formats.clipped",
      text: one.verified ? "No clipped samples" : "Not verified: there is no decoder for this file here",
      value: one.verified ? one.clippedFrames : null,
      unit: "frames",
      low: null,
      high: 0,
      where: one.file,
    }),
  ];
}

/** What the page shows beside the report's numbers. */
export interface ReportPictures {
  readonly mix: MeasurementHistory | null;
  readonly master: MeasurementHistory | null;
}
