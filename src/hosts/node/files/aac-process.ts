// Decodes AAC in a process of its own (see aac-child.ts), one a stream.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AacDecoder, AacDecoderProvider } from "../../../formats/aac/aac-decoder.ts";
import { AudioFileError } from "../../../formats/audio-file-error.ts";
import type { AacAnswer, AacRequest } from "./aac-child.ts";

type Question = AacRequest extends infer R ? (R extends AacRequest ? Omit<R, "id"> : never) : never;

/** FAAD2 gives nothing for its first access unit. */
export const nodeAacDecoder: AacDecoderProvider = {
  silentUnits: 1,
  async open(config, file) {
    const child = new AacChild();
    const answer = await child.ask({ ask: "open", config });
    if ("error" in answer) {
      await child.close();
      throw answer.missing ? noDecoder(file) : broken(file, answer.error);
    }
    return {
      async decode(units) {
        const answer = await child.ask({ ask: "decode", units });
        if ("error" in answer) throw broken(file, answer.error);
        return { planar: answer.planar, sampleRateHz: answer.sampleRateHz };
      },
      close: () => child.close(),
    } satisfies AacDecoder;
  },
};

class AacChild {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: AacAnswer) => void>();
  #gone: string | null = null;
  #id = 0;

  constructor() {
    this.#process = fork(childProgram(), {
      serialization: "advanced",
      execArgv: [],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#process.on("message", (answer: AacAnswer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#process.on("error", (error) => this.#end(error.message));
    this.#process.on("exit", (code, signal) => this.#end(`the decoder ended with ${signal ?? code}`));
  }

  ask(question: Question): Promise<AacAnswer> {
    return new Promise((answered) => {
      const id = ++this.#id;
      if (this.#gone !== null) {
        answered({ id, error: this.#gone, missing: false });
        return;
      }
      this.#waiting.set(id, answered);
      this.#process.send({ ...question, id }, (error) => {
        if (error) this.#end(error.message);
      });
    });
  }

  async close(): Promise<void> {
    if (this.#gone === null && this.#process.connected) this.#process.disconnect();
  }

  #end(why: string): void {
    this.#gone ??= why;
    for (const [id, answered] of this.#waiting) answered({ id, error: why, missing: false });
    this.#waiting.clear();
  }
}

/** The compiled program; when this runs from its source, the one in dist. */
function childProgram(): string {
  const here = import.meta.url;
  return fileURLToPath(
    here.endsWith(".ts") ? new URL("../../../../dist/src/hosts/node/files/aac-child.js", here) : new URL("./aac-child.js", here),
  );
}

function noDecoder(file: string): AudioFileError {
  return new AudioFileError(
    "no-aac-decoder",
    "There is no AAC decoder here",
    file,
    "Install the optional package @audio/decode-aac (GPL-2.0), or convert the file to WAV or FLAC.",
  );
}

function broken(file: string, why: string): AudioFileError {
  return new AudioFileError("corrupt", `The AAC data cannot be decoded (${why})`, file, "Copy or export the file again.");
}
