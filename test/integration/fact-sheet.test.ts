// The audio fact sheet, row by row: what docs/fact-sheet.md calls neutral is so to the last bit, and its numbers are measured here.
// Files are read back with ffmpeg.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
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
import { contentsOf, json, temporaryFolder } from "./support/stemroom.ts";
import { hits, tone, writeWav } from "./support/wav.ts";

const FRAMES = 12800;
const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const sheet = readFileSync(new URL("../../docs/fact-sheet.md", import.meta.url), "utf8");

/** First and second column of the table under a heading. */
function rowsUnder(heading: string): Map<string, string> {
  const part = sheet.split(`## ${heading}`)[1]?.split("\n## ")[0] ?? "";
  const rows = part.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what"));
  return new Map(rows.map((line) => line.split("|").map((cell) => cell.trim())).map(([, name = "", says = ""]) => [name, says]));
}

/** A file's samples as ffmpeg reads them, interleaved. */
function samplesOf(name: string): Float32Array {
  const bytes = execFileSync("ffmpeg", ["-v", "error", "-i", at(name), "-f", "f32le", "-"], { maxBuffer: 1 << 28 });
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function expectSame(one: Float32Array, other: Float32Array): void {
  expect(one.length).toBe(other.length);
  expect(one.length).toBeGreaterThan(1000);
  expect(one.findIndex((x, index) => x !== other[index])).toBe(-1);
}

function sameSound(one: Stereo, other: Stereo): void {
  expectSame(one[0], other[0]);
  expectSame(one[1], other[1]);
}

/** Power of the difference against the power of the original, dB. */
function residualDb(original: Float32Array, copy: Float32Array, from = 0, to = original.length): number {
  let [difference, power] = [0, 0];
  for (let n = from; n < to; n++) {
    difference += ((copy[n] ?? 0) - (original[n] ?? 0)) ** 2;
    power += (original[n] ?? 0) ** 2;
  }
  return 10 * Math.log10(difference / power);
}

const stems = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`s${index}`, noise(FRAMES, index + 1, 0.05)]));
const ids = Object.keys(stems);
const tracks = () => ids.map((id) => track(id));
const sumOf = (some: readonly string[], precise = false): Stereo =>
  [0, 1].map((side) => {
    const sum = new Float64Array(FRAMES);
    for (const id of some)
      stems[id]?.[side]?.forEach((x, n) => {
        sum[n] = precise ? (sum[n] ?? 0) + x : Math.fround((sum[n] ?? 0) + x);
      });
    return Float32Array.from(sum);
  }) as unknown as Stereo;
const plain = (name: string) => renderMaster(session([track(name)], FRAMES), stems, FRAMES);
const convert = (from: string, to: string, ...flags: string[]) => json(["convert", at(from), at(to), ...flags]);

beforeAll(() => {
  const sound = [hits(2, 90, 0.5), hits(2, 140, 0.4).map((x, n) => x + 0.2 * Math.sin(0.05 * n))];
  writeWav(at("24.wav"), sound, { bits: 24 });
  writeWav(at("16.wav"), sound, { bits: 16 });
  for (const [index, id] of ["kick", "bass", "pad"].entries())
    writeWav(at(`song/${id}.wav`), [tone(3, 80 * (index + 1), 0.2), tone(3, 81 * (index + 1), 0.2)], { bits: 24 });
});

