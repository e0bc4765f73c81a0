// Files on disk: written beside their target and renamed, never over an input; long files in bounded memory; any range at once.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { AudioTarget, ByteSink } from "../../src/formats/audio.ts";
import { createAudio } from "../../src/formats/create-audio.ts";
import { readPcmRange } from "../../src/formats/pcm/pcm-reader.ts";
import { contentHash } from "../../src/hosts/node/files/content-hash.ts";
import { removeStalePartials, writeFileWhole } from "../../src/hosts/node/files/file-sink.ts";
import { openFileSource, openFileSourceSync } from "../../src/hosts/node/files/file-source.ts";
import { createAudioFile, openAudioFile } from "../../src/hosts/node/files/open-audio-file.ts";
import { run, temporaryFolder, testSignal } from "./oracles.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

const SHAPE = { sampleRateHz: 48000, channels: 1 } as const;
const WAV16 = { format: "wav", bitDepth: 16 } as const;

describe("writing", () => {
  test("nothing stands at the target before finish(), and no temporary after it", async () => {
    const file = folder.at("a.wav");
    const writer = await createAudioFile(file, WAV16, SHAPE);
    await writer.write([new Float32Array(100)], 100);
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/^\.a\.wav\.partial-\d+/)]);
    const written = await writer.finish();
    expect(readdirSync(folder.path)).toEqual(["a.wav"]);
    expect(written.bytes).toBe(readFileSync(file).length);
  });

  test.each(["wav", "aiff", "flac", "mp3", "m4a"] as const)("abort of %s leaves nothing", async (format) => {
    const target = format === "mp3" || format === "m4a" ? { format } : { format, bitDepth: 16 };
    const writer = await createAudioFile(folder.at(`gone.${format}`), target as AudioTarget, SHAPE);
    await writer.write([new Float32Array(5000)], 5000);
    await writer.abort();
    expect(readdirSync(folder.path).filter((name) => name.includes("gone"))).toEqual([]);
  });

  test("an existing output needs force, an input is never one", async () => {
    const file = folder.at("kept.wav");
    writeFileSync(file, "kept");
    await expect(createAudioFile(file, WAV16, SHAPE)).rejects.toMatchObject({ code: "output-exists" });
    symlinkSync(file, folder.at("link.wav"));
    await expect(createAudioFile(folder.at("link.wav"), WAV16, SHAPE, { force: true, inputs: [file] })).rejects.toMatchObject({
      code: "output-exists",
      message: expect.stringContaining("inputs"),
    });
    expect(readFileSync(file, "utf8")).toBe("kept");
    const writer = await createAudioFile(file, WAV16, SHAPE, { force: true });
    await writer.finish();
    expect(readFileSync(file).subarray(0, 4).toString()).toBe("RIFF");
  });

  test("a target that appeared meanwhile is not replaced", async () => {
    const file = folder.at("race.wav");
    const writer = await createAudioFile(file, WAV16, SHAPE);
    writeFileSync(file, "someone else's");
    await expect(writer.finish()).rejects.toMatchObject({ code: "output-exists" });
    expect(readFileSync(file, "utf8")).toBe("someone else's");
    expect(readdirSync(folder.path).filter((name) => name.includes("partial"))).toEqual([]);
  });

  test("a folder that is missing, a folder that is a file, a full disk", async () => {
    await expect(createAudioFile(folder.at("none/x.wav"), WAV16, SHAPE)).rejects.toMatchObject({
      code: "output-failed",
      message: expect.stringContaining("The folder does not exist"),
    });
    await expect(createAudioFile(folder.at("a.wav/x.wav"), WAV16, SHAPE)).rejects.toMatchObject({ code: "output-failed" });
  });

  test("a disk that takes no more: a clear error, and nothing left behind", () => {
    // A limit on file sizes stands for a full disk: the write itself fails, in the middle of the work.
    const place = folder.at("full");
    mkdirSync(place);
    const program = `
      import { createAudioFile } from ${JSON.stringify(new URL("../../dist/src/hosts/node/files/open-audio-file.js", import.meta.url).href)};
      const writer = await createAudioFile(process.argv[1], { format: "wav", bitDepth: 16 }, { sampleRateHz: 48000, channels: 1 });
      try {
        for (let i = 0; i < 100; i++) await writer.write([new Float32Array(48000)], 48000);
      } catch (error) {
        console.log(error.code, error.message);
        await writer.abort();
      }`;
    const done = spawnSync("sh", [
      "-c",
      'ulimit -f 1024; exec "$0" "$@"',
      process.execPath,
      "--input-type=module",
      "-e",
      program,
      `${place}/x.wav`,
    ]);
    expect(done.stdout.toString()).toMatch(/^output-failed The file grows beyond what may be written here: /);
    expect(readdirSync(place)).toEqual([]);
  });

  test("a small file the same careful way", async () => {
    await writeFileWhole(folder.at("report.json"), "{}");
    expect(readFileSync(folder.at("report.json"), "utf8")).toBe("{}");
    await expect(writeFileWhole(folder.at("report.json"), "[]")).rejects.toMatchObject({ code: "output-exists" });
  });

  test("temporaries of processes that are gone are removed, of living ones and of others not", async () => {
    const place = folder.at("stale");
    mkdirSync(place);
    const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
    const living = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
    for (const name of [`.x.wav.partial-${dead}-1`, `.x.wav.partial-${living.pid}-1`, ".x.wav.partial-", "x.wav", ".hidden"])
      writeFileSync(`${place}/${name}`, "");
    expect(removeStalePartials(place)).toEqual([`.x.wav.partial-${dead}-1`]);
    living.kill();
    expect(readdirSync(place).length).toBe(4);
  });

  test("broadcast information, as ffprobe reads it", async () => {
    const file = folder.at("bext.wav");
    const broadcast = {
      description: "Master",
      originator: "Stemroom",
      date: "2026-11-22",
      timeReferenceFrames: 48000,
      integratedLufs: -14.03,
    };
    const writer = await createAudioFile(file, WAV16, { ...SHAPE, broadcast });
    await writer.write([new Float32Array(10)], 10);
    await writer.finish();
    const probe = JSON.parse(run("ffprobe", ["-v", "error", "-of", "json", "-show_format", file]).stdout.toString());
    expect(probe.format.tags).toMatchObject({
      comment: "Master",
      encoded_by: "Stemroom",
      date: "2026-11-22",
      time_reference: "48000",
    });
    const bytes = readFileSync(file);
    const at = bytes.indexOf("bext") + 8;
    expect([0, 1, 2].map((i) => bytes.readInt16LE(at + 412 + 2 * i))).toEqual([-1403, 0x7fff, 0x7fff]);
  });
});

