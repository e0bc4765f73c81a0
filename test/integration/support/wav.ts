// WAV files as tests need them: right ones, and wrong ones on purpose. Written here, so that nothing of Stemroom judges itself.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export interface WavOptions {
  readonly sampleRateHz?: number;
  /** 32 is floating point. */
  readonly bits?: 16 | 24 | 32;
  /** Bytes by which the header promises more than there is. */
  readonly lieBytes?: number;
}

/** Writes planar samples; makes the folders above. */
export function writeWav(path: string, planar: readonly Float32Array[], options: WavOptions = {}): string {
  const { sampleRateHz = 48000, bits = 32, lieBytes = 0 } = options;
  const frames = planar[0]?.length ?? 0;
  const frameBytes = (planar.length * bits) / 8;
  const data = Buffer.alloc(frames * frameBytes);
  for (let frame = 0, at = 0; frame < frames; frame++) {
    for (const channel of planar) {
      const sample = channel[frame] ?? 0;
      if (bits === 32) data.writeFloatLE(sample, at);
      else data.writeIntLE(Math.round(sample * (2 ** (bits - 1) - 1)), at, bits / 8);
      at += bits / 8;
    }
  }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length + lieBytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(bits === 32 ? 3 : 1, 20);
  head.writeUInt16LE(planar.length, 22);
  head.writeUInt32LE(sampleRateHz, 24);
  head.writeUInt32LE(sampleRateHz * frameBytes, 28);
  head.writeUInt16LE(frameBytes, 32);
  head.writeUInt16LE(bits, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length + lieBytes, 40);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.concat([head, data]));
  return path;
}

export function silence(seconds: number, sampleRateHz = 48000): Float32Array {
  return new Float32Array(Math.round(seconds * sampleRateHz));
}

/** A tone that comes and goes twice a second, so that it has dynamics. */
export function tone(seconds: number, hz: number, level = 0.2, sampleRateHz = 48000): Float32Array {
  return silence(seconds, sampleRateHz).map((_, frame) => {
    const t = frame / sampleRateHz;
    return level * Math.sin(2 * Math.PI * hz * t) * (0.6 + 0.4 * Math.cos(4 * Math.PI * t));
  });
}

/** Decaying hits, two a second. */
export function hits(seconds: number, hz: number, level = 0.5, sampleRateHz = 48000): Float32Array {
  return silence(seconds, sampleRateHz).map((_, frame) => {
    const t = (frame / sampleRateHz) % 0.5;
    return level * Math.exp(-12 * t) * Math.sin(2 * Math.PI * hz * t);
  });
}

/** Even noise from a counter: the same every time. */
export function noise(seconds: number, level = 0.1, sampleRateHz = 48000): Float32Array {
  let state = 1;
  return silence(seconds, sampleRateHz).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (level * state) / 2 ** 31;
  });
}

/** Two short stems: a kick and a bass. Quick to work on. */
export function writeTinySong(folder: string): string {
  writeWav(`${folder}/kick.wav`, [hits(1.5, 60)], { bits: 24 });
  writeWav(`${folder}/bass.wav`, [tone(1.5, 110)], { bits: 16 });
  return folder;
}

/** Three stems of 6 to 7 s as they come: mono and stereo, 48 and 44.1 kHz, one in a subfolder, and a note beside them. */
export function writeSmallSong(folder: string): string {
  writeWav(`${folder}/drums/kick.wav`, [hits(6, 55)], { bits: 24 });
  const left = tone(7, 220, 0.15, 44100);
  const right = tone(7, 331, 0.15, 44100);
  writeWav(`${folder}/keys.wav`, [left, right], { bits: 16, sampleRateHz: 44100 });
  writeWav(`${folder}/lead vocal.wav`, [noise(6.5, 0.2).map((x, i) => x * (0.5 + 0.5 * Math.sin(i / 20000)))]);
  writeFileSync(`${folder}/notes.txt`, "Not audio.");
  return folder;
}
