// A stem as the engine wants it: planar floats at the session's rate, from any frame on, with bounded memory.
import { createResampler } from "../../conversion/resampler.ts";
import type { AudioReader, ByteSource } from "../../formats/audio.ts";
import { truncated } from "../../formats/pcm/layout.ts";
import { refuseNonFinite } from "../../formats/pcm/pcm-reader.ts";
import { decodePcm } from "../../formats/pcm/samples.ts";
import { instantiateModule } from "../../kernels/instance.ts";

const CHUNK_FRAMES = 16384;

export interface OpenStem {
  readonly source: ByteSource;
  readonly reader: AudioReader;
  /** The session's rate, at which frames come and are counted. */
  readonly sampleRateHz: number;
  readonly module: WebAssembly.Module;
}

/** Whether a stem can begin anywhere: uncompressed and at the session's rate. Others are decoded from their start. */
export function beginsAnywhere({ reader, sampleRateHz }: OpenStem): boolean {
  return reader.pcm !== null && reader.info.sampleRateHz === sampleRateHz;
}

/** Worker thread. The samples are those that the offline render reads. @throws AudioFileError */
export async function* stemStream(stem: OpenStem, fromFrame: number): AsyncGenerator<Float32Array[]> {
  const { reader, sampleRateHz } = stem;
  if (beginsAnywhere(stem)) yield* pcmFrom(stem, fromFrame);
  else yield* withoutFirst(reader.info.sampleRateHz === sampleRateHz ? reader.chunks() : resampled(stem), fromFrame);
}

async function* pcmFrom({ source, reader }: OpenStem, fromFrame: number): AsyncGenerator<Float32Array[]> {
  const { info } = reader;
  const layout = reader.pcm as NonNullable<typeof reader.pcm>;
  for (let at = fromFrame; at < layout.frames; ) {
    const frames = Math.min(CHUNK_FRAMES, layout.frames - at);
    const wanted = frames * layout.bytesPerFrame;
    const bytes = await source.read(layout.dataOffset + at * layout.bytesPerFrame, wanted);
    if (bytes.length < wanted)
      throw truncated(source.name, layout.frames, at + Math.floor(bytes.length / layout.bytesPerFrame), info.sampleRateHz);
    const planar = Array.from({ length: layout.channels }, () => new Float32Array(frames));
    decodePcm(layout, bytes, frames, planar);
    if (info.encoding === "float") refuseNonFinite(source.name, planar, frames, at, info.sampleRateHz);
    yield planar;
    at += frames;
  }
}

async function* resampled({ reader, sampleRateHz: toHz, module }: OpenStem): AsyncGenerator<Float32Array[]> {
  const { sampleRateHz: fromHz, channels } = reader.info;
  const resampler = createResampler({ fromHz, toHz, channels, kernels: instantiateModule(module) });
  for await (const chunk of reader.chunks()) yield resampler.push(chunk);
  yield resampler.finish();
}

async function* withoutFirst(chunks: AsyncIterable<Float32Array[]>, frames: number): AsyncGenerator<Float32Array[]> {
  let left = frames;
  for await (const chunk of chunks) {
    const length = chunk[0]?.length ?? 0;
    if (left === 0) yield chunk;
    else if (left < length) yield chunk.map((channel) => channel.subarray(left));
    left = Math.max(0, left - length);
  }
}
