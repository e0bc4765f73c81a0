// Ogg Vorbis, decoded by libvorbis in WebAssembly, fed in pieces.
import { OggVorbisDecoder } from "@wasm-audio-decoders/ogg-vorbis";
import type { ByteSource } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { pieces } from "../pieces.ts";

export async function* vorbisChunks(
  source: ByteSource,
  channels: number,
  sampleRateHz: number,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let done = 0;
  const sound = ({ channelData, samplesDecoded, errors }: Awaited<ReturnType<typeof decoder.decode>>): Float32Array[] | null => {
    if (errors[0]) throw damaged(source.name, done, sampleRateHz, errors[0].message);
    if (samplesDecoded <= 0) return null;
    if (channelData.length !== channels) throw damaged(source.name, done, sampleRateHz, "a packet disagrees with the header");
    done += samplesDecoded;
    return channelData;
  };
  try {
    for await (const piece of pieces(source, 0, source.size, signal)) {
      const planar = sound(await decoder.decode(piece));
      if (planar) yield planar;
    }
    const rest = sound(await decoder.flush());
    if (rest) yield rest;
  } catch (error) {
    throw error instanceof AudioFileError || signal?.aborted ? error : damaged(source.name, done, sampleRateHz, String(error));
  } finally {
    decoder.free();
  }
}

function damaged(file: string, frame: number, sampleRateHz: number, why: string): AudioFileError {
  return new AudioFileError(
    "corrupt",
    `The Vorbis data is damaged near frame ${frame} (${(frame / sampleRateHz).toFixed(2)} s): ${why}`,
    file,
    "Copy or export the file again.",
  );
}
