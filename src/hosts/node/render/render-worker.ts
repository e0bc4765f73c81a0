// Worker thread: renders parts of plans, one at a time, chunk after chunk. Imports nothing that decodes: threads have to start quickly.
import { parentPort } from "node:worker_threads";
import { CHUNK_BLOCKS, type ChunkLaneMemory, ChunkWriter } from "./chunk-lane.ts";
import { type PartRequest, PartRunner } from "./part-runner.ts";
import { plainError } from "./thread-error.ts";

/** What the thread is sent. It answers with `ready` for every chunk and with `heard` or `failure` at the end. */
export interface RenderTask {
  readonly module: WebAssembly.Module;
  readonly part: PartRequest;
  /** The first so many taps of the part's plan are written to the lane. */
  readonly exports: number;
  readonly lane: ChunkLaneMemory;
  readonly blocks: number;
}

function render(task: RenderTask): void {
  const runner = new PartRunner(task.part, task.module);
  const lane = new ChunkWriter(task.lane);
  try {
    for (let chunk = 0; chunk * CHUNK_BLOCKS < task.blocks; chunk++) {
      if (!lane.waitForSlot(chunk)) return;
      const blocks = Math.min(CHUNK_BLOCKS, task.blocks - chunk * CHUNK_BLOCKS);
      for (let block = 0; block < blocks; block++) {
        runner.process();
        for (let port = 0; port < task.exports; port++) lane.write(chunk, port, block, runner.tap(port).array);
      }
      lane.publish(chunk);
      parentPort?.postMessage({ ready: chunk });
    }
    parentPort?.postMessage({ heard: runner.answers() });
  } finally {
    runner.close();
  }
}

parentPort?.on("message", (task: RenderTask) => {
  try {
    render(task);
  } catch (error) {
    parentPort?.postMessage({ failure: plainError(error) });
  }
});
