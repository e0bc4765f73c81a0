// Several taps of a session rendered in one pass into temporary 32-bit float files, measured on the way.
import { join } from "node:path";
import type { Tap } from "../../../course/listen.ts";
import type { Project, Watch } from "../../../index.ts";
import { createMeter, type Measurement, type MeasurementHistory } from "../../../measure/index.ts";
import { type FileStream, fileStream } from "../audio/file-stream.ts";
import { createAudioFile } from "../files/open-audio-file.ts";
import { renderSession, sessionFrames } from "../render/render-session.ts";

/** What came out of one tap: the audio as it is, not yet on any grid. */
export interface Bounce {
  readonly audio: FileStream;
  readonly measurement: Measurement;
  readonly history: MeasurementHistory;
}

export interface BounceOptions {
  /** Where the temporary files go; the caller takes them away. */
  readonly folder: string;
  readonly workers?: number;
}

/** Renders song and tail. @throws PlanError, AudioFileError */
export async function bounce(project: Project, taps: readonly Tap[], options: BounceOptions, watch: Watch): Promise<Bounce[]> {
  const { session, folder } = project;
  const paths = taps.map((tap) => join(options.folder, `bounce-${tap.strip}.wav`));
  const shape = { sampleRateHz: session.sampleRateHz, channels: 2 } as const;
  const target = { format: "wav", bitDepth: 32, encoding: "float" } as const;
  const writers = await Promise.all(paths.map((path) => createAudioFile(path, target, shape)));
  const meters = taps.map(() => createMeter(shape));
  try {
    const chunks = renderSession({
      session,
      baseFolder: folder,
      taps,
      toFrame: sessionFrames(session),
      ...(options.workers !== undefined && { workers: options.workers }),
      ...(watch.signal && { signal: watch.signal }),
      onProgress: (share) => watch.onProgress?.(share, "rendering the song"),
    });
    for await (const { tap, channels, frames } of chunks) {
      meters[tap]?.push(channels, frames);
      await writers[tap]?.write(channels, frames);
    }
    for (const writer of writers) await writer.finish();
  } catch (error) {
    await Promise.all(writers.map((writer) => writer.abort()));
    throw error;
  }
  return Promise.all(
    meters.map(async (meter, index) => ({
      audio: await fileStream(paths[index] ?? ""),
      measurement: meter.result(),
      history: meter.history(),
    })),
  );
}