describe("beyond 4 GiB", () => {
  /** Keeps the header and the count of everything else. */
  function countingSink(): ByteSink & { head: Buffer } {
    const head = Buffer.alloc(4096);
    let size = 0;
    return {
      head,
      name: "counted",
      get size() {
        return size;
      },
      async append(bytes) {
        if (size < head.length) head.set(bytes.subarray(0, head.length - size), size);
        size += bytes.length;
      },
      async patch(offset, bytes) {
        head.set(bytes, offset);
      },
      async finish() {},
      async abort() {},
    };
  }

  test("a WAV becomes RF64 in place, and ours and ffmpeg's readers take it", async () => {
    const sink = countingSink();
    const writer = await createAudio(
      sink,
      { format: "wav", bitDepth: 32, encoding: "float" },
      { sampleRateHz: 192000, channels: 2 },
    );
    const block = new Float32Array(1 << 22);
    const blocks = 129;
    for (let i = 0; i < blocks; i++) await writer.write([block], block.length);
    const { frames, bytes } = await writer.finish();
    expect(frames).toBe(blocks * block.length);
    expect(bytes).toBeGreaterThan(2 ** 32);
    const file = folder.at("rf64.wav");
    writeFileSync(file, sink.head);
    truncateSync(file, bytes);
    const reader = await openAudioFile(file);
    expect(reader.info).toMatchObject({ format: "rf64", frames, encoding: "float" });
    await reader.close();
    const probe = JSON.parse(run("ffprobe", ["-v", "error", "-of", "json", "-show_streams", file]).stdout.toString());
    expect(probe.streams[0].duration_ts).toBe(frames);
  });

  test("an AIFF refuses before it lies", async () => {
    const writer = await createAudio(countingSink(), { format: "aiff", bitDepth: 32 }, { sampleRateHz: 48000, channels: 1 });
    await expect(writer.write([new Float32Array(0)], 1.1e9)).rejects.toMatchObject({ code: "output-failed" });
  });
});

