// Writes FLAC: libFLAC in WebAssembly makes the frames, we write the file around them, with the MD5 of the samples.
import { registerFlacEncoder } from "@mediabunny/flac-encoder";
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { ascii, join, viewOf } from "../bytes.ts";
import { type Packet, PacketEncoder } from "../packet-encoder.ts";
import { encodePcm } from "../pcm/samples.ts";
import { writeVorbisComments } from "../vorbis-comments.ts";
import { Md5 } from "./md5.ts";

type FlacTarget = Extract<AudioTarget, { format: "flac" }>;

/** The block length of libFLAC's level 5 at every rate. */
const ENCODER_BLOCK_FRAMES = 4096;
const CHUNK_FRAMES = 16384;
const RATES = [8000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400, 192000];

export function writeFlac(sink: ByteSink, target: FlacTarget, shape: AudioShape): AudioWriter {
  if (!RATES.includes(shape.sampleRateHz))
    throw new AudioFileError(
      "output-failed",
      `FLAC is not written at ${shape.sampleRateHz} Hz`,
      sink.name,
      "Convert to 44100, 48000, 88200 or 96000 Hz first.",
    );
  registerFlacEncoder();
  const encoder = new PacketEncoder("flac", shape);
  const md5 = new Md5();
  const bytesPerSample = target.bitDepth / 8;
  const packed = new Uint8Array(CHUNK_FRAMES * shape.channels * bytesPerSample);
  const sizes = { smallest: 0, largest: 0 };
  let frames = 0;
  let clippedSamples = 0;
  let started = false;
  const put = async (packets: Packet[]) => {
    if (!started) {
      started = true;
      const comments = writeVorbisComments(shape.tags ?? {});
      await sink.append(join([ascii("fLaC"), Uint8Array.of(0, 0, 0, 34), new Uint8Array(34)]));
      await sink.append(join([Uint8Array.of(0x84, 0, comments.length >> 8, comments.length & 0xff), comments]));
    }
    for (const { data } of packets) {
      sizes.smallest = sizes.smallest === 0 ? data.length : Math.min(sizes.smallest, data.length);
      sizes.largest = Math.max(sizes.largest, data.length);
      await sink.append(data);
    }
  };
  return {
    target,
    async write(planar, count) {
      for (let at = 0; at < count; at += CHUNK_FRAMES) {
        const part = Math.min(CHUNK_FRAMES, count - at);
        const channels = planar.slice(0, shape.channels).map((channel) => channel.subarray(at, at + part));
        const bytes = packed.subarray(0, part * shape.channels * bytesPerSample);
        clippedSamples += encodePcm(target.bitDepth === 16 ? "s16le" : "s24le", channels, part, bytes);
        md5.update(bytes);
        await put(await encoder.encode(unpacked(bytes, target.bitDepth)));
        frames += part;
      }
    },
    async finish() {
      await put(await encoder.finish());
      await sink.patch(8, streamInfo(target, shape, frames, sizes, md5.finish()));
      const bytes = sink.size;
      await sink.finish();
      return { frames, clippedSamples, bytes };
    },
    async abort() {
      await encoder.cancel();
      await sink.abort();
    },
  };
}

/** Packed little-endian samples as the encoder wants them: 16 bits as they are, 24 in the upper bits of 32. */
function unpacked(bytes: Uint8Array, bitDepth: 16 | 24): Int16Array | Int32Array {
  if (bitDepth === 16) return new Int16Array(bytes.slice().buffer);
  const out = new Int32Array(bytes.length / 3);
  for (let i = 0, p = 0; i < out.length; i++, p += 3)
    out[i] = ((bytes[p] ?? 0) << 8) | ((bytes[p + 1] ?? 0) << 16) | ((bytes[p + 2] ?? 0) << 24);
  return out;
}

function streamInfo(
  target: FlacTarget,
  shape: AudioShape,
  frames: number,
  sizes: { smallest: number; largest: number },
  md5: Uint8Array,
): Uint8Array {
  const body = new Uint8Array(34);
  const view = viewOf(body);
  view.setUint16(0, ENCODER_BLOCK_FRAMES, false);
  view.setUint16(2, ENCODER_BLOCK_FRAMES, false);
  body.set(u24(sizes.smallest), 4);
  body.set(u24(sizes.largest), 7);
  const packed =
    (BigInt(shape.sampleRateHz) << 44n) |
    (BigInt(shape.channels - 1) << 41n) |
    (BigInt(target.bitDepth - 1) << 36n) |
    BigInt.asUintN(36, BigInt(frames));
  view.setBigUint64(10, packed, false);
  body.set(md5, 18);
  return body;
}

function u24(n: number): Uint8Array {
  return Uint8Array.of((n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff);
}
