// Worker thread: measures the files whose paths it is sent, one at a time.
import { parentPort } from "node:worker_threads";
import { measureFile } from "./measure-file.ts";

parentPort?.on("message", (path: string) => {
  measureFile(path).then(
    (measured) => parentPort?.postMessage({ measured }),
    (error: unknown) => parentPort?.postMessage({ failure: plainError(error) }),
  );
});

/** What of an error survives the way between threads. */
function plainError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  return { ...error, name: error.name, message: error.message };
}
