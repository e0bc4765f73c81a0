// Offline rendering with the built package: any number of threads, any section, any kind of stem, the same samples; errors and ends.
import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RenderChunk } from "../../src/hosts/node/render/render-session.ts";
import type { Session } from "../../src/session/schema.ts";
import {
  bus,
  effectReturn,
  group,
  insert,
  noise,
  renderMaster,
  session,
  type Stereo,
  track,
} from "../support/engine-sessions.ts";

const built = <Module>(path: string) => import(pathToFileURL(resolve("dist/src", path)).href) as Promise<Module>;
const { renderSession } = await built<typeof import("../../src/hosts/node/render/render-session.ts")>(
  "hosts/node/render/render-session.js",
);
const { createListen } = await built<typeof import("../../src/hosts/node/render/listen.ts")>("hosts/node/render/listen.js");
const { pruneCache } = await built<typeof import("../../src/hosts/node/render/stem-cache.ts")>("hosts/node/render/stem-cache.js");
const { createAudioFile } = await built<typeof import("../../src/hosts/node/files/open-audio-file.ts")>(
  "hosts/node/files/open-audio-file.js",
);
const { measureFrames } = await built<typeof import("../../src/measure/index.ts")>("measure/index.js");

/** Bit for bit, and quickly: names the first frame that differs. */
function expectSame(one: readonly Float32Array[] | undefined, other: readonly Float32Array[] | undefined): void {
  for (const side of [0, 1]) {
    const [a, b] = [one?.[side] ?? new Float32Array(0), other?.[side] ?? new Float32Array(1)];
    expect(a.length).toBe(b.length);
    expect(a.findIndex((x, index) => !Object.is(x, b[index]))).toBe(-1);
  }
}

type Chunks = ReturnType<typeof renderSession>;

const FRAMES = 30000;
const IDS = ["a", "b", "c", "d", "e"];
let folder = "";
const stems: Record<string, Stereo> = {};

/** Noise on the grid of 24 bit, so that the file holds exactly these samples. */
function gridNoise(frames: number, seed: number): Stereo {
  return noise(frames, seed, 0.1).map((channel) => channel.map((x) => Math.round(x * 8388608) / 8388608)) as unknown as Stereo;
}

async function write(name: string, audio: Stereo, format: "wav" | "aiff" | "flac", sampleRateHz = 48000): Promise<void> {
  const target = format === "flac" ? ({ format, bitDepth: 24 } as const) : ({ format, bitDepth: 24 } as const);
  const writer = await createAudioFile(join(folder, name), target, { sampleRateHz, channels: 2 });
  await writer.write([...audio], audio[0].length);
  await writer.finish();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stemroom-render-"));
  process.env.STEMROOM_CACHE = join(folder, "cache");
  for (const [index, id] of IDS.entries()) {
    stems[id] = gridNoise(FRAMES - index * 1000, index + 1);
    await write(`${id}.wav`, stems[id], "wav");
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const keyed = (from: string) => insert("k", "compressor", { thresholdDbfs: -40, ratio: 4 }, { keyFrom: from });

/** Tracks with keys, sends, groups, a return and latency on several ways. */
function song(): Session {
  const send = { id: "s", to: "r", levelDb: -10, tap: "post-fader" as const, enabled: true };
  const limiter = insert("l", "limiter", { inputGainDb: 12 });
  return session(
    [
      track("a", { output: "g", faderDb: -3, pan: -0.4, sends: [send] }),
      track("b", { output: "g", trimDb: 2, inserts: [limiter] }),
      track("c", { sends: [{ ...send, tap: "pre-fader" }], pan: 0.7, inserts: [keyed("b")] }),
      track("d", {
        automation: [
          {
            parameter: "faderDb",
            points: [
              { frame: 0, value: -40, curve: "linear" },
              { frame: FRAMES, value: 0, curve: "linear" },
            ],
          },
        ],
      }),
      track("e", { mute: true, faderDb: -1 }),
    ],
    FRAMES,
    {
      groups: [group("g", { inserts: [limiter], faderDb: -2 })],
      returns: [effectReturn("r", { faderDb: -4, inserts: [keyed("d")] })],
      master: bus("master", { inserts: [limiter] }),
    },
  );
}

async function collect(chunks: Chunks, taps = 1): Promise<Stereo[]> {
  const parts = Array.from({ length: taps }, () => [] as RenderChunk[]);
  for await (const chunk of chunks) {
    const before = parts[chunk.tap]?.at(-1);
    if (before) expect(chunk.fromFrame).toBe(before.fromFrame + before.frames);
    parts[chunk.tap]?.push(chunk);
  }
  return parts.map((part): Stereo => [joined(part, 0), joined(part, 1)]);
}

function joined(chunks: readonly RenderChunk[], side: 0 | 1): Float32Array {
  const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.frames, 0));
  for (const chunk of chunks) all.set(chunk.channels[side], chunk.fromFrame - (chunks[0]?.fromFrame ?? 0));
  return all;
}