describe("reading", () => {
  test("any range at once, silence outside the file", async () => {
    const file = folder.at("range.wav");
    const signal = testSignal(5000, 2, 48000);
    const writer = await createAudioFile(
      file,
      { format: "wav", bitDepth: 32, encoding: "float" },
      { sampleRateHz: 48000, channels: 2 },
    );
    await writer.write(signal, 5000);
    await writer.finish();
    const reader = await openAudioFile(file);
    const layout = structuredClone(reader.pcm);
    await reader.close();
    if (!layout) throw new Error("a WAV has a layout");
    const source = openFileSourceSync(file, readFileSync(file).length);
    const into = [new Float32Array(128).fill(9), new Float32Array(128).fill(9)];
    for (const from of [0, 1, 3333, 4950, -100, 6000, -500]) {
      readPcmRange(source, layout, from, 128, into);
      const expected = signal.map((channel) => Float32Array.from({ length: 128 }, (_, i) => channel[from + i] ?? 0));
      expect(into, `from ${from}`).toEqual(expected);
    }
    await source.close?.();
  });

  test("the content hash is the file's SHA-256", async () => {
    const file = folder.at("range.wav");
    expect(await contentHash(file)).toBe(createHash("sha256").update(readFileSync(file)).digest("hex"));
    await expect(contentHash(folder.at("none"))).rejects.toMatchObject({ code: "not-found" });
  });

  test("a source reads what is there and no more", async () => {
    const file = folder.at("short.bin");
    writeFileSync(file, "0123456789");
    const source = await openFileSource(file);
    expect(Buffer.from(await source.read(8, 100)).toString()).toBe("89");
    expect(Buffer.from(source.readSync?.(2, 3) ?? []).toString()).toBe("234");
    expect((await source.read(50, 10)).length).toBe(0);
    await source.close?.();
    await source.close?.();
  });

  test("cancelling stops the reading", async () => {
    const stop = new AbortController();
    const reader = await openAudioFile(folder.at("range.wav"));
    stop.abort();
    await expect(reader.chunks(stop.signal)[Symbol.asyncIterator]().next()).rejects.toThrow(/abort/i);
    await reader.close();
  });

  test("a file that may not be read says so", async () => {
    const file = folder.at("secret.wav");
    writeFileSync(file, "x");
    chmodSync(file, 0);
    // The superuser may read everything; then the file is just no audio.
    await expect(openAudioFile(file)).rejects.toMatchObject({ code: process.getuid?.() === 0 ? "not-audio" : "unreadable" });
  });

  test("an hour of WAV, FLAC and MP3 in bounded memory", { timeout: 120_000 }, async () => {
    const wav = folder.at("long.wav");
    const writer = await createAudioFile(wav, WAV16, { sampleRateHz: 8000, channels: 1 });
    const [second = new Float32Array()] = testSignal(8000, 1, 8000);
    for (let i = 0; i < 3600; i++) await writer.write([second], 8000);
    await writer.finish();
    run("flac", ["-s", "-f", "--fast", "-o", folder.at("long.flac"), wav]);
    run("lame", ["--quiet", "-q", "9", "-b", "32", wav, folder.at("long.mp3")]);
    const program = `
      import { openAudioFile } from ${JSON.stringify(new URL("../../dist/src/hosts/node/files/open-audio-file.js", import.meta.url).href)};
      for (const file of process.argv.slice(1)) {
        const reader = await openAudioFile(file);
        let frames = 0;
        let most = 0;
        for await (const [left] of reader.chunks()) {
          frames += left.length;
          if (frames % 7 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed);
        }
        await reader.close();
        console.log(frames, most);
      }`;
    const files = ["long.wav", "long.flac", "long.mp3"].map((name) => folder.at(name));
    const lines = run(process.execPath, ["--input-type=module", "-e", program, ...files])
      .stdout.toString()
      .trim()
      .split("\n");
    for (const line of lines) {
      const [frames = 0, most = 0] = line.split(" ").map(Number);
      expect(frames).toBe(3600 * 8000);
      // Decoded, the hour is 115 MB.
      expect(most).toBeLessThan(80e6);
    }
  });
});