const neutral: Record<string, () => void | Promise<void>> = {
  "lossless files": async () => {
    await convert("24.wav", "a.flac", "--bits", "24");
    await convert("a.flac", "a.aiff", "--bits", "24");
    await convert("a.aiff", "b.wav", "--bits", "24");
    for (const name of ["a.flac", "a.aiff", "b.wav"]) expectSame(samplesOf(name), samplesOf("24.wav"));
  },
  "wider words": async () => {
    await convert("16.wav", "w24.wav", "--bits", "24");
    await convert("w24.wav", "w32.wav", "--bits", "32");
    await convert("w32.wav", "w16.wav", "--bits", "16", "--dither", "none");
    for (const name of ["w24.wav", "w32.wav", "w16.wav"]) expectSame(samplesOf(name), samplesOf("16.wav"));
  },
  "a chain of nothing": async () => {
    await convert("24.wav", "c.flac", "--bits", "24");
    await json(["process", at("c.flac"), at("c.wav"), "--insert", '{"processor":"trim","params":{"gainDb":0}}']);
    expectSame(samplesOf("c.wav"), samplesOf("24.wav"));
  },
  sums: () => sameSound(renderMaster(session(tracks(), FRAMES), stems, FRAMES), sumOf(ids)),
  "groups and returns": () => {
    const grouped = ids.map((id) => track(id, { output: "g" }));
    const of = session(grouped, FRAMES, { groups: [group("g", { output: "h" }), group("h")], returns: [effectReturn("r")] });
    sameSound(renderMaster(of, stems, FRAMES), sumOf(ids));
  },
  "switched off": () => {
    const idle = tracks();
    idle[0] = track("s0", {
      inserts: [insert("i", "limiter", { inputGainDb: 12 }, { enabled: false })],
      sends: [{ id: "s", to: "r", levelDb: 0, tap: "post-fader", enabled: false }],
    });
    idle[15] = track("s15", { mute: true });
    const of = session(idle, FRAMES, { returns: [effectReturn("r")] });
    sameSound(renderMaster(of, stems, FRAMES), sumOf(ids.slice(0, 15)));
  },
  polarity: () => {
    const twice = session([track("s0", { polarityInverted: true })], FRAMES, { mix: bus("mix", { polarityInverted: true }) });
    sameSound(renderMaster(twice, stems, FRAMES), plain("s0"));
    const against = [track("s0"), { ...track("t", { polarityInverted: true }), stemId: "s0" }];
    const silence = renderMaster(session(against, FRAMES), stems, FRAMES);
    expect(silence[0].every((x) => x === 0) && silence[1].every((x) => x === 0)).toBe(true);
  },
  latency: () => {
    const late = insert("c", "compressor", { ratio: 1, lookAheadMs: 5 });
    const against = [track("s0", { inserts: [late] }), { ...track("t", { polarityInverted: true }), stemId: "s0" }];
    const silence = renderMaster(session(against, FRAMES), stems, FRAMES);
    expect(silence[0].every((x) => x === 0) && silence[1].every((x) => x === 0)).toBe(true);
    const alone = renderMaster(session([track("s0", { inserts: [late] })], FRAMES), stems, FRAMES);
    expectSame(alone[0].subarray(240), plain("s0")[0].subarray(0, FRAMES - 240));
  },
  "cut and butt-joined": () => {
    const region = (startFrame: number, endFrame: number) => ({ startFrame, endFrame, fadeInFrames: 0, fadeOutFrames: 0 });
    const cut = session([track("s0", { regions: [region(0, 5000), region(5000, FRAMES)] })], FRAMES);
    sameSound(renderMaster(cut, stems, FRAMES), plain("s0"));
  },
  "automation that stands still": () => {
    const points = [0, 3000, 9000].map((frame) => ({ frame, value: 0, curve: "linear" as const }));
    const still = session([track("s0", { automation: [{ parameter: "faderDb", points }] })], FRAMES);
    sameSound(renderMaster(still, stems, FRAMES), plain("s0"));
  },
  threads: async () => {
    await json(["mix", at("song"), "-o", at("threads"), "--until", "pan"]);
    for (const workers of ["1", "2", "3"])
      await render("threads", `threads-${workers}.wav`, "--bits", "32", "--workers", workers);
    expectSame(samplesOf("threads-2.wav"), samplesOf("threads-1.wav"));
    expectSame(samplesOf("threads-3.wav"), samplesOf("threads-1.wav"));
  },
  twice: async () => {
    await json(["mix", at("song"), "-o", at("twice")]);
    for (const name of ["twice-a.wav", "twice-b.wav"]) await render("twice", name, "--bits", "16", "--dither", "tpdf");
    expect(readFileSync(at("twice-a.wav")).equals(readFileSync(at("twice-b.wav")))).toBe(true);
  },
  originals: async () => {
    const before = contentsOf(at("song"));
    await json(["mix", at("song"), "-o", at("originals")]);
    expect(contentsOf(at("song"))).toEqual(before);
  },
};

const render = (out: string, name: string, ...flags: string[]) =>
  json(["render", at(`${out}/song.stemroom`), "-o", at(name), ...flags]);

describe("neutral: bit for bit", () => {
  test.each(Object.entries(neutral))("%s", (_, holds) => holds());

  test("the sheet names exactly these", () => {
    expect([...rowsUnder("Neutral: bit for bit").keys()]).toEqual(Object.keys(neutral));
  });
});

/** What the sheet says in the second column: the last number before «dB». */
function saidDb(says: string): number {
  return Number([...says.replaceAll("−", "-").matchAll(/(-?[\d.]+) dB/g)].at(-1)?.[1]);
}

const measured: Record<string, () => number | Promise<number>> = {
  "48 → 44.1 → 48 kHz": async () => {
    const hz = 1000;
    writeWav(at("1k.wav"), [Float32Array.from({ length: 96000 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / 48000))]);
    await convert("1k.wav", "44.wav", "--rate", "44100", "--bits", "32");
    await convert("44.wav", "48.wav", "--rate", "48000", "--bits", "32");
    return residualDb(samplesOf("1k.wav"), samplesOf("48.wav"), 9600, 86400);
  },
  "24 bit → 16 bit with TPDF dither": async () => {
    await convert("24.wav", "d16.wav", "--bits", "16", "--dither", "tpdf");
    const [before, after] = [samplesOf("24.wav"), samplesOf("d16.wav")];
    const power = before.reduce((sum, x, n) => sum + (x - (after[n] ?? 0)) ** 2, 0) / before.length;
    return 10 * Math.log10(2 * power); // a full-scale sine is 0 dBFS
  },
  "a fader at −0.1 dB and back by a trim of +0.1 dB": () =>
    residualDb(plain("s0")[0], renderMaster(session([track("s0", { faderDb: -0.1, trimDb: 0.1 })], FRAMES), stems, FRAMES)[0]),
  "MP3 at 320 kbit/s": async () => {
    await convert("24.wav", "m.mp3", "--bitrate", "320");
    return residualDb(samplesOf("24.wav"), samplesOf("m.mp3"));
  },
  "sum of sixteen tracks": () => residualDb(sumOf(ids, true)[0], renderMaster(session(tracks(), FRAMES), stems, FRAMES)[0]),
};

describe("not neutral: measured", () => {
  test.each(Object.entries(measured))("%s", async (name, measure) => {
    const said = saidDb(rowsUnder("Not neutral: measured").get(name) ?? "");
    const is = await measure();
    expect(is).toBeLessThan(said);
    expect(is).toBeGreaterThan(said - 6); // a bound that says nothing is no fact
  });

  test("the sheet names exactly these", () => {
    expect([...rowsUnder("Not neutral: measured").keys()].sort()).toEqual(Object.keys(measured).sort());
  });
});
