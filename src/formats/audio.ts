// What an audio file is to the rest of the house: bytes in, planar 32-bit frames out, and the way back. No Node, no DOM.

import type { BroadcastInfo } from "./pcm/broadcast.ts";

/** Where the bytes of a file come from: a file handle in Node, a Blob in the browser, an array in tests. */
export interface ByteSource {
  /** What to call it in messages: a path or a file name. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /** Bytes from `offset`; fewer than `length` only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The same without waiting, where the host can (render workers read PCM this way). */
  readSync?(offset: number, length: number): Uint8Array;
  close?(): Promise<void>;
}

/** Where the bytes of a new file go: in order, with a look back to put sizes and checksums into the header. */
export interface ByteSink {
  readonly name: string;
  /** Bytes appended so far. */
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes that were appended before. */
  patch(offset: number, bytes: Uint8Array): Promise<void>;
  /** Makes the file whole and visible. */
  finish(): Promise<void>;
  /** Forgets everything that was written. */
  abort(): Promise<void>;
}

export type AudioFormat = "wav" | "rf64" | "bw64" | "aiff" | "aifc" | "flac" | "mp3" | "vorbis" | "opus" | "m4a" | "adts";

export interface AudioInfo {
  readonly format: AudioFormat;
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  /** Bits of a sample as written; null for lossy formats. */
  readonly bitDepth: number | null;
  readonly encoding: "int" | "float" | "lossy";
  /** Length in frames; null where only decoding tells. 0 is a file without sound, not an error. */
  readonly frames: number | null;
}

/** How the samples of an uncompressed file lie, as plain data that may be posted to a worker. */
export interface PcmLayout {
  /** Byte offset of the first frame. */
  readonly dataOffset: number;
  readonly frames: number;
  readonly bytesPerFrame: number;
  readonly channels: 1 | 2;
  readonly sample: PcmSample;
}

/** One uncompressed sample: `u8` is WAV's unsigned byte, `s8` AIFF's signed one; `be` is AIFF's byte order. */
export type PcmSample =
  | "u8"
  | "s8"
  | "s16le"
  | "s16be"
  | "s24le"
  | "s24be"
  | "s32le"
  | "s32be"
  | "f32le"
  | "f32be"
  | "f64le"
  | "f64be";

export interface AudioReader {
  readonly info: AudioInfo;
  /** For uncompressed files: how to read any range without decoding from the start. */
  readonly pcm: PcmLayout | null;
  /** Title and the like, as far as the file names them. */
  readonly tags: AudioTags;
  /**
   * The whole file from the start as planar chunks, one array a channel, ±1 = full scale. Chunks are the caller's to keep.
   * Memory does not grow with the length of the file. Throws AudioFileError where the file breaks off or is not sound.
   */
  chunks(signal?: AbortSignal): AsyncIterable<Float32Array[]>;
  close(): Promise<void>;
}

export interface AudioTags {
  readonly title?: string;
  readonly artist?: string;
  readonly album?: string;
  /** International Standard Recording Code, 12 characters without dashes. */
  readonly isrc?: string;
}

/** What a writer is asked to make. Integer formats expect samples that already lie on their grid (see src/conversion). */
export type AudioTarget =
  | PcmTarget
  | { readonly format: "flac"; readonly bitDepth: 16 | 24 }
  | { readonly format: "mp3"; readonly bitrateKbps?: number }
  | { readonly format: "m4a"; readonly bitrateKbps?: number };

/** `encoding` is "int" where it is left out. */
export type PcmTarget =
  | { readonly format: "wav" | "aiff"; readonly bitDepth: 16 | 24 | 32; readonly encoding?: "int" }
  | { readonly format: "wav" | "aiff"; readonly bitDepth: 32; readonly encoding: "float" };

export interface AudioShape {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly tags?: AudioTags;
  /** Broadcast information for WAV; the other formats have no place for it. */
  readonly broadcast?: BroadcastInfo;
}

export interface WrittenAudio {
  readonly frames: number;
  /** Samples beyond full scale that an integer format had to cut; 0 for float and lossy formats. */
  readonly clippedSamples: number;
  readonly bytes: number;
}

export interface AudioWriter {
  readonly target: AudioTarget;
  /** Takes `frames` frames from the start of each channel's array. Wait for it before reusing the arrays. */
  write(planar: readonly Float32Array[], frames: number): Promise<void>;
  finish(): Promise<WrittenAudio>;
  /** Gives up: nothing is left behind. Harmless after finish(). */
  abort(): Promise<void>;
}

/** Rates and channel counts the whole house works with. */
export const MIN_SAMPLE_RATE_HZ = 8000;
export const MAX_SAMPLE_RATE_HZ = 192000;
