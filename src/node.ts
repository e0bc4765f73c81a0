// The library's entry in Node: `import { openStems, mix, master, render, measure } from "stemroom"`.
import type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
import { measureFiles, type MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";
import { createListen } from "./hosts/node/render/listen.ts";
import { type CourseRequest, master as masterOver, mix as mixOver, type Project, type Watch } from "./index.ts";

export type { DeliverableReport, Report } from "./deliver/report.ts";
export { FORMAT_IDS, type FormatId, parseFormats } from "./deliver/deliverables.ts";
export type { WrittenAudio } from "./formats/audio.ts";
export type { FileFormat } from "./hosts/node/audio/file-format.ts";
export type { ChainInsert } from "./hosts/node/audio/processed.ts";
export { MEDIA, type Medium } from "./deliver/media.ts";
export type { RuleResult } from "./course/rules.ts";
export { checkFile as check, type CheckOptions } from "./hosts/node/check-file.ts";
export { convertFile as convert, type ConvertOptions } from "./hosts/node/convert-file.ts";
export type { FinishOptions, FinishResult } from "./hosts/node/finish/finish.ts";
export { demo, type DemoOptions, finish, masterToFolder, mixToFolder, type RoadOptions } from "./hosts/node/finish/roads.ts";
export type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
export type { MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";
export { processFile as processAudio, type ProcessOptions } from "./hosts/node/process-file.ts";
export { openMix, type OpenMixOptions } from "./hosts/node/project/open-mix.ts";
export { openStems, type OpenedStems, type OpenStemsOptions } from "./hosts/node/project/open-stems.ts";
export { openSession, type OpenSessionOptions, readSessionFile, saveSession } from "./hosts/node/project/session-files.ts";
export { type PrintOptions, printTracks } from "./hosts/node/print-tracks.ts";
export { renderFile as render, type RenderOptions } from "./hosts/node/render-file.ts";
export { programVersion } from "./hosts/node/version.ts";
export { type CourseRequest, DEFAULT_OPTIONS, type Project, type Watch } from "./index.ts";

export interface WorkOptions extends CourseRequest {
  /** Threads that render; as many as there are processors when left out. */
  readonly workers?: number;
}

const host =
  (workers: number | undefined) =>
  (baseFolder: string): ReturnType<typeof createListen> =>
    createListen({ baseFolder, ...(workers !== undefined && { workers }) });

/** The mixing steps on an opened project; returns it with its moves. Nothing is written. */
export function mix(project: Project, { workers, ...request }: WorkOptions = {}, watch: Watch = {}): Promise<Project> {
  return mixOver(host(workers), project, request, watch);
}

/** The mastering steps on a mixed project, or on a finished mix from `openMix`. Nothing is written. */
export function master(project: Project, { workers, ...request }: WorkOptions = {}, watch: Watch = {}): Promise<Project> {
  return masterOver(host(workers), project, request, watch);
}

/** Measures audio files: every field of `stemroom measure --json`. @throws AudioFileError */
export async function measure(files: string | readonly string[], options: MeasureFilesOptions = {}): Promise<FileMeasurement[]> {
  const measured = await measureFiles(typeof files === "string" ? [files] : files, options);
  return measured.map((one) => one.measurement);
}
