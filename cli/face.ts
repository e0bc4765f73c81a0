// How a command speaks: results on stdout, everything else on stderr, one JSON document where asked for.
import type { SingleBar } from "cli-progress";

export interface FaceOptions {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** Where a long work stands: 0..1 and what is being done. */
export type Progress = (share: number, doing: string) => void;

/** Between two plain progress lines where there is no terminal. */
const PLAIN_INTERVAL_MS = 5000;

export class Face {
  readonly json: boolean;
  readonly quiet: boolean;
  #bars: typeof import("cli-progress") | null = null;
  #bar: SingleBar | null = null;
  #startedMs = 0;
  #lastLineMs = 0;
  #highest = 0;

  constructor(options: FaceOptions) {
    this.json = options.json;
    this.quiet = options.quiet;
    // Only a terminal waits for the bar; nothing else should pay for loading it.
    if (!this.quiet && process.stderr.isTTY) void import("cli-progress").then((bars) => (this.#bars = bars));
  }

  /** The command's result: `text` for people, `json` for programs. Call once, at the end. */
  result(json: unknown, text: string): void {
    this.endProgress();
    process.stdout.write(this.json ? `${JSON.stringify(json, null, 2)}\n` : `${text.trimEnd()}\n`);
  }

  /** A remark on stderr. */
  note(text: string): void {
    if (this.quiet) return;
    this.#bar?.stop();
    this.#bar = null;
    process.stderr.write(`${text}\n`);
  }

  /** Progress with time left: a bar on a terminal, a line every few seconds elsewhere. */
  readonly progress: Progress = (share, doing) => {
    if (this.quiet) return;
    const now = Date.now();
    if (this.#startedMs === 0) this.#startedMs = this.#lastLineMs = now;
    this.#highest = Math.max(this.#highest, Math.min(1, share));
    const left = timeLeft(now - this.#startedMs, this.#highest);
    if (process.stderr.isTTY) this.#drawBar(doing, left);
    else if (now - this.#lastLineMs >= PLAIN_INTERVAL_MS) {
      this.#lastLineMs = now;
      process.stderr.write(`${String(Math.round(this.#highest * 100)).padStart(3)} %  ${left.padEnd(12)}  ${doing}\n`);
    }
  };

  /** Takes the bar away and starts counting anew. */
  endProgress(): void {
    this.#bar?.stop();
    this.#bar = null;
    this.#startedMs = 0;
    this.#highest = 0;
    this.#lastLineMs = 0;
  }

  #drawBar(doing: string, left: string): void {
    if (!this.#bars) return;
    if (!this.#bar) {
      const format = " {bar} {percentage} %  {left}  {doing}";
      this.#bar = new this.#bars.SingleBar(
        { format, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 24 },
        this.#bars.Presets.shades_classic,
      );
      this.#bar.start(1000, 0, { doing, left });
    }
    this.#bar.update(Math.round(this.#highest * 1000), { doing, left });
  }
}

/** «1:05 left», from the share that is done and the time it took. */
export function timeLeft(elapsedMs: number, share: number): string {
  if (share < 0.02 || elapsedMs < 1000) return "";
  const seconds = Math.ceil((elapsedMs * (1 - share)) / share / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}
