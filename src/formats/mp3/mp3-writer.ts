// Writes MP3 at a constant bit rate: LAME in WebAssembly makes the frames; we write the ID3 tag and the Info frame that
// tells players delay and padding, so that exactly the frames that went in come out.
import { createMp3Encoder } from "wasm-media-encoders";
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { crc16, infoFrame } from "./info-frame.ts";
import { writeId3 } from "./id3.ts";
import { type MpegHeader, parseMpegHeader } from "./mpeg-header.ts";

type Mp3Target = Extract<AudioTarget, { format: "mp3" }>;

export const MP3_BITRATES_KBPS = [32, 40, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320] as const;
const RATES = [32000, 44100, 48000];
const CHUNK_FRAMES = 1152 * 8;

export async function writeMp3(sink: ByteSink, target: Mp3Target, shape: AudioShape): Promise<AudioWriter> {
  const bitrateKbps = MP3_BITRATES_KBPS.find((kbps) => kbps === (target.bitrateKbps ?? 320));
  const outputSampleRate = RATES.find((rate) => rate === shape.sampleRateHz) as 32000 | 44100 | 48000 | undefined;
  if (!bitrateKbps)
    throw refused(
      sink.name,
      `MP3 has no bit rate of ${target.bitrateKbps} kbps`,
      `Choose one of ${MP3_BITRATES_KBPS.join(", ")}.`,
    );
  if (!outputSampleRate)
    throw refused(sink.name, `MP3 is not written at ${shape.sampleRateHz} Hz`, "Convert to 44100 or 48000 Hz first.");
  const encoder = await createMp3Encoder();
  encoder.configure({ channels: shape.channels, sampleRate: shape.sampleRateHz, bitrate: bitrateKbps, outputSampleRate });
  const id3 = writeId3(shape.tags ?? {});
  const stream: { counter: FrameCounter; first: MpegHeader | null } = { counter: new FrameCounter(), first: null };
  let frames = 0;
  let soundBytes = 0;
  let musicCrc = 0;
  const put = async (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    if (!stream.first) {
      stream.first = parseMpegHeader(bytes, 0);
      if (!stream.first) throw new Error("The MP3 encoder did not begin with a frame.");
      await sink.append(id3);
      await sink.append(infoFrame(stream.first, bytes, null));
    }
    stream.counter.feed(bytes);
    musicCrc = crc16(bytes, musicCrc);
    soundBytes += bytes.length;
    await sink.append(bytes);
  };
  return {
    target,
    async write(planar, count) {
      for (let at = 0; at < count; at += CHUNK_FRAMES) {
        const part = planar.slice(0, shape.channels).map((channel) => channel.subarray(at, Math.min(count, at + CHUNK_FRAMES)));
        await put(encoder.encode(part).slice());
      }
      frames += count;
    },
    async finish() {
      // LAME makes no frame at all of nothing: give it one frame of silence, and call all of it padding.
      if (frames === 0) await put(encoder.encode(Array.from({ length: shape.channels }, () => new Float32Array(1152))).slice());
      await put(encoder.finalize().slice());
      if (stream.first) {
        const numbers = { frames, mpegFrames: stream.counter.count, soundBytes, musicCrc };
        await sink.patch(id3.length, infoFrame(stream.first, stream.counter.firstHeader, numbers));
      }
      const bytes = sink.size;
      await sink.finish();
      return { frames, clippedSamples: 0, bytes };
    },
    abort: () => sink.abort(),
  };
}

/** Counts MPEG frames in bytes that come in any pieces. */
class FrameCounter {
  count = 0;
  readonly firstHeader = new Uint8Array(4);
  #skip = 0;
  #seen = new Uint8Array(0);

  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      const skipped = Math.min(this.#skip, bytes.length - at);
      this.#skip -= skipped;
      at += skipped;
      if (this.#skip > 0 || at >= bytes.length) return;
      const wanted = Math.min(4 - this.#seen.length, bytes.length - at);
      this.#seen = Uint8Array.from([...this.#seen, ...bytes.subarray(at, at + wanted)]);
      at += wanted;
      if (this.#seen.length < 4) return;
      const header = parseMpegHeader(this.#seen, 0);
      if (!header) throw new Error("The MP3 encoder made something that is no frame.");
      if (this.count === 0) this.firstHeader.set(this.#seen);
      this.count++;
      this.#skip = header.frameBytes - 4;
      this.#seen = new Uint8Array(0);
    }
  }
}

function refused(file: string, what: string, hint: string): AudioFileError {
  return new AudioFileError("output-failed", what, file, hint);
}
