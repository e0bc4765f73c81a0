// Where the frames of an uncompressed file lie, held against what the file really has.
import type { AudioInfo, AudioTags, ByteSource, PcmLayout, PcmSample } from "../audio.ts";
import { AudioFileError } from "../audio-file-error.ts";
import type { Chunk } from "./chunks.ts";

export interface PcmHeader {
  readonly info: AudioInfo;
  readonly layout: PcmLayout;
  readonly tags: AudioTags;
}

export interface ReadOptions {
  /** Take what is there of a file that breaks off, instead of refusing it. */
  readonly acceptTruncated?: boolean;
}

interface Shape {
  readonly channels: 1 | 2;
  readonly sampleRateHz: number;
  readonly bytesPerFrame: number;
  readonly sample: PcmSample;
}

/** Frames of the data chunk; refuses one that is longer than the file, naming how much is really there. */
export function finishLayout(source: ByteSource, data: Chunk, shape: Shape, options: ReadOptions): PcmLayout {
  const there = Math.max(0, source.size - data.offset);
  const promised = Math.floor(data.size / shape.bytesPerFrame);
  const real = Math.min(promised, Math.floor(there / shape.bytesPerFrame));
  if (real < promised && !options.acceptTruncated) throw truncated(source.name, promised, real, shape.sampleRateHz);
  return {
    dataOffset: data.offset,
    frames: real,
    bytesPerFrame: shape.bytesPerFrame,
    channels: shape.channels,
    sample: shape.sample,
  };
}

export function truncated(file: string, promised: number, real: number, sampleRateHz: number): AudioFileError {
  const seconds = (frames: number) => `${(frames / sampleRateHz).toFixed(2)} s`;
  return new AudioFileError(
    "truncated",
    `The file breaks off: its header promises ${promised} frames (${seconds(promised)}), ${real} (${seconds(real)}) are there`,
    file,
    "Copy or export it again; to go on with what is there, open it in an audio editor and save it as a new file.",
  );
}
