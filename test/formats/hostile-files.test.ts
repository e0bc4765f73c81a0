// Files that lie, break off or are no audio: a clear error or a sensible result, never a crash, a hang or a huge allocation.
import { truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { AacDecoderProvider } from "../../src/formats/aac/aac-decoder.ts";
import { AudioFileError } from "../../src/formats/audio-file-error.ts";
import { bytesSource } from "../../src/formats/bytes-source.ts";
import { openAudio, type OpenOptions } from "../../src/formats/open-audio.ts";
import { openAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import { interleave, readAll, run, temporaryFolder, testSignal } from "./oracles.ts";

const folder = temporaryFolder();
/** Enough to find most; a long hunt is FUZZ_RUNS=5000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
/** A short file of every format, as other programs write it. */
const samples = new Map<string, Uint8Array>();

beforeAll(() => {
  const raw = folder.at("source.f32");
  writeFileSync(raw, interleave(testSignal(12000, 2, 44100)));
  const made = {
    "a.wav": ["-c:a", "pcm_s24le"],
    "b.wav": ["-c:a", "pcm_f32le"],
    "c.wav": ["-c:a", "pcm_s16le", "-rf64", "always"],
    "a.aiff": ["-c:a", "pcm_s16be"],
    "b.aiff": ["-c:a", "pcm_f32be"],
    "a.flac": ["-c:a", "flac"],
    "a.mp3": ["-c:a", "libmp3lame"],
    "a.ogg": ["-c:a", "libvorbis"],
    "a.opus": ["-c:a", "libopus", "-page_duration", "20000"],
    "a.m4a": ["-c:a", "aac"],
    "a.aac": ["-c:a", "aac"],
  };
  for (const [name, args] of Object.entries(made)) {
    const file = folder.at(name);
    run("ffmpeg", ["-v", "error", "-y", "-f", "f32le", "-ar", "44100", "-ac", "2", "-i", raw, ...args, file]);
    samples.set(name, new Uint8Array(run("cat", [file]).stdout));
  }
});
afterAll(() => folder.remove());

async function outcome(bytes: Uint8Array, options: OpenOptions = {}): Promise<number | AudioFileError> {
  try {
    const planar = await readAll(await openAudio(bytesSource("test file", bytes), options));
    return planar[0]?.length ?? 0;
  } catch (error) {
    if (error instanceof AudioFileError) return error;
    throw error;
  }
}

async function code(bytes: Uint8Array, options: OpenOptions = {}): Promise<string | number> {
  const result = await outcome(bytes, options);
  return typeof result === "number" ? result : result.code;
}

/** An AAC decoder that makes silence of everything: the demultiplexing is what is fuzzed here. */
const silentAac: AacDecoderProvider = {
  silentUnits: 1,
  open: async () => ({
    decode: async (units) => ({
      planar: [0, 1].map(() => new Float32Array(1024 * Math.max(1, units.length - 1))),
      sampleRateHz: 44100,
    }),
    close: async () => {},
  }),
};

function wav(parts: {
  rate?: number;
  channels?: number;
  bits?: number;
  tag?: number;
  dataSize?: number;
  data?: Uint8Array;
  before?: Uint8Array;
}): Uint8Array {
  const { rate = 48000, channels = 2, bits = 16, tag = 1, data = new Uint8Array(0), before = new Uint8Array(0) } = parts;
  const header = Buffer.alloc(36);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * channels * bits) / 8, 28);
  header.writeUInt16LE((channels * bits) / 8, 32);
  header.writeUInt16LE(bits, 34);
  const chunk = Buffer.alloc(8);
  chunk.write("data", 0);
  chunk.writeUInt32LE(parts.dataSize ?? data.length, 4);
  return new Uint8Array(Buffer.concat([header, before, chunk, data]));
}

