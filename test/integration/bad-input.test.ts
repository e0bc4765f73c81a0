// Bad input: a clear error or a sensible result, the right exit code, nothing half-written, the stems as they were.
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentsOf, failure, json, stemroom, temporaryFolder } from "./support/stemroom.ts";
import { hits, silence, tone, writeTinySong, writeWav } from "./support/wav.ts";

interface Report {
  readonly song: string;
  readonly stems: readonly { id: string; name: string; path: string; durationS: number; integratedLufs: number | null }[];
  readonly rules: readonly { id: string; verdict: string; where: string }[];
  readonly skipped: readonly string[];
  readonly measurements: { master: { integratedLufs: number | null; truePeakDbtp: number | null } | null };
}

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const QUICK = ["--formats", "wav48-24,flac"];

/** A tone of one second with one sample replaced. */
function toneWith(value: number): Float32Array {
  const samples = tone(1, 220);
  samples[30000] = value;
  return samples;
}

describe("a stem that can't be read is named, by every command, and nothing is written", () => {
  const makers: Readonly<Record<string, (path: string) => void>> = {
    "text called .wav": (path) => writeFileSync(path, "This is a shopping list.\n".repeat(50)),
    "a file that breaks off": (path) => truncateSync(writeWav(path, [tone(1, 220)]), 100_001),
    "a header that promises more than there is": (path) => writeWav(path, [tone(1, 220)], { lieBytes: 1_000_000 }),
    "zero bytes": (path) => writeFileSync(path, ""),
    "half a header": (path) => writeFileSync(path, "RIFF\x24\x00\x00\x00WAVEfm"),
    "samples that are not numbers": (path) => writeWav(path, [toneWith(Number.NaN)]),
    "infinite samples": (path) => writeWav(path, [toneWith(Number.POSITIVE_INFINITY)]),
    "six channels": (path) =>
      writeWav(
        path,
        [1, 2, 3, 4, 5, 6].map((n) => tone(0.1, 100 * n)),
      ),
  };
  const codes: Readonly<Record<string, string>> = {
    "text called .wav": "not-audio",
    "a file that breaks off": "truncated",
    "a header that promises more than there is": "truncated",
    "zero bytes": "empty-file",
    "half a header": "truncated",
    "samples that are not numbers": "non-finite-samples",
    "infinite samples": "non-finite-samples",
    "six channels": "too-many-channels",
  };
  test.each(Object.keys(makers))("%s", async (kind) => {
    const stems = at(kind.replaceAll(" ", "-"));
    writeTinySong(stems);
    const bad = join(stems, "bad.wav");
    makers[kind]?.(bad);
    const before = contentsOf(stems);
    const commands = [
      ["finish", stems, "-o", at("nothing")],
      ["convert", bad, at("nothing.flac")],
      ["measure", join(stems, "kick.wav"), bad],
    ];
    for (const command of commands) expect(await failure(command)).toMatchObject({ code: codes[kind], file: bad });
    expect(contentsOf(at("nothing"))).toEqual({});
    expect(contentsOf(folder)).not.toHaveProperty("nothing.flac");
    expect(contentsOf(stems)).toEqual(before);
  });
});

describe("a folder that is none", () => {
  test("no folder, a file, an empty folder, a folder without audio", async () => {
    mkdirSync(at("empty"));
    mkdirSync(at("texts"));
    writeFileSync(at("texts/lyrics.txt"), "la la");
    const out = ["-o", at("none")];
    expect(await failure(["finish", at("gone"), ...out])).toMatchObject({ code: "not-found", file: at("gone") });
    expect(await failure(["finish", at("texts/lyrics.txt"), ...out])).toMatchObject({ code: "not-a-folder" });
    expect(await failure(["finish", at("empty"), ...out])).toMatchObject({ code: "no-stems" });
    expect((await failure(["finish", at("texts"), ...out])).line).toMatch(/1 other file was skipped\. Put the stems there/);
    expect(await failure(["mix", at("gone.stemroom"), ...out])).toMatchObject({ code: "not-a-session" });
    expect(contentsOf(at("none"))).toEqual({});
  });
});

