// Streams an uncompressed file as planar chunks, and reads any range of it.
import type { AudioReader, ByteSource, PcmLayout } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import type { PcmHeader } from "./layout.ts";
import { truncated } from "./layout.ts";
import { decodePcm, firstNonFiniteFrame } from "./samples.ts";

const CHUNK_FRAMES = 16384;

export function openPcm(source: ByteSource, header: PcmHeader): AudioReader {
  const { layout, info, tags } = header;
  return {
    info,
    tags,
    pcm: layout,
    chunks: (signal) => pcmChunks(source, header, signal),
    close: async () => source.close?.(),
  };
}

async function* pcmChunks(source: ByteSource, header: PcmHeader, signal?: AbortSignal): AsyncGenerator<Float32Array[]> {
  const { layout, info } = header;
  for (let at = 0; at < layout.frames; ) {
    signal?.throwIfAborted();
    const wanted = Math.min(CHUNK_FRAMES, layout.frames - at);
    const bytes = await source.read(layout.dataOffset + at * layout.bytesPerFrame, wanted * layout.bytesPerFrame);
    if (bytes.length < wanted * layout.bytesPerFrame) {
      const real = at + Math.floor(bytes.length / layout.bytesPerFrame);
      throw truncated(source.name, layout.frames, real, info.sampleRateHz);
    }
    const planar = Array.from({ length: layout.channels }, () => new Float32Array(wanted));
    decodePcm(layout, bytes, wanted, planar);
    if (info.encoding === "float") refuseNonFinite(source.name, planar, wanted, at, info.sampleRateHz);
    yield planar;
    at += wanted;
  }
}

/**
 * Frames [from, from + frames) of an uncompressed file, at once: `into[channel][0 …]`. Frames before the start or past the
 * end of the file are silence. The source must be able to read without waiting.
 */
export function readPcmRange(
  source: ByteSource,
  layout: PcmLayout,
  from: number,
  frames: number,
  into: readonly Float32Array[],
): void {
  if (!source.readSync) throw new Error(`This source cannot read at once: ${source.name}. Open it with a host that can.`);
  const first = Math.max(0, Math.min(layout.frames, from));
  const last = Math.max(first, Math.min(layout.frames, from + frames));
  const head = Math.max(0, Math.min(frames, first - from));
  for (const channel of into) {
    channel.fill(0, 0, head);
    channel.fill(0, head + last - first, frames);
  }
  if (last === first) return;
  const bytes = source.readSync(layout.dataOffset + first * layout.bytesPerFrame, (last - first) * layout.bytesPerFrame);
  if (bytes.length < (last - first) * layout.bytesPerFrame)
    throw new AudioFileError(
      "truncated",
      "The file became shorter while it was read",
      source.name,
      "Leave the stems alone while rendering.",
    );
  decodePcm(layout, bytes, last - first, into, head);
}

/** Refuses sound that is not a number: one such sample would silence everything after it. */
export function refuseNonFinite(
  file: string,
  planar: readonly Float32Array[],
  frames: number,
  firstFrame: number,
  sampleRateHz: number,
): void {
  const bad = firstNonFiniteFrame(planar, frames);
  if (bad < 0) return;
  throw nonFinite(file, firstFrame + bad, sampleRateHz);
}

/** `frame`: the first that holds a sample that is not a number. */
export function nonFinite(file: string, frame: number, sampleRateHz: number): AudioFileError {
  return new AudioFileError(
    "non-finite-samples",
    `The file holds samples that are not numbers, the first at frame ${frame} (${(frame / sampleRateHz).toFixed(3)} s)`,
    file,
    "Export it again from the program that made it, or as 24-bit integers.",
  );
}
