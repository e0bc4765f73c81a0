// Render threads that wait for work: a course listens dozens of times, and a thread takes longer to start than a short listening.
// Idle threads do not keep the process alive.
import { Worker } from "node:worker_threads";

/** Idle threads that are kept. */
const KEPT = 8;
const idle: Worker[] = [];

/** A thread that waits for a RenderTask. */
export function takeThread(): Worker {
  const worker = idle.pop() ?? new Worker(new URL("./render-worker.js", import.meta.url));
  worker.removeAllListeners();
  worker.ref();
  return worker;
}

/** Takes back a thread that has finished its task. */
export async function giveThreadBack(worker: Worker): Promise<void> {
  worker.removeAllListeners();
  if (idle.length >= KEPT) {
    await worker.terminate();
    return;
  }
  const forget = () => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  };
  worker.on("exit", forget);
  worker.on("error", forget);
  worker.unref();
  idle.push(worker);
}
