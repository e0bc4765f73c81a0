// Several files measured, on as many worker threads as asked for. The answers come in the order of the files.
import { measureFile, type MeasuredFile } from "./measure-file.ts";

export interface MeasureFilesOptions {
  /** Threads; 1 measures on the calling thread. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** 0..1 of all files, and the file that was finished last. */
  readonly onProgress?: (share: number, file: string) => void;
}

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
