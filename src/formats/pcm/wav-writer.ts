// Writes WAV: plain for 16 bit, extensible above, float with its fact chunk; becomes RF64 in place beyond 4 GiB.
import type { AudioShape, AudioTags, AudioWriter, ByteSink, PcmTarget } from "../audio.ts";
import { ascii, join, viewOf } from "../bytes.ts";
import { broadcastBody } from "./broadcast.ts";
import { type PcmPlan, pcmWriter } from "./pcm-writer.ts";
import type { WrittenSample } from "./samples.ts";

/** RIFF sizes are 32 bits wide; what does not fit goes into the ds64 chunk whose place the JUNK chunk keeps. */
const MOST_RIFF_BYTES = 0xffffffff;
const DS64_BYTES = 28;
const UNKNOWN = 0xffffffff;

export function writeWav(sink: ByteSink, target: PcmTarget, shape: AudioShape): AudioWriter {
  const float = target.encoding === "float";
  const sample: WrittenSample = float ? "f32le" : target.bitDepth === 16 ? "s16le" : target.bitDepth === 24 ? "s24le" : "s32le";
  const fmt = chunk("fmt ", formatBody(target.bitDepth, float, shape));
  const fact = float ? chunk("fact", new Uint8Array(4)) : new Uint8Array(0);
  const bext = shape.broadcast ? chunk("bext", broadcastBody(shape.broadcast)) : new Uint8Array(0);
  const info = infoChunk(shape.tags ?? {});
  const header = join([
    ascii("RIFF"),
    u32(0),
    ascii("WAVE"),
    chunk("JUNK", new Uint8Array(DS64_BYTES)),
    fmt,
    fact,
    bext,
    info,
    ascii("data"),
    u32(0),
  ]);
  const factAt = 12 + 8 + DS64_BYTES + fmt.length + 8;
  const plan: PcmPlan = {
    target,
    shape,
    sample,
    header,
    async close(frames, dataBytes) {
      const riffBytes = sink.size - 8;
      const long = riffBytes > MOST_RIFF_BYTES;
      if (float) await sink.patch(factAt, u32(Math.min(frames, UNKNOWN)));
      if (long) {
        const ds64 = new Uint8Array(8 + DS64_BYTES);
        ds64.set(ascii("ds64"));
        const view = viewOf(ds64);
        view.setUint32(4, DS64_BYTES, true);
        view.setBigUint64(8, BigInt(riffBytes), true);
        view.setBigUint64(16, BigInt(dataBytes), true);
        view.setBigUint64(24, BigInt(frames), true);
        await sink.patch(12, ds64);
        await sink.patch(0, join([ascii("RF64"), u32(UNKNOWN)]));
      } else await sink.patch(4, u32(riffBytes));
      await sink.patch(header.length - 4, u32(long ? UNKNOWN : dataBytes));
    },
  };
  return pcmWriter(sink, plan);
}

function formatBody(bitDepth: number, float: boolean, shape: AudioShape): Uint8Array {
  const extensible = !float && bitDepth > 16;
  const body = new Uint8Array(extensible ? 40 : float ? 18 : 16);
  const view = viewOf(body);
  const bytesPerFrame = (bitDepth / 8) * shape.channels;
  view.setUint16(0, extensible ? 0xfffe : float ? 3 : 1, true);
  view.setUint16(2, shape.channels, true);
  view.setUint32(4, shape.sampleRateHz, true);
  view.setUint32(8, shape.sampleRateHz * bytesPerFrame, true);
  view.setUint16(12, bytesPerFrame, true);
  view.setUint16(14, bitDepth, true);
  if (extensible) {
    view.setUint16(16, 22, true);
    view.setUint16(18, bitDepth, true);
    view.setUint32(20, shape.channels === 1 ? 4 : 3, true);
    body.set([1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 24);
  }
  return body;
}

function infoChunk(tags: AudioTags): Uint8Array {
  const text = (id: string, value: string | undefined) =>
    value ? [chunk(id, join([new TextEncoder().encode(value), new Uint8Array(1)]))] : [];
  const entries = [
    ...text("INAM", tags.title),
    ...text("IART", tags.artist),
    ...text("IPRD", tags.album),
    ...text("ISRC", tags.isrc),
  ];
  return entries.length ? chunk("LIST", join([ascii("INFO"), ...entries])) : new Uint8Array(0);
}

function chunk(id: string, body: Uint8Array): Uint8Array {
  return join([ascii(id), u32(body.length), body, new Uint8Array(body.length % 2)]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}
