// Decodes FLAC with libFLAC in WebAssembly, fed in pieces, and puts its samples back onto the exact integer grid.
import { FLACDecoder } from "@wasm-audio-decoders/flac";
import type { AudioReader, ByteSource } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { pieces } from "../pieces.ts";
import { truncated } from "../pcm/layout.ts";
import { type FlacHeader, readFlacHeader } from "./stream-info.ts";

/** `start` is where «fLaC» stands in the file. */
export async function openFlac(source: ByteSource, start: number, acceptTruncated = false): Promise<AudioReader> {
  const header = await readFlacHeader(source, start);
  const { sampleRateHz, channels, bitDepth, frames, tags } = header;
  return {
    info: { format: "flac", sampleRateHz, channels, bitDepth, encoding: "int", frames },
    tags,
    pcm: null,
    chunks: (signal) => flacChunks(source, header, acceptTruncated, signal),
    close: async () => source.close?.(),
  };
}

async function* flacChunks(
  source: ByteSource,
  header: FlacHeader,
  acceptTruncated: boolean,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  const decoder = new FLACDecoder();
  await decoder.ready;
  let done = 0;
  const sound = (decoded: Awaited<ReturnType<typeof decoder.decode>>): Float32Array[] | null => {
    const first = decoded.errors[0];
    if (first) throw corrupt(source.name, done, header.sampleRateHz, first.message);
    if (decoded.samplesDecoded === 0) return null;
    if (decoded.channelData.length !== header.channels || decoded.sampleRate !== header.sampleRateHz)
      throw corrupt(source.name, done, header.sampleRateHz, "a frame disagrees with the header");
    done += decoded.samplesDecoded;
    for (const channel of decoded.channelData) ontoGrid(channel, header.bitDepth);
    return decoded.channelData;
  };
  try {
    for await (const piece of pieces(source, header.audioOffset, source.size, signal)) {
      const planar = sound(await decoder.decode(piece));
      if (planar) yield planar;
    }
    const rest = source.size > header.audioOffset ? sound(await decoder.flush()) : null;
    if (rest) yield rest;
  } finally {
    decoder.free();
  }
  if (header.frames !== null && done < header.frames && !acceptTruncated)
    throw truncated(source.name, header.frames, done, header.sampleRateHz);
}

/** The decoder divides by 2^(b-1) - 1, where everyone else divides by 2^(b-1): back to the integer, and on (+ 0 keeps −0 out). */
function ontoGrid(channel: Float32Array, bitDepth: number): void {
  const full = 1 << (bitDepth - 1);
  const theirs = full - 1;
  for (let i = 0; i < channel.length; i++) channel[i] = Math.round((channel[i] ?? 0) * theirs) / full + 0;
}

function corrupt(file: string, frame: number, sampleRateHz: number, why: string): AudioFileError {
  return new AudioFileError(
    "corrupt",
    `The FLAC data is damaged near frame ${frame} (${(frame / sampleRateHz).toFixed(2)} s): ${why}`,
    file,
    "Copy or export the file again.",
  );
}