describe("a target that can't be", () => {
  const stems = at("for-targets");

  // Node's recursive mkdir goes round for ever where a folder refuses to hold any: the command never came back.
  test("a file, below a file, in a place that takes no folders", async () => {
    writeTinySong(stems);
    writeFileSync(at("file"), "mine");
    expect((await failure(["finish", stems, "-o", at("file")])).line).toMatch(/The output is a file and should be a folder/);
    for (const out of [at("file/below/deep"), "/proc/stemroom-test"])
      expect((await failure(["finish", stems, "-o", out])).line).toMatch(/The output folder can't be made/);
    expect(readFileSync(at("file"), "utf8")).toBe("mine");
  });

  test("a folder that has a result's name, even with --force", async () => {
    mkdirSync(at("taken/Song.master.wav"), { recursive: true });
    expect((await failure(["finish", stems, "-o", at("taken"), "--name", "Song", "--force"])).line).toMatch(
      /A folder has the name of a result/,
    );
  });
});

describe("silence and very little", () => {
  test("all stems silent: every file is written, loudness is null", async () => {
    writeWav(at("silent/a.wav"), [silence(1)]);
    writeWav(at("silent/b.wav"), [silence(1), silence(1)]);
    const report = await json<Report>(["finish", at("silent"), "-o", at("silent-out")]);
    expect(report.measurements.master).toMatchObject({ integratedLufs: null, truePeakDbtp: null });
    expect(Object.keys(contentsOf(at("silent-out")))).toHaveLength(12);
    expect(report.rules.filter((rule) => rule.id === "stems.silent").map((rule) => rule.where)).toEqual(["a.wav", "b.wav"]);
  });

  test("one sample, and no sample at all", async () => {
    writeWav(at("few/one.wav"), [new Float32Array([0.5])]);
    writeWav(at("few/none.wav"), [new Float32Array(0)]);
    const report = await json<Report>(["finish", at("few"), "-o", at("few-out")]);
    expect(new Set(report.stems.map((stem) => stem.durationS))).toEqual(new Set([0, 1 / 48000]));
    expect(Object.keys(contentsOf(at("few-out")))).toHaveLength(12);
    const { files } = await json<{ files: object[] }>(["measure", at("few/none.wav")]);
    expect(files[0]).toMatchObject({ frames: 0, durationS: 0, integratedLufs: null, truePeakDbtp: null, correlation: null });
    await json(["convert", at("few/none.wav"), at("none.flac")]);
    await json(["process", at("few/none.wav"), at("none-tail.wav"), "--insert", '{"processor":"limiter"}', "--tail", "0.1"]);
  });

  test("one second beside five minutes", async () => {
    writeWav(at("lengths/hit.wav"), [hits(1, 60)], { bits: 16, sampleRateHz: 48000 });
    writeWav(at("lengths/long.wav"), [silence(300)], { bits: 16 });
    const report = await json<Report>(["mix", at("lengths"), "-o", at("lengths-out"), "--until", "balance"]);
    expect(report.stems.map((stem) => stem.durationS)).toEqual([1, 300]);
    expect(report.rules.some((rule) => rule.id === "stems.length" && rule.where.endsWith("hit.wav"))).toBe(true);
  });
});

test("names with quotes, emoji, newlines, dashes, dots and 240 bytes are names", async () => {
  const names = [
    'it\'s "quoted"',
    "emoji 🥁",
    "new\nline",
    "-dash",
    "a..b",
    "$(touch x)",
    "%s %n",
    `${"long ".repeat(46)}x`,
    "ü".repeat(110),
  ];
  for (const name of names) writeWav(at(`names/${name}.wav`), [tone(0.5, 200 + 20 * name.length)]);
  const song = `../${"🥁".repeat(100)}/x`;
  const report = await json<Report>([
    "finish",
    at("names"),
    "-o",
    at("names-out"),
    "--until",
    "balance",
    "--name",
    song,
    ...QUICK,
  ]);
  expect(report.song).toBe(song);
  expect(report.stems.map((stem) => stem.path.slice("../../names/".length, -4)).sort()).toEqual([...names].sort());
  const files = Object.keys(contentsOf(at("names-out")));
  expect(files).toHaveLength(6);
  const session = files.find((file) => file.endsWith("session.json")) ?? "";
  await json(["moves", at(`names-out/${session}`)]);
  for (const stem of report.stems)
    await json(["render", at(`names-out/${session}`), "-o", at("tap.wav"), "--tap", stem.id, "--to", "0.1", "--force"]);
  const odd = await stemroom(["measure", at("names/new\nline.wav"), at("nowhere\n.wav")]);
  expect(odd.stderr.trimEnd()).not.toContain("\n");
});

test("a stem 600 dB over full scale is still answered with finite samples under the ceiling", async () => {
  writeWav(at("hot/a.wav"), [tone(1, 220, 1e30)]);
  const report = await json<Report>(["finish", at("hot"), "-o", at("hot-out"), ...QUICK]);
  expect(report.measurements.master?.truePeakDbtp).toBeLessThanOrEqual(-0.9);
});

describe("a session that is not right", () => {
  const stems = at("for-session");
  const session = at("session-out/Song.stemroom/session.json");

  test("broken JSON, an unknown field, a value out of range: what and where", async () => {
    writeTinySong(stems);
    await json(["mix", stems, "-o", at("session-out"), "--until", "balance", "--name", "Song"]);
    const whole = readFileSync(session, "utf8");
    const document = JSON.parse(whole) as { tracks: Record<string, unknown>[] };
    const first = document.tracks[0] ?? {};
    const broken = [
      whole.slice(0, 500),
      "",
      "[]",
      JSON.stringify({ ...document, brew: 1 }),
      JSON.stringify({ ...document, version: 999 }),
      JSON.stringify({ ...document, tracks: [{ ...first, pan: 3 }] }),
      JSON.stringify({ ...document, tracks: [{ ...first, output: "nowhere" }] }),
      JSON.stringify({
        ...document,
        tracks: [{ ...first, inserts: [{ id: "x", processor: "brew", version: 1, enabled: true, params: {}, keyFrom: null }] }],
      }),
    ];
    for (const text of broken) {
      writeFileSync(session, text);
      for (const command of [
        ["moves", session],
        ["render", session, "-o", at("never.wav")],
      ])
        expect((await failure(command)).line).not.toMatch(/undefined|\[object/);
      expect(readFileSync(session, "utf8")).toBe(text);
    }
    expect(contentsOf(folder)).not.toHaveProperty("never.wav");
  });
});

test("balance methods that are not there yet say so", async () => {
  for (const method of ["pink-noise", "programme-noise", "reference"]) {
    const error = await failure(["finish", at("x"), "-o", at("y"), "--balance", method]);
    expect(error).toMatchObject({ code: "not-yet" });
    expect(error.line).toMatch(/is not there yet\. Use --balance anchor/);
  }
});