const render = (of: Session, options: Partial<Parameters<typeof renderSession>[0]> = {}) =>
  collect(renderSession({ session: of, baseFolder: folder, toFrame: FRAMES, ...options }), options.taps?.length ?? 1);

/** The engine alone, over arrays, without its latency. */
function reference(of: Session, latency: number): Stereo {
  const [left, right] = renderMaster(of, stems, FRAMES + latency + 128);
  return [left.slice(latency, latency + FRAMES), right.slice(latency, latency + FRAMES)];
}

describe("the same samples", () => {
  test("with 0, 1, 2 and 3 threads, and as the engine alone", async () => {
    const alone = (await render(song(), { workers: 0 }))[0] as Stereo;
    for (const workers of [1, 2, 3]) expectSame((await render(song(), { workers }))[0], alone);
    const { planSession } = await import("../../src/engine/plan-session.ts");
    expectSame(alone, reference(song(), planSession(song()).taps[0]?.latencyFrames as number));
  });

  test("of every tap, wherever it is computed", async () => {
    const taps = [
      { strip: "master", point: "output" },
      { strip: "b", point: "inserts" },
      { strip: "b", point: "input" },
      { strip: "r", point: "output" },
      { strip: "e", point: "output" },
      { strip: "g", point: "input" },
    ] as const;
    const alone = await render(song(), { workers: 0, taps });
    (await render(song(), { workers: 2, taps })).forEach((tap, index) => expectSame(tap, alone[index]));
    expectSame(
      alone[2]?.map((channel) => channel.slice(0, FRAMES - 1000)),
      stems.b,
    );
  });

  test("of a section, once the processors have settled", async () => {
    const quiet = insert("l", "limiter");
    const tracks = song().tracks.map((one) => ({ ...one, inserts: one.inserts.length > 0 ? [quiet] : [] }));
    const of = {
      ...song(),
      tracks,
      groups: [group("g", { inserts: [quiet] })],
      returns: [effectReturn("r")],
      master: bus("master", { inserts: [quiet] }),
    };
    const whole = (await render(of))[0] as Stereo;
    const part = (await render(of, { fromFrame: 20001, toFrame: 23000, preRollS: 0.3 }))[0] as Stereo;
    expectSame(part, [whole[0].slice(20001, 23000), whole[1].slice(20001, 23000)]);
  });

  test("from WAV, AIFF and FLAC", async () => {
    await write("a.aiff", stems.a as Stereo, "aiff");
    await write("a.flac", stems.a as Stereo, "flac");
    const of = session([track("a")], FRAMES);
    const wav = (await render(of))[0];
    expectSame(wav, stems.a);
    for (const format of ["aiff", "flac"]) {
      const other = { ...of, stems: of.stems.map((stem) => ({ ...stem, path: `a.${format}`, format })) };
      expectSame((await render(other))[0], wav);
      expectSame((await render(other))[0], wav);
    }
  });
});

test("a stem of another rate keeps its pitch, place and level", async () => {
  const hz = 1000;
  const tone = (rate: number, frames: number) =>
    Float32Array.from({ length: frames }, (_, i) => 0.25 * Math.sin((2 * Math.PI * hz * i) / rate));
  const at44 = tone(44100, 44100);
  await write("tone.wav", [at44, at44], "wav", 44100);
  const of = session([track("tone")], 48000);
  const [left] = (
    await render({ ...of, stems: of.stems.map((stem) => ({ ...stem, sampleRateHz: 44100 })) }, { toFrame: 48000 })
  )[0] as Stereo;
  const expected = tone(48000, 48000);
  for (let i = 2000; i < 46000; i++) expect(Math.abs((left[i] as number) - (expected[i] as number))).toBeLessThan(1e-5);
});

