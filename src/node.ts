// The library's entry in Node: `import { openStems, mix, master, render, measure } from "stemroom"`.
export type { WrittenAudio } from "./formats/audio.ts";
export type { FileFormat } from "./hosts/node/audio/file-format.ts";
export type { ChainInsert } from "./hosts/node/audio/processed.ts";
export { convertFile as convert, type ConvertOptions } from "./hosts/node/convert-file.ts";
export type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
export { measureFiles, type MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";
export { processFile as processAudio, type ProcessOptions } from "./hosts/node/process-file.ts";
export { openStems, type OpenedStems, type OpenStemsOptions } from "./hosts/node/project/open-stems.ts";
export { openSession, type OpenSessionOptions, saveSession } from "./hosts/node/project/session-files.ts";
export { renderFile as render, type RenderOptions } from "./hosts/node/render-file.ts";
export type { Project, Watch } from "./index.ts";

import type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
import { measureFiles, type MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";

/** Measures audio files: every field of `stemroom measure --json`. @throws AudioFileError */
export async function measure(files: string | readonly string[], options: MeasureFilesOptions = {}): Promise<FileMeasurement[]> {
  const measured = await measureFiles(typeof files === "string" ? [files] : files, options);
  return measured.map((one) => one.measurement);
}
