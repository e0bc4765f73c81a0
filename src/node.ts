// The library's entry in Node: `import { measure, … } from "stemroom"`.
import type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
import { measureFiles, type MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";

export type { FileMeasurement } from "./hosts/node/measure/measure-file.ts";
export type { MeasureFilesOptions } from "./hosts/node/measure/measure-files.ts";
export type { Project, Watch } from "./index.ts";

/** Measures audio files: every field of `stemroom measure --json`. @throws AudioFileError */
export async function measure(files: string | readonly string[], options: MeasureFilesOptions = {}): Promise<FileMeasurement[]> {
  const measured = await measureFiles(typeof files === "string" ? [files] : files, options);
  return measured.map((one) => one.measurement);
}
