// Writes AAC-LC in M4A: FFmpeg's encoder in WebAssembly makes the packets, we write the file around them, with an edit list
// and an iTunSMPB tag, so that exactly the frames that went in come out, at time 0.
import { registerAacEncoder } from "@mediabunny/aac-encoder";
import type { AudioShape, AudioTarget, AudioWriter, ByteSink } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { join, viewOf } from "../bytes.ts";
import { type Packet, PacketEncoder } from "../packet-encoder.ts";
import { fileTypeBox, type M4aTrack, movieBox, PACKET_FRAMES } from "./m4a-boxes.ts";

type M4aTarget = Extract<AudioTarget, { format: "m4a" }>;

const CHUNK_FRAMES = 8192;
/** Packets of one chunk of the file: about half a second. */
const CHUNK_PACKETS = 22;
const RATES = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000];

export function writeM4a(sink: ByteSink, target: M4aTarget, shape: AudioShape): AudioWriter {
  const bitrateKbps = target.bitrateKbps ?? 128;
  if (!RATES.includes(shape.sampleRateHz))
    throw refused(sink.name, `AAC is not written at ${shape.sampleRateHz} Hz`, "Convert to 44100 or 48000 Hz first.");
  if (!(bitrateKbps >= 16 && bitrateKbps <= 512))
    throw refused(sink.name, `AAC is not written at ${bitrateKbps} kbps`, "Choose 16 to 512 kbps; 128 and 256 are usual.");
  registerAacEncoder();
  const encoder = new PacketEncoder("aac", shape, bitrateKbps);
  const fileType = fileTypeBox();
  const packetBytes: number[] = [];
  const chunkOffsets: number[] = [];
  let frames = 0;
  let started = false;
  const start = async () => {
    if (started) return;
    started = true;
    await sink.append(fileType);
    await sink.append(mediaHeader(0));
  };
  const put = async (packets: Packet[], most = Number.POSITIVE_INFINITY) => {
    for (const { data } of packets) {
      if (packetBytes.length === most) return;
      if (packetBytes.length % CHUNK_PACKETS === 0) chunkOffsets.push(sink.size);
      packetBytes.push(data.length);
      await sink.append(data);
    }
  };
  return {
    target,
    async write(planar, count) {
      await start();
      for (let at = 0; at < count; at += CHUNK_FRAMES) {
        const part = Math.min(CHUNK_FRAMES, count - at);
        const planes = new Float32Array(part * shape.channels);
        for (let c = 0; c < shape.channels; c++) planes.set(planar[c]?.subarray(at, at + part) ?? [], c * part);
        await put(await encoder.encode(planes));
        frames += part;
      }
    },
    async finish() {
      await start();
      // The encoder makes no packet of nothing, and names its configuration with its first packet only.
      if (frames === 0) await put(await encoder.encode(new Float32Array(PACKET_FRAMES * shape.channels)));
      // A packet sounds over itself and the next: one more than the sound fills is all that is needed, and two at least.
      await put(await encoder.finish(), Math.max(2, Math.ceil(frames / PACKET_FRAMES) + 1));
      if (!encoder.description) throw new Error("The AAC encoder did not name its configuration.");
      await sink.patch(fileType.length, mediaHeader(sink.size - fileType.length));
      const track: M4aTrack = {
        ...shape,
        bitrateKbps,
        frames,
        packetBytes,
        chunkOffsets,
        chunkPackets: CHUNK_PACKETS,
        config: encoder.description,
      };
      await sink.append(movieBox(track));
      const bytes = sink.size;
      await sink.finish();
      return { frames, clippedSamples: 0, bytes };
    },
    async abort() {
      await encoder.cancel();
      await sink.abort();
    },
  };
}

/** The header of the media data box, with a 64-bit size. */
function mediaHeader(bytes: number): Uint8Array {
  const size = new Uint8Array(8);
  viewOf(size).setBigUint64(0, BigInt(bytes), false);
  return join([Uint8Array.of(0, 0, 0, 1, 0x6d, 0x64, 0x61, 0x74), size]);
}

function refused(file: string, what: string, hint: string): AudioFileError {
  return new AudioFileError("output-failed", what, file, hint);
}
