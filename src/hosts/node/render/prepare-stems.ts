// All stems of a session made ready for the render threads, several at a time where they have to be decoded.
import { isAbsolute, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Session, Stem } from "../../../session/schema.ts";
import { cachedStem, prepareStem, type StemRequest, tidyCache } from "./stem-cache.ts";
import type { StemFile } from "./stem-files.ts";
import { type PlainError, reviveError } from "./thread-error.ts";

export interface PrepareOptions {
  /** Relative paths of stems begin here. */
  readonly baseFolder: string;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((share: number) => void) | undefined;
}

type Answer = { readonly prepared: StemFile } | { readonly failure: PlainError };

const PLAIN_FORMATS = new Set(["wav", "rf64", "bw64", "aiff", "aifc"]);

/** By stem id; only stems in `wanted`. @throws AudioFileError */
export async function prepareStems(
  session: Session,
  wanted: ReadonlySet<string>,
  options: PrepareOptions,
): Promise<Record<string, StemFile>> {
  const files: Record<string, StemFile> = {};
  const slow: Stem[] = [];
  const requestOf = (stem: Stem): StemRequest => ({
    path: isAbsolute(stem.path) ? stem.path : join(options.baseFolder, stem.path),
    contentHash: stem.contentHash,
    channels: stem.channels,
    sampleRateHz: session.sampleRateHz,
    frames: stem.frames,
  });
  for (const stem of session.stems) {
    if (!wanted.has(stem.id)) continue;
    options.signal?.throwIfAborted();
    const isPlain = PLAIN_FORMATS.has(stem.format) && stem.sampleRateHz === session.sampleRateHz;
    const known = isPlain ? await prepareStem(requestOf(stem), options.signal) : await cachedOrNull(requestOf(stem));
    if (known) files[stem.id] = known;
    else slow.push(stem);
  }
  if (slow.length > 0) {
    await decodeAll(slow.map(requestOf), options, (index, file) => {
      files[slow[index]?.id ?? ""] = file;
    });
    await tidyCache(new Set(Object.values(files).map((file) => file.path)));
  }
  return files;
}

/** A file that is not there is for the decoder to report. */
async function cachedOrNull(request: StemRequest): Promise<StemFile | null> {
  return cachedStem(request).catch(() => null);
}

async function decodeAll(
  requests: readonly StemRequest[],
  { workers, signal, onProgress }: PrepareOptions,
  onDone: (index: number, file: StemFile) => void,
): Promise<void> {
  const count = Math.min(workers, requests.length);
  const threads =
    count > 1 ? Array.from({ length: count }, () => new Worker(new URL("./prepare-worker.js", import.meta.url))) : [];
  const decoders =
    threads.length > 0 ? threads.map((thread) => inThread(thread)) : [(one: StemRequest) => prepareStem(one, signal)];
  const stop = () => threads.forEach((thread) => void thread.terminate());
  signal?.addEventListener("abort", stop, { once: true });
  let next = 0;
  let done = 0;
  try {
    await Promise.all(
      decoders.map(async (decode) => {
        while (next < requests.length) {
          const index = next++;
          onDone(index, await decode(requests[index] as StemRequest));
          onProgress?.(++done / requests.length);
        }
      }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** Sends a thread one stem after the other. */
function inThread(thread: Worker): (request: StemRequest) => Promise<StemFile> {
  let settle: { resolve: (file: StemFile) => void; reject: (error: Error) => void } | null = null;
  thread.on("message", (answer: Answer) => {
    if ("prepared" in answer) settle?.resolve(answer.prepared);
    else settle?.reject(reviveError(answer.failure));
  });
  thread.on("error", (error: Error) => settle?.reject(error));
  thread.on("exit", () => settle?.reject(new Error("A thread that decoded stems ended early.")));
  return (request) =>
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
      thread.postMessage(request);
    });
}
