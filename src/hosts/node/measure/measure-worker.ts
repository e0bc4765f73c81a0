// Worker thread: measures the files whose paths it is sent, one at a time.
import { parentPort } from "node:worker_threads";
import { plainError } from "../render/thread-error.ts";
import { measureFile } from "./measure-file.ts";

parentPort?.on("message", (path: string) => {
  measureFile(path).then(
    (measured) => parentPort?.postMessage({ measured }),
    (error: unknown) => parentPort?.postMessage({ failure: plainError(error) }),
  );
});
