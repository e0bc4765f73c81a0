// Writes AIFF for integers and AIFF-C («fl32») for floats; both are limited to 4 GiB by their 32-bit sizes.
import type { AudioShape, AudioWriter, ByteSink, PcmTarget } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import { ascii, join, viewOf } from "../bytes.ts";
import { pcmWriter } from "./pcm-writer.ts";
import type { WrittenSample } from "./samples.ts";

const MOST_FORM_BYTES = 0xffffffff;
/** The one version of AIFF-C there ever was. */
const AIFC_VERSION = 0xa2805140;

export function writeAiff(sink: ByteSink, target: PcmTarget, shape: AudioShape): AudioWriter {
  const float = target.encoding === "float";
  const sample: WrittenSample = float ? "f32be" : target.bitDepth === 16 ? "s16be" : target.bitDepth === 24 ? "s24be" : "s32be";
  const version = float ? chunk("FVER", u32(AIFC_VERSION)) : new Uint8Array(0);
  const common = chunk("COMM", commonBody(target.bitDepth, float, shape));
  const encode = (text: string) => new TextEncoder().encode(text);
  const name = shape.tags?.title ? chunk("NAME", encode(shape.tags.title)) : new Uint8Array(0);
  const author = shape.tags?.artist ? chunk("AUTH", encode(shape.tags.artist)) : new Uint8Array(0);
  const form = join([ascii("FORM"), u32(0), ascii(float ? "AIFC" : "AIFF")]);
  const header = join([form, version, common, name, author, ascii("SSND"), u32(0), u32(0), u32(0)]);
  const bytesPerFrame = (target.bitDepth / 8) * shape.channels;
  return pcmWriter(sink, {
    target,
    shape,
    sample,
    header,
    check(frames) {
      if (header.length + frames * bytesPerFrame + 1 - 8 <= MOST_FORM_BYTES) return;
      throw new AudioFileError(
        "output-failed",
        "An AIFF file cannot be longer than 4 GiB",
        sink.name,
        "Write WAV: it becomes RF64 by itself.",
      );
    },
    async close(frames, dataBytes) {
      await sink.patch(4, u32(sink.size - 8));
      await sink.patch(form.length + version.length + 8 + 2, u32(frames));
      await sink.patch(header.length - 12, u32(dataBytes + 8));
    },
  });
}

function commonBody(bitDepth: number, float: boolean, shape: AudioShape): Uint8Array {
  const body = new Uint8Array(18);
  const view = viewOf(body);
  view.setUint16(0, shape.channels, false);
  view.setUint16(6, bitDepth, false);
  writeExtended(view, 8, shape.sampleRateHz);
  return float ? join([body, ascii("fl32"), Uint8Array.of(0, 0)]) : body;
}

/** A whole rate as an 80-bit IEEE 754 extended float. */
function writeExtended(view: DataView, offset: number, value: number): void {
  const exponent = 31 - Math.clz32(value);
  view.setUint16(offset, 16383 + exponent, false);
  view.setBigUint64(offset + 2, BigInt(value) << BigInt(63 - exponent), false);
}

function chunk(id: string, body: Uint8Array): Uint8Array {
  return join([ascii(id), u32(body.length), body, new Uint8Array(body.length % 2)]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, false);
  return bytes;
}
