// The part that WAV and AIFF writers share: header, frames as they come, then the sizes put right.
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "../audio.ts";
import { bytesPerSample, encodePcm, type WrittenSample } from "./samples.ts";

export interface PcmPlan {
  readonly target: AudioTarget;
  readonly shape: AudioShape;
  readonly sample: WrittenSample;
  readonly header: Uint8Array;
  /** Called behind the last (padded) byte of sound. */
  close(frames: number, dataBytes: number): Promise<void>;
  /** Refuses a length the format cannot hold, before it is written. */
  check?(frames: number): void;
}

const BLOCK_FRAMES_MOST = 16384;

export function pcmWriter(sink: ByteSink, plan: PcmPlan): AudioWriter {
  const bytesPerFrame = bytesPerSample(plan.sample) * plan.shape.channels;
  const buffer = new Uint8Array(BLOCK_FRAMES_MOST * bytesPerFrame);
  let written = 0;
  let clippedSamples = 0;
  let started = false;
  const start = async () => {
    if (started) return;
    started = true;
    await sink.append(plan.header);
  };
  return {
    target: plan.target,
    async write(planar, frames) {
      await start();
      plan.check?.(written + frames);
      for (let at = 0; at < frames; at += BLOCK_FRAMES_MOST) {
        const count = Math.min(BLOCK_FRAMES_MOST, frames - at);
        const part = at === 0 ? planar : planar.map((channel) => channel.subarray(at, at + count));
        clippedSamples += encodePcm(plan.sample, part.slice(0, plan.shape.channels), count, buffer);
        await sink.append(buffer.subarray(0, count * bytesPerFrame));
      }
      written += frames;
    },
    async finish() {
      await start();
      const dataBytes = written * bytesPerFrame;
      if (dataBytes % 2) await sink.append(new Uint8Array(1));
      await plan.close(written, dataBytes);
      const bytes = sink.size;
      await sink.finish();
      return { frames: written, clippedSamples, bytes };
    },
    abort: () => sink.abort(),
  };
}
