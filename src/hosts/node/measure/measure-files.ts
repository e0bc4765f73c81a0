// Several files measured, on as many worker threads as asked for. The answers come in the order of the files.
import { measureFile, type MeasuredFile, type MeasureFilesOptions } from "./measure-file.ts";

export type { MeasureFilesOptions } from "./measure-file.ts";

/** Measures every file, or throws the first error. @throws AudioFileError */
export async function measureFiles(paths: readonly string[], options: MeasureFilesOptions = {}): Promise<MeasuredFile[]> {
  options.signal?.throwIfAborted();
  const threads = Math.min(options.workers ?? 1, paths.length);
  if (threads <= 1) return measureInTurn(paths, options);
  const { measureOnThreads } = await import("./measure-threads.ts");
  return measureOnThreads(paths, threads, options);
}

async function measureInTurn(paths: readonly string[], { signal, onProgress }: MeasureFilesOptions): Promise<MeasuredFile[]> {
  const measured: MeasuredFile[] = [];
  for (const [index, path] of paths.entries()) {
    const inFile = (share: number): void => onProgress?.((index + share) / paths.length, path);
    measured.push(await measureFile(path, { onProgress: inFile, ...(signal && { signal }) }));
  }
  return measured;
}
