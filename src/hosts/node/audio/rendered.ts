// A tap of a session as a stream: rendered anew at each pass.
import type { Tap } from "../../../course/listen.ts";
import type { Project } from "../../../index.ts";
import { renderSession, sessionFrames } from "../render/render-session.ts";
import type { AudioStream } from "./stream.ts";

export interface RenderedOptions {
  /** The master's output when left out. */
  readonly tap?: Tap;
  readonly fromFrame?: number;
  /** The end of song and tail when left out. */
  readonly toFrame?: number;
  readonly workers?: number;
}

/** @throws PlanError when the session can't be rendered */
export function rendered({ session, folder }: Project, options: RenderedOptions = {}): AudioStream {
  const { tap = { strip: "master", point: "output" }, fromFrame = 0, workers } = options;
  const toFrame = Math.max(fromFrame, options.toFrame ?? sessionFrames(session));
  return {
    sampleRateHz: session.sampleRateHz,
    channels: 2,
    frames: toFrame - fromFrame,
    async *chunks(signal) {
      const request = { session, baseFolder: folder, taps: [tap], fromFrame, toFrame };
      const chunks = renderSession({ ...request, ...(workers !== undefined && { workers }), ...(signal && { signal }) });
      for await (const { channels } of chunks) yield channels;
    },
  };
}
