// Decodes AAC from M4A/MP4 (demultiplexed by mediabunny) and ADTS, trimmed to what the file says is its sound.
import { CustomSource, EncodedPacketSink, Input, type InputAudioTrack, MP4, QTFF } from "mediabunny";
import type { AudioReader, AudioTags, ByteSource } from "../audio.ts";
import { AudioFileError, checkShape, headerBreaksOff, notAudio } from "../audio-file-error.ts";
import type { AacDecoderProvider } from "./aac-decoder.ts";
import { type AdtsHeader, adtsUnits } from "./adts.ts";
import { findMoov, readSoundWindow, type SoundWindow } from "./m4a-window.ts";

const UNIT_FRAMES = 1024;
const BATCH_UNITS = 32;
/** Units to decode before the decoder's own rate and channels are sure. */
const PROBE_UNITS = 4;

interface AacStream {
  readonly format: "m4a" | "adts";
  readonly config: Uint8Array;
  readonly codecRateHz: number;
  /** Which part of the media is the sound; null for all of it. */
  readonly part: SoundWindow | null;
  readonly tags: AudioTags;
  units(signal?: AbortSignal): AsyncGenerator<Uint8Array[]>;
}

export async function openM4a(source: ByteSource, provider: AacDecoderProvider): Promise<AudioReader> {
  if (!(await findMoov(source))) throw headerBreaksOff(source.name, "M4A");
  const input = new Input({
    formats: [MP4, QTFF],
    source: new CustomSource({
      getSize: () => source.size,
      read: (start, end) => source.read(start, end - start),
      prefetchProfile: "fileSystem",
    }),
  });
  const opened = await attempt(source.name, async () => {
    const track = await input.getPrimaryAudioTrack();
    if (!track) throw notAudio(source.name);
    const codec = await track.getCodec();
    const config = (await track.getDecoderConfig())?.description;
    if (codec !== "aac" || !config) throw wrongCodec(source.name, codec ?? "an unknown codec");
    return {
      track,
      config: toBytes(config),
      tags: tagsOf(await input.getMetadataTags()),
      codecRateHz: await track.getSampleRate(),
    };
  });
  const part = await readSoundWindow(source, opened.codecRateHz);
  return openStream(source, provider, {
    format: "m4a",
    ...opened,
    part,
    units: (signal) => m4aUnits(source.name, opened.track, signal),
  });
}

export function openAdts(
  source: ByteSource,
  offset: number,
  first: AdtsHeader,
  tags: AudioTags,
  provider: AacDecoderProvider,
): Promise<AudioReader> {
  checkShape(source.name, first.sampleRateHz, first.channels);
  return openStream(source, provider, {
    format: "adts",
    config: first.config,
    codecRateHz: first.sampleRateHz,
    part: null,
    tags,
    units: (signal) => adtsUnits(source, offset, signal),
  });
}

async function openStream(source: ByteSource, provider: AacDecoderProvider, stream: AacStream): Promise<AudioReader> {
  const { sampleRateHz, decodedChannels } = await probe(source.name, provider, stream);
  const channels = checkShape(source.name, sampleRateHz, decodedChannels);
  const { part, format, tags } = stream;
  const first = Math.round((part?.startS ?? 0) * sampleRateHz);
  const frames = part?.durationS == null ? null : Math.round(part.durationS * sampleRateHz);
  const unitFrames = UNIT_FRAMES * Math.max(1, Math.round(sampleRateHz / stream.codecRateHz));
  return {
    info: { format, sampleRateHz, channels, bitDepth: null, encoding: "lossy", frames },
    tags,
    pcm: null,
    async *chunks(signal) {
      const decoder = await provider.open(stream.config, source.name);
      // Positions on the media's time line, in output frames; what the decoder swallowed at the start counts as silence.
      let at = 0;
      const last = frames === null ? Number.POSITIVE_INFINITY : first + frames;
      const cut = (planar: Float32Array[]): Float32Array[] | null => {
        const length = planar[0]?.length ?? 0;
        const from = Math.max(0, Math.min(length, first - at));
        const to = Math.max(from, Math.min(length, last - at));
        at += length;
        return to > from ? planar.map((channel) => channel.subarray(from, to)) : null;
      };
      try {
        const swallowed = unitFrames * provider.silentUnits;
        const silence = cut(Array.from({ length: channels }, () => new Float32Array(swallowed)));
        let saved = silence;
        for await (const units of stream.units(signal)) {
          const { planar } = await decoder.decode(units);
          if (planar.length === 0) continue;
          if (planar.length !== channels) throw damaged(source.name, "its channels change on the way");
          if (saved) yield saved;
          saved = null;
          const sound = cut(planar);
          if (sound) yield sound;
        }
      } finally {
        await decoder.close();
      }
      if (frames !== null && at < last - 1)
        throw damaged(source.name, `${Math.max(0, at - first)} of ${frames} frames are there`);
    },
    close: async () => source.close?.(),
  };
}

async function probe(
  file: string,
  provider: AacDecoderProvider,
  stream: AacStream,
): Promise<{ sampleRateHz: number; decodedChannels: number }> {
  const decoder = await provider.open(stream.config, file);
  try {
    for await (const units of stream.units()) {
      const { planar, sampleRateHz } = await decoder.decode(units.slice(0, PROBE_UNITS));
      if (planar.length > 0) return { sampleRateHz, decodedChannels: planar.length };
      break;
    }
  } finally {
    await decoder.close();
  }
  throw damaged(file, "nothing of it can be decoded");
}

async function* m4aUnits(file: string, track: InputAudioTrack, signal?: AbortSignal): AsyncGenerator<Uint8Array[]> {
  const packets = new EncodedPacketSink(track).packets();
  let units: Uint8Array[] = [];
  try {
    for (;;) {
      signal?.throwIfAborted();
      const next = await attempt(file, () => packets.next());
      if (next.done) break;
      units.push(next.value.data);
      if (units.length < BATCH_UNITS) continue;
      yield units;
      units = [];
    }
  } finally {
    await packets.return();
  }
  if (units.length > 0) yield units;
}

/** Whatever the demultiplexer stumbles over is damage in the file. */
async function attempt<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AudioFileError) throw error;
    throw damaged(file, error instanceof Error ? error.message : String(error), error);
  }
}

function tagsOf(from: { title?: string; artist?: string; album?: string }): AudioTags {
  return {
    ...(from.title ? { title: from.title } : {}),
    ...(from.artist ? { artist: from.artist } : {}),
    ...(from.album ? { album: from.album } : {}),
  };
}

function toBytes(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}

function wrongCodec(file: string, codec: string): AudioFileError {
  return new AudioFileError(
    "unsupported-encoding",
    `The M4A file holds ${codec}, not AAC`,
    file,
    "Convert it to WAV or FLAC first.",
  );
}

function damaged(file: string, why: string, cause?: unknown): AudioFileError {
  return new AudioFileError(
    "corrupt",
    `The AAC file is damaged (${why.replace(/\.$/, "")})`,
    file,
    "Copy or export the file again.",
    cause,
  );
}