describe("what is wrong is said", () => {
  test.each([
    ["zero bytes", new Uint8Array(0), "empty-file"],
    [
      "text",
      new TextEncoder().encode("This is a README, and no audio at all, whatever its name may be. ".repeat(40)),
      "not-audio",
    ],
    ["one byte", Uint8Array.of(82), "not-audio"],
    ["RIFF and no more", new TextEncoder().encode("RIFF"), "truncated"],
    ["a RIFF that is no WAVE", new TextEncoder().encode("RIFF\0\0\0\0AVI LIST"), "not-audio"],
    ["a WAV without data", wav({}).subarray(0, 36), "truncated"],
    ["three channels", wav({ channels: 3, data: new Uint8Array(60) }), "too-many-channels"],
    ["no channels", wav({ channels: 0, data: new Uint8Array(60) }), "header-lies"],
    ["a rate of 0", wav({ rate: 0, data: new Uint8Array(60) }), "unsupported-rate"],
    ["384 kHz", wav({ rate: 384000, data: new Uint8Array(60) }), "unsupported-rate"],
    ["ADPCM", wav({ tag: 2, bits: 4, data: new Uint8Array(60) }), "unsupported-encoding"],
    ["12 bits in 12", wav({ bits: 12, data: new Uint8Array(60) }), "unsupported-encoding"],
    ["a data chunk longer than the file", wav({ data: new Uint8Array(400), dataSize: 4000 }), "truncated"],
  ] as [string, Uint8Array, string][])("%s", async (_, bytes, expected) => {
    expect(await code(bytes)).toBe(expected);
  });

  test("the message has the form «WHAT: WHERE. TRY.», and counts what is there", async () => {
    const error = (await outcome(wav({ data: new Uint8Array(400), dataSize: 4000 }))) as AudioFileError;
    expect(error.message).toBe(
      "The file breaks off: its header promises 1000 frames (0.02 s), 100 (0.00 s) are there: test file. " +
        "Copy or export it again; to go on with what is there, open it in an audio editor and save it as a new file.",
    );
    expect(error).toMatchObject({ file: "test file", hint: expect.stringMatching(/^Copy or export/) });
  });

  test("what is there of a broken file can be had on request", async () => {
    expect(await code(wav({ data: new Uint8Array(400), dataSize: 4000 }), { acceptTruncated: true })).toBe(100);
  });

  test("samples that are no numbers are refused, naming the first", async () => {
    const samples = new Float32Array(2 * 20000);
    samples[2 * 17000 + 1] = Number.NaN;
    samples[2 * 18000] = Number.POSITIVE_INFINITY;
    const error = (await outcome(wav({ tag: 3, bits: 32, data: new Uint8Array(samples.buffer) }))) as AudioFileError;
    expect(error.code).toBe("non-finite-samples");
    expect(error.message).toContain("frame 17000 ");
  });

  test.each(["a.flac", "a.mp3", "a.ogg", "a.opus"])("%s cut in half is called truncated", async (name) => {
    const bytes = samples.get(name) ?? new Uint8Array();
    expect(await code(bytes.subarray(0, bytes.length >> 1))).toBe("truncated");
    expect(await code(bytes.subarray(0, bytes.length >> 1), { acceptTruncated: true })).toBeGreaterThan(1000);
  });

  test("an M4A that breaks off before its description", async () => {
    const bytes = samples.get("a.m4a") ?? new Uint8Array();
    expect(await code(bytes.subarray(0, bytes.length >> 1), { aac: silentAac })).toBe("truncated");
  });

  test("AAC without a decoder says so", async () => {
    expect(await code(samples.get("a.m4a") ?? new Uint8Array())).toBe("no-aac-decoder");
  });

  test("a missing file and a folder", async () => {
    await expect(openAudioFile(folder.at("none.wav"))).rejects.toMatchObject({ code: "not-found" });
    await expect(openAudioFile(folder.path)).rejects.toMatchObject({ code: "unreadable" });
  });
});

