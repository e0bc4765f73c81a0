// Ogg Opus (RFC 7845): 48 kHz, the pre-skip dropped at the start, the last page's position trims the end.
import { createOpusDecoder } from "@audio/decode-opus/core";
import type { ByteSource } from "../audio.ts";
import { AudioFileError, headerBreaksOff } from "../audio-file-error.ts";
import { latin1, viewOf } from "../bytes.ts";
import { oggPackets } from "./ogg-pages.ts";

export interface OpusHead {
  readonly channels: number;
  /** Frames to drop at the start. */
  readonly preSkip: number;
  /** Q7.8 dB, to be applied by every decoder. */
  readonly outputGain: number;
  readonly streams: number;
  readonly coupled: number;
  readonly mapping: number[];
}

export function readOpusHead(file: string, head: Uint8Array): OpusHead {
  const channels = head[9] ?? 0;
  const family = head[18] ?? 0;
  if (head.length < 19 || (family !== 0 && head.length < 21 + channels)) throw headerBreaksOff(file, "Opus");
  const view = viewOf(head);
  return {
    channels,
    preSkip: view.getUint16(10, true),
    outputGain: view.getInt16(16, true),
    streams: family === 0 ? 1 : (head[19] ?? 0),
    coupled: family === 0 ? channels - 1 : (head[20] ?? 0),
    mapping: family === 0 ? [0, 1].slice(0, channels) : [...head.subarray(21, 21 + channels)],
  };
}

export async function* opusChunks(
  source: ByteSource,
  serial: number,
  head: OpusHead,
  signal?: AbortSignal,
): AsyncGenerator<Float32Array[]> {
  const decoder = await createOpusDecoder();
  try {
    decoder.configure({
      sampleRate: 48000,
      channels: head.channels,
      streamCount: head.streams,
      coupledStreamCount: head.coupled,
      channelMappingTable: head.mapping,
      preSkip: head.preSkip,
      outputGain: head.outputGain,
    });
    let done = 0;
    for await (const page of oggPackets(source, serial, signal)) {
      const sound = page.packets.filter((packet) => !/^Opus(Head|Tags)/.test(latin1(packet.subarray(0, 8))));
      if (sound.length === 0) continue;
      const { channelData, samplesDecoded, errors } = decoder.decodeFrames(sound);
      if (errors[0]) throw damaged(source.name, done, errors[0].message);
      const end = page.last && page.granule >= 0n ? Number(page.granule) - head.preSkip : Number.POSITIVE_INFINITY;
      const frames = Math.max(0, Math.min(samplesDecoded, end - done));
      if (frames > 0) yield channelData.map((channel) => channel.subarray(0, frames));
      done += frames;
    }
  } catch (error) {
    throw error instanceof RangeError ? damaged(source.name, 0, error.message) : error;
  } finally {
    decoder.free();
  }
}

function damaged(file: string, frame: number, why: string): AudioFileError {
  return new AudioFileError(
    "corrupt",
    `The Opus data is damaged near frame ${frame} (${(frame / 48000).toFixed(2)} s): ${why}`,
    file,
    "Copy or export the file again.",
  );
}
