// What goes into the master, rendered once: mastering listens again and again, and nothing before the master changes meanwhile.
import { join } from "node:path";
import { planSession } from "../../../engine/plan-session.ts";
import type { Session } from "../../../session/schema.ts";
import { emptySession, MASTER_ID, MIX_ID, neutralTrack } from "../../../session/index.ts";
import { createAudioFile } from "../files/open-audio-file.ts";
import { renderSession } from "./render-session.ts";

export interface FrozenMixOptions {
  /** Relative paths of the session's stems begin here. */
  readonly baseFolder: string;
  /** Where the rendered mix is put. The caller takes it away. */
  readonly scratchFolder: string;
  readonly workers?: number;
}

export interface FreezeWatch {
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number) => void;
}

const STEM_ID = "frozen-mix";

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
   * A session with the same master whose only track is the mix, tail included: its master gives the same samples.
   * Null where the master listens to other strips as well.
   */
  async sessionFor(session: Session, watch: FreezeWatch = {}): Promise<Session | null> {
    if (session.master.inserts.some((insert) => insert.keyFrom !== null)) return null;
    const key = keyOf(session);
    if (key !== this.#key) {
      await this.#render(session, watch);
      this.#key = key;
    }
    const stem = {
      id: STEM_ID,
      path: this.#path,
      contentHash: "",
      format: "wav",
      sampleRateHz: session.sampleRateHz,
      channels: 2 as const,
      bitDepth: 32,
      fileFrames: this.#frames,
      frames: this.#frames,
    };
    const frozen = emptySession(session.name, session.sampleRateHz, session.seed);
    const { panLawDb, tempoBpm, master } = session;
    return { ...frozen, panLawDb, tempoBpm, master, stems: [stem], tracks: [neutralTrack(STEM_ID, "Mix", STEM_ID)] };
  }

  async #render(session: Session, { signal, onProgress }: FreezeWatch): Promise<void> {
    const { baseFolder, scratchFolder, workers } = this.#options;
    const plan = planSession(session, { taps: [{ strip: MIX_ID, point: "output" }] });
    const frames = plan.songFrames + plan.tailFrames;
    const path = join(scratchFolder, `mix-${++this.#made}.wav`);
    const target = { format: "wav", bitDepth: 32, encoding: "float" } as const;
    const writer = await createAudioFile(path, target, { sampleRateHz: session.sampleRateHz, channels: 2 });
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
      for await (const chunk of chunks) await writer.write(chunk.channels, chunk.frames);
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
    this.#path = path;
    this.#frames = frames;
  }
}

/** Everything that the mix depends on. */
function keyOf(session: Session): string {
  const { sampleRateHz, seed, panLawDb, tempoBpm, stems, tracks, groups, returns, mix } = session;
  const anySolo = session[MASTER_ID].solo;
  return JSON.stringify([sampleRateHz, seed, panLawDb, tempoBpm, stems, tracks, groups, returns, mix, anySolo]);
}