describe("cases, not errors", () => {
  test.each([
    ["zero frames", wav({}), 0],
    ["one frame", wav({ data: new Uint8Array(4) }), 1],
    ["a last frame that is not whole", wav({ data: new Uint8Array(10) }), 2],
    [
      "an odd chunk with its padding before the data",
      wav({ before: Uint8Array.of(0x78, 0x78, 0x78, 0x78, 3, 0, 0, 0, 1, 2, 3, 0), data: new Uint8Array(8) }),
      2,
    ],
    ["a data size of 0xFFFFFFFF", wav({ data: new Uint8Array(400), dataSize: 0xffffffff }), 100],
    ["a data size of 0 before sound", wav({ data: new Uint8Array(400).fill(1), dataSize: 0 }), 100],
    ["8-bit unsigned", wav({ bits: 8, channels: 1, data: new Uint8Array(7).fill(128) }), 7],
  ])("%s", async (_, bytes, frames) => {
    expect(await code(bytes)).toBe(frames);
  });

  test("a WAV larger than 4 GiB, to its last sample", async () => {
    const file = folder.at("huge.wav");
    const frames = 1_100_000_000;
    const header = Buffer.alloc(104);
    header.write("RF64", 0);
    header.writeUInt32LE(0xffffffff, 4);
    header.write("WAVEds64", 8);
    header.writeUInt32LE(28, 16);
    header.writeBigUInt64LE(BigInt(frames * 4 + 96), 20);
    header.writeBigUInt64LE(BigInt(frames * 4), 28);
    header.writeBigUInt64LE(BigInt(frames), 36);
    header.write("fmt ", 48);
    header.writeUInt32LE(16, 52);
    header.writeUInt16LE(1, 56);
    header.writeUInt16LE(2, 58);
    header.writeUInt32LE(48000, 60);
    header.writeUInt32LE(192000, 64);
    header.writeUInt16LE(4, 68);
    header.writeUInt16LE(16, 70);
    header.write("fact", 72);
    header.writeUInt32LE(16, 76);
    header.write("data", 96);
    header.writeUInt32LE(0xffffffff, 100);
    writeFileSync(file, header);
    truncateSync(file, 104 + frames * 4);
    const reader = await openAudioFile(file);
    expect(reader.info).toMatchObject({ format: "rf64", frames, channels: 2 });
    expect(reader.pcm).toEqual({ dataOffset: 104, frames, bytesPerFrame: 4, channels: 2, sample: "s16le" });
    await reader.close();
    truncateSync(file, 104 + 10);
    await expect(openAudioFile(file)).rejects.toMatchObject({ code: "truncated" });
  });
});

describe("fuzzed", () => {
  // The decoders of others speak to the console about damage; the tests need not.
  beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
  afterAll(() => void vi.restoreAllMocks());

  const names = ["a.wav", "b.wav", "c.wav", "a.aiff", "b.aiff", "a.flac", "a.mp3", "a.ogg", "a.opus", "a.m4a", "a.aac"];
  const hit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.integer({ min: 0, max: 255 }) });

  test.each(names)("%s with bytes changed: sound or an AudioFileError", { timeout: 120_000 + 100 * RUNS }, async (name) => {
    const whole = samples.get(name) ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(
        fc.array(hit, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(64, 300, whole.length),
        fc.double({ min: 0.2, max: 1.5, noNaN: true }),
        async (hits, within, keep) => {
          const bytes = whole.slice(0, Math.ceil(whole.length * Math.min(1, keep)));
          for (const { at, byte } of hits) bytes[Math.floor(at * Math.min(within, bytes.length))] = byte;
          await outcome(bytes, { aac: silentAac });
        },
      ),
      { numRuns: RUNS, seed: 20261122 },
    );
  });

  test("noise behind every magic word", async () => {
    const magics = [
      "RIFF\0\0\0\0WAVE",
      "RF64\xff\xff\xff\xffWAVE",
      "FORM\0\0\0\0AIFF",
      "FORM\0\0\0\0AIFC",
      "fLaC",
      "OggS\0\x02",
      "ID3\x04\0\0\0\0\0\0",
      "\xff\xfb\x90\0",
      "\xff\xf1\x50\x80",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...magics), fc.uint8Array({ minLength: 0, maxLength: 3000 }), async (magic, noise) => {
        await outcome(new Uint8Array(Buffer.concat([Buffer.from(magic, "latin1"), noise])), { aac: silentAac });
      }),
      { numRuns: 2 * RUNS, seed: 7 },
    );
  });
});
