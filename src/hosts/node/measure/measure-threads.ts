// Files measured on worker threads of their own.
import { Worker } from "node:worker_threads";
import { type PlainError, reviveError } from "../render/thread-error.ts";
import type { MeasuredFile, MeasureFilesOptions } from "./measure-file.ts";

type Answer = { readonly measured: MeasuredFile } | { readonly failure: PlainError };

/** Measures every file on `threads` threads, or throws the first error. */
export async function measureOnThreads(
  paths: readonly string[],
  threads: number,
  options: MeasureFilesOptions,
): Promise<MeasuredFile[]> {
  const measured: MeasuredFile[] = [];
  let next = 0;
  let finished = 0;
  const workers = Array.from({ length: threads }, () => new Worker(new URL("./measure-worker.js", import.meta.url)));
  const stop = (): void => workers.forEach((worker) => void worker.terminate());
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    await Promise.all(
      workers.map(async (worker) => {
        while (next < paths.length) {
          const index = next++;
          const path = paths[index] ?? "";
          measured[index] = await ask(worker, path, options.signal);
          finished++;
          options.onProgress?.(finished / paths.length, path);
        }
      }),
    );
  } finally {
    options.signal?.removeEventListener("abort", stop);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return measured;
}

function ask(worker: Worker, path: string, signal: AbortSignal | undefined): Promise<MeasuredFile> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Answer): void => {
      forget();
      if ("measured" in answer) resolve(answer.measured);
      else reject(reviveError(answer.failure));
    };
    const onExit = (): void => {
      forget();
      reject(signal?.aborted ? (signal.reason as Error) : new Error(`The measuring thread ended while it measured ${path}`));
    };
    const onError = (error: Error): void => {
      forget();
      reject(error);
    };
    const forget = (): void => {
      worker.off("message", onMessage);
      worker.off("exit", onExit);
      worker.off("error", onError);
    };
    worker.on("message", onMessage);
    worker.on("exit", onExit);
    worker.on("error", onError);
    worker.postMessage(path);
  });
}
