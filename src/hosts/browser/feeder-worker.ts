// Module worker: reads and decodes the stems and keeps their rings filled. Sleeps until the worklet has played some of it.
import { blobSource } from "./blob-source.ts";
import { removeLeftovers } from "./decoded-store.ts";
import type { RingMemory } from "./ring.ts";
import { StemFeed } from "./stem-feed.ts";
import { BLOCK, CLOSED, FEEDER_EPOCH, SEEK_EPOCH, WORKLET_EPOCH } from "./transport.ts";

/** Posted once. */
export interface FeederTask {
  readonly module: WebAssembly.Module;
  readonly sampleRateHz: number;
  readonly stems: readonly { readonly name: string; readonly file: Blob; readonly ring: RingMemory }[];
  readonly transport: SharedArrayBuffer;
}

/** Posted for each stem that can't be read to its end, and when nothing is left on the disk. */
export type FeederMessage = { readonly failure: string } | { readonly closed: true };

const SLEEP_MS = 50;

// The worker's own scope: its declarations can't stand beside those of the DOM.
const scope = globalThis as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<FeederTask>) => void): void;
  postMessage(message: FeederMessage): void;
  close(): void;
};

scope.addEventListener("message", ({ data }) => {
  feed(data).catch(report);
});

function report(error: unknown): void {
  scope.postMessage({ failure: error instanceof Error ? error.message : String(error) });
}

async function feed({ module, sampleRateHz, stems, transport }: FeederTask): Promise<void> {
  const shared = new Int32Array(transport);
  await removeLeftovers();
  const feeds = stems.map(({ name, file, ring }) => new StemFeed({ source: blobSource(name, file), ring, sampleRateHz, module }));
  let epoch = -1;
  while (Atomics.load(shared, CLOSED) === 0) {
    const wanted = Atomics.load(shared, WORKLET_EPOCH);
    if (wanted !== epoch) {
      const block = Atomics.load(shared, BLOCK);
      if (Atomics.load(shared, WORKLET_EPOCH) !== wanted) continue;
      await Promise.all(feeds.map((one) => one.restart(block)));
      epoch = wanted;
    }
    // Between a seek and the worklet's answer nothing is worth reading.
    const hungry = Atomics.load(shared, SEEK_EPOCH) === epoch ? feeds.filter((one) => one.wantsMore) : [];
    await Promise.all(hungry.map((one) => one.feed().catch(report)));
    if (Atomics.load(shared, FEEDER_EPOCH) !== epoch && feeds.every((one) => one.isPrimed)) {
      Atomics.store(shared, FEEDER_EPOCH, epoch);
    }
    if (hungry.length > 0) continue;
    const behind = leastDecoded(feeds);
    if (behind) await behind.decodeAhead().catch(report);
    else Atomics.wait(shared, BLOCK, Atomics.load(shared, BLOCK), SLEEP_MS);
  }
  await Promise.all(feeds.map((one) => one.close()));
  scope.postMessage({ closed: true });
  scope.close();
}

/** The stem that has been decoded least far, while any is not whole. */
function leastDecoded(feeds: readonly StemFeed[]): StemFeed | null {
  let least: StemFeed | null = null;
  for (const one of feeds) {
    if (one.decodedFrames !== null && one.decodedFrames < (least?.decodedFrames ?? Infinity)) least = one;
  }
  return least;
}