describe("listening", () => {
  test("says what measuring the rendered tap says, for tracks and buses, whole and in part", async () => {
    const listen = createListen({ baseFolder: folder, workers: 2 });
    const taps = [
      { strip: "b", point: "inserts" },
      { strip: "g", point: "output" },
      { strip: "master", point: "output" },
    ] as const;
    const whole = await listen(
      song(),
      taps.map((tap) => ({ id: tap.strip, tap })),
    );
    const audio = await render(song(), { taps, workers: 0 });
    taps.forEach((tap, index) => {
      const heard = whole.get(tap.strip);
      expect(heard?.measurement).toEqual(measureFrames([...(audio[index] as Stereo)], 48000));
      const peaks = heard?.blockPeaks as Float32Array;
      expect(peaks.length).toBe(Math.ceil(FRAMES / 128));
      const [left, right] = audio[index] as Stereo;
      const block = [...left.subarray(1280, 1408), ...right.subarray(1280, 1408)];
      expect(peaks[10]).toBe(Math.max(...block.map(Math.abs)));
    });
    const reading = whole.get("g")?.meters.l?.gainReductionDb;
    expect(reading?.lowest).toBeLessThan(-1);
    expect(reading?.p50).toBeLessThanOrEqual(0);
    expect(reading?.p10).toBeLessThanOrEqual(reading?.p90 as number);

    const tap = { strip: "d", point: "output" } as const;
    const section = { fromS: 0.25, toS: 0.5 };
    const part = await listen(song(), [{ id: "part", tap, section }]);
    const cut = (await render(song(), { taps: [tap], fromFrame: 12000, toFrame: 24000 }))[0] as Stereo;
    expect(part.get("part")?.measurement).toEqual(measureFrames([...cut], 48000));
  });

  test("does not render inputs again that it has heard", async () => {
    const listen = createListen({ baseFolder: folder, workers: 0 });
    const needs = [{ id: "in", tap: { strip: "a", point: "input" } as const }];
    const first = await listen(song(), needs);
    await rm(join(folder, "a.wav"));
    const again = await listen({ ...song(), tracks: song().tracks.map((one) => ({ ...one, faderDb: -20 })) }, needs);
    expect(again.get("in")).toBe(first.get("in"));
    await write("a.wav", stems.a as Stereo, "wav");
  });
});

describe("ends", () => {
  test("a missing stem is named", async () => {
    const of = session([track("a"), track("gone")], FRAMES);
    await expect(render(of)).rejects.toThrow(/gone\.wav/);
  });

  test.each([0, 2])("a stem with samples that are not numbers is named (%i threads)", async (workers) => {
    const bytes = new Uint8Array(44 + 8 * FRAMES);
    const view = new DataView(bytes.buffer);
    const words: [number, string][] = [
      [0, "RIFF"],
      [8, "WAVE"],
      [12, "fmt "],
      [36, "data"],
    ];
    for (const [at, word] of words) bytes.set(new TextEncoder().encode(word), at);
    view.setUint32(4, 36 + 8 * FRAMES, true);
    view.setUint32(16, 16, true);
    view.setUint16(20, 3, true);
    view.setUint16(22, 2, true);
    view.setUint32(24, 48000, true);
    view.setUint32(28, 48000 * 8, true);
    view.setUint16(32, 8, true);
    view.setUint16(34, 32, true);
    view.setUint32(40, 8 * FRAMES, true);
    view.setFloat32(44 + 8 * 20000, Number.NaN, true);
    await writeFile(join(folder, "nan.wav"), bytes);
    const failure = render(session([track("a"), track("nan")], FRAMES), { workers });
    await expect(failure).rejects.toMatchObject({ code: "non-finite-samples", file: expect.stringMatching(/nan\.wav/) });
  });

  test("a stem that becomes shorter while it is read is named", async () => {
    const long = gridNoise(480000, 9);
    await write("short.wav", long, "wav");
    const chunks = renderSession({ session: session([track("short")], 480000), baseFolder: folder, workers: 1 });
    await chunks.next();
    await truncate(join(folder, "short.wav"), 100000);
    await expect(collect(chunks)).rejects.toMatchObject({ code: "truncated" });
  });

  test("an abort ends the rendering with its reason", async () => {
    const stop = new AbortController();
    const chunks = renderSession({ session: song(), baseFolder: folder, workers: 2, signal: stop.signal });
    await chunks.next();
    stop.abort(new Error("enough"));
    await expect(collect(chunks)).rejects.toThrow("enough");
  });

  test("who stops listening leaves nothing running", async () => {
    for await (const chunk of renderSession({ session: song(), baseFolder: folder, workers: 2 })) {
      expect(chunk.fromFrame).toBe(0);
      break;
    }
  });

  test("a session without tracks is silent", async () => {
    const [left] = (await render(session([], 0), { toFrame: 500 }))[0] as Stereo;
    expect(left).toEqual(new Float32Array(500));
  });

  test("progress goes up to 1", async () => {
    const shares: number[] = [];
    await render(song(), { onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });
});

test("the cache forgets what was used longest ago, and only that", async () => {
  const cache = join(folder, "small-cache");
  const { mkdir } = await import("node:fs/promises");
  await mkdir(cache);
  for (const [index, name] of ["old", "middle", "new"].entries()) {
    await writeFile(join(cache, `${name}.f32`), new Uint8Array(1000));
    await utimes(join(cache, `${name}.f32`), 1000 + index, 1000 + index);
  }
  await writeFile(join(cache, "notes.txt"), new Uint8Array(5000));
  await pruneCache(cache, 2000);
  expect((await readdir(cache)).sort()).toEqual(["middle.f32", "new.f32", "notes.txt"]);
  await pruneCache(cache, 0, new Set([join(cache, "middle.f32")]));
  expect((await readdir(cache)).sort()).toEqual(["middle.f32", "notes.txt"]);
});
