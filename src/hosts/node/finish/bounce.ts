// Mix and master as they will be delivered: rendered, measured on the way, cut where they have died away.
import { join } from "node:path";
import type { Project, Watch } from "../../../index.ts";
import { createMeter, type Measurement, type MeasurementHistory } from "../../../measure/index.ts";
import { fileStream } from "../audio/file-stream.ts";
import { rendered } from "../audio/rendered.ts";
import { type AudioStream, chunkFrames } from "../audio/stream.ts";
import { shortened } from "../audio/shortened.ts";
import { writeStream } from "../audio/write-stream.ts";

/** What came out of one bus: the audio as it is, not yet on any grid. */
export interface Bounce {
  readonly audio: AudioStream;
  readonly measurement: Measurement;
  readonly history: MeasurementHistory;
}

export interface BounceOptions {
  /** Where the temporary files go; the caller takes them away. */
  readonly folder: string;
  readonly workers?: number;
  /** The end of the longest stem: nothing is cut before it. */
  readonly songFrames: number;
}

/** What is quieter than the meter's silence is kept for so long, so that nothing breaks off. */
const AFTER_SILENCE_S = 1;

/** Renders a bus with its tail. @throws PlanError, AudioFileError */
export async function bounce(project: Project, strip: "mix" | "master", options: BounceOptions, watch: Watch): Promise<Bounce> {
  const path = join(options.folder, `bounce-${strip}.wav`);
  const { workers } = options;
  const source = rendered(project, { tap: { strip, point: "output" }, ...(workers !== undefined && { workers }) });
  const target = { format: "wav", bitDepth: 32, encoding: "float" } as const;
  await writeStream(source, path, target, {
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => watch.onProgress?.(0.9 * share, `rendering the ${strip}`),
  });
  const whole = await fileStream(path);
  const frames = await heardFrames(whole, options.songFrames, watch.signal);
  return measuredBounce(shortened(whole, frames), watch.signal);
}

/** The same audio, cut to a length. */
export async function cutBounce(bounced: Bounce, frames: number, signal?: AbortSignal): Promise<Bounce> {
  return bounced.audio.frames === frames ? bounced : measuredBounce(shortened(bounced.audio, frames), signal);
}

async function measuredBounce(audio: AudioStream, signal?: AbortSignal): Promise<Bounce> {
  const meter = createMeter({ sampleRateHz: audio.sampleRateHz, channels: audio.channels });
  for await (const planar of audio.chunks(signal)) meter.push(planar);
  return { audio, measurement: meter.result(), history: meter.history() };
}

/** Song and tail as far as it is heard. */
async function heardFrames(audio: AudioStream, songEnd: number, signal?: AbortSignal): Promise<number> {
  const meter = createMeter({ sampleRateHz: audio.sampleRateHz, channels: audio.channels, bands: false });
  let frames = 0;
  for await (const planar of audio.chunks(signal)) {
    meter.push(planar);
    frames += chunkFrames(planar);
  }
  const loudEnd = frames - Math.round(meter.result().silentTailS * audio.sampleRateHz);
  return Math.min(frames, Math.max(songEnd, loudEnd + AFTER_SILENCE_S * audio.sampleRateHz));
}
