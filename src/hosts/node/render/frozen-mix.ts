// What goes into the master, rendered once: mastering listens again and again, and nothing before the master changes meanwhile.
import { join } from "node:path";
import { planSession } from "../../../engine/plan-session.ts";
import type { Session } from "../../../session/schema.ts";
import { MIX_ID } from "../../../session/strips.ts";
import { createMeter } from "../../../measure/index.ts";
import { masterAlone } from "../../../master/alone.ts";
import { createAudioFile } from "../files/open-audio-file.ts";
import { renderSession } from "./render-session.ts";

export interface FrozenMixOptions {
  /** Relative paths of the session's stems begin here. */
  readonly baseFolder: string;
  /** Where the rendered mix is put. The caller takes it away. */
  readonly scratchFolder: string;
  readonly workers?: number;
}

/** What is quieter than the meter's silence is kept for so long, so that nothing breaks off. */
const AFTER_SILENCE_S = 1;

export interface FreezeWatch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

/** Keeps the last mix that was rendered. */
export class FrozenMix {
  readonly #options: FrozenMixOptions;
  #key = "";
  #path = "";
  #frames = 0;
  #made = 0;

  constructor(options: FrozenMixOptions) {
    this.#options = options;
  }

  /**
   * A session with the same master whose only track is the mix, with its tail as far as it is heard: its master gives the same samples.
   * Null where the master listens to other strips as well.
   */
  async sessionFor(session: Session, watch: FreezeWatch = {}): Promise<Session | null> {
    const printed = { contentHash: "", format: "wav", sampleRateHz: session.sampleRateHz, channels: 2, bitDepth: 32 } as const;
    if (!masterAlone(session, { ...printed, path: this.#path || "mix.wav", fileFrames: 0, frames: 0 })) return null;
    const key = keyOf(session);
    if (key !== this.#key) {
      await this.#render(session, watch);
      this.#key = key;
    }
    return masterAlone(session, { ...printed, path: this.#path, fileFrames: this.#frames, frames: this.#frames });
  }

  async #render(session: Session, { signal, onProgress }: FreezeWatch): Promise<void> {
    const { baseFolder, scratchFolder, workers } = this.#options;
    const plan = planSession(session, { taps: [{ strip: MIX_ID, point: "output" }] });
    const frames = plan.songFrames + plan.tailFrames;
    const path = join(scratchFolder, `mix-${++this.#made}.wav`);
    const target = { format: "wav", bitDepth: 32, encoding: "float" } as const;
    const shape = { sampleRateHz: session.sampleRateHz, channels: 2 } as const;
    const writer = await createAudioFile(path, target, shape);
    const meter = createMeter({ ...shape, bands: false });
    try {
      const chunks = renderSession({
        session,
        baseFolder,
        taps: [{ strip: MIX_ID, point: "output" }],
        toFrame: frames,
        ...(workers !== undefined && { workers }),
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      for await (const chunk of chunks) {
        meter.push(chunk.channels, chunk.frames);
        await writer.write(chunk.channels, chunk.frames);
      }
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    this.#path = path;
    // Declared tails are upper bounds: what has died away is no music, and would be held against the record.
    const heard = frames - Math.round((meter.result().silentTailS - AFTER_SILENCE_S) * session.sampleRateHz);
    this.#frames = Math.min(frames, Math.max(plan.songFrames, heard));
  }
}

/** Everything that the mix depends on. */
function keyOf(session: Session): string {
  const { sampleRateHz, seed, panLawDb, tempoBpm, stems, tracks, groups, returns, mix, master } = session;
  return JSON.stringify([sampleRateHz, seed, panLawDb, tempoBpm, stems, tracks, groups, returns, mix, master.solo]);
}
