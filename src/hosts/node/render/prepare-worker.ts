// Worker thread: decodes the stems it is sent into the cache, one at a time.
import { parentPort } from "node:worker_threads";
import { prepareStem, type StemRequest } from "./stem-cache.ts";
import { plainError } from "./thread-error.ts";

parentPort?.on("message", (request: StemRequest) => {
  prepareStem(request).then(
    (prepared) => parentPort?.postMessage({ prepared }),
    (error: unknown) => parentPort?.postMessage({ failure: plainError(error) }),
  );
});
