// The main job from end to end: what `finish` leaves, read by programs we did not write; the session it leaves, used wherever
// stems can stand. One result is shared by all tests.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { contentsOf, type Ended, failure, json, stemroom, temporaryFolder } from "./support/stemroom.ts";
import { hits, writeSmallSong, writeWav } from "./support/wav.ts";

interface Move {
  readonly id: string;
  readonly step: string;
  readonly target: string;
  readonly parameter: string;
  readonly to: unknown;
  readonly amount: number;
  readonly pinned: boolean;
}
interface Measured {
  readonly file: string;
  readonly integratedLufs: number | null;
  readonly decodedTruePeakDbtp: number | null;
  readonly durationS: number;
  readonly frames: number;
}
interface Report {
  readonly song: string;
  readonly version: string;
  readonly stems: readonly { name: string; path: string }[];
  readonly moves: readonly Move[];
  readonly rules: readonly Record<string, unknown>[];
  readonly skipped: readonly string[];
  readonly measurements: { mix: Measured | null; master: Measured | null; deliverables: Record<string, Measured> };
  readonly timing: Record<"audioS" | "wallS" | "cpuS", number>;
}

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const NAME = "Café";
const SESSION = `out/${NAME}.stemroom`;
let stemsBefore: Record<string, string> = {};
let finished: Ended;
let report: Report;

beforeAll(async () => {
  writeSmallSong(at("stems"));
  writeWav(at("reference.wav"), [hits(4, 80)]);
  stemsBefore = contentsOf(at("stems"));
  const options = ["--name", NAME, "--medium", "cd", "--medium", "vinyl", "--tempo", "120", "--anchor", "Keys"];
  const references = ["--reference", at("reference.wav"), "--reference", `${at("stems/keys.wav")}@0.5`];
  finished = await stemroom(["finish", at("stems"), "-o", at("out"), "--json", ...options, ...references]);
  expect(finished).toMatchObject({ code: 0 });
  report = JSON.parse(finished.stdout) as Report;
}, 180_000);

const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: "utf8", stdio: "pipe" });

/** What ffprobe says of the only stream, and how many frames ffmpeg gives when it decodes the whole file. */
function probed(name: string): { format: string; codec: string; rate: string; channels: number; depth: string; frames: number } {
  const shown = run("ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", at(`out/${name}`));
  const { streams, format } = JSON.parse(shown) as { streams: Record<string, string | number>[]; format: Record<string, string> };
  const [stream = {}] = streams;
  const decoded = spawnSync("ffmpeg", ["-v", "error", "-i", at(`out/${name}`), "-f", "s16le", "-"], { maxBuffer: 1e9 });
  expect(decoded.stderr.toString()).toBe("");
  const channels = Number(stream["channels"]);
  return {
    format: format["format_name"] ?? "",
    codec: String(stream["codec_name"] ?? ""),
    rate: String(stream["sample_rate"] ?? ""),
    channels,
    depth: String(stream["bits_per_raw_sample"] ?? stream["bits_per_sample"] ?? ""),
    frames: decoded.stdout.length / 2 / channels,
  };
}

describe("the folder", () => {
  test("holds exactly the files of the contract, and nothing half-written", () => {
    const release = [".44k-24.wav", ".aiff", ".cd.wav", ".cue", ".flac", ".m4a", ".mp3"].map(
      (ending) => `release/${NAME}${ending}`,
    );
    const files = [
      `${NAME}.master.wav`,
      `${NAME}.mix.wav`,
      `${NAME}.stemroom/session.json`,
      ...release,
      "report.html",
      "report.json",
    ];
    expect(Object.keys(contentsOf(at("out"))).sort()).toEqual(files.sort());
  });

  test("and the stems are as they were", () => {
    expect(contentsOf(at("stems"))).toEqual(stemsBefore);
  });

  test.each([
    ["Café.mix.wav", "wav", "pcm_s24le", "48000", "24"],
    ["Café.master.wav", "wav", "pcm_s24le", "48000", "24"],
    ["release/Café.aiff", "aiff", "pcm_s24be", "48000", "24"],
    ["release/Café.44k-24.wav", "wav", "pcm_s24le", "44100", "24"],
    ["release/Café.cd.wav", "wav", "pcm_s16le", "44100", "16"],
    ["release/Café.flac", "flac", "flac", "48000", "24"],
  ])("%s is what it should be for ffmpeg, to the frame", (name, format, codec, rate, depth) => {
    const { frames, ...shape } = probed(name);
    expect(shape).toEqual({ format, codec, rate, channels: 2, depth });
    expect(Math.abs(frames - report.timing.audioS * Number(rate))).toBeLessThanOrEqual(1);
  });

  test.each(["release/Café.mp3", "release/Café.m4a"])("%s: 44.1 kHz stereo, as long as the song once decoded", (name) => {
    const { rate, channels, frames, codec } = probed(name);
    expect({ rate, channels, codec }).toEqual({ rate: "44100", channels: 2, codec: name.endsWith("mp3") ? "mp3" : "aac" });
    const song = report.timing.audioS * 44100;
    // An AAC decoder may give the last packet whole: 1024 frames.
    expect(Math.abs(frames - song)).toBeLessThanOrEqual(name.endsWith("mp3") ? 1 : 1024);
  });

  test("sox, flac -t, mp3val and mediainfo have nothing to complain of", () => {
    for (const name of [`${NAME}.mix.wav`, `${NAME}.master.wav`, `release/${NAME}.aiff`, `release/${NAME}.cd.wav`]) {
      const { status, stderr } = spawnSync("sox", [at(`out/${name}`), "-n", "stat"], { encoding: "utf8" });
      expect(status).toBe(0);
      expect(stderr).not.toMatch(/WARN|FAIL/);
    }
    run("flac", "-t", "-s", "-w", at(`out/release/${NAME}.flac`));
    const mp3val = run("mp3val", at(`out/release/${NAME}.mp3`));
    expect(mp3val).toMatch(/Done!/);
    expect(mp3val).not.toMatch(/WARNING|ERROR/);
    const mediainfo = (name: string, field: string): string =>
      run("mediainfo", `--Inform=Audio;%${field}%`, at(`out/${name}`)).trim();
    expect(mediainfo(`release/${NAME}.mp3`, "BitRate")).toBe("320000");
    expect(mediainfo(`release/${NAME}.mp3`, "BitRate_Mode")).toBe("CBR");
    expect(mediainfo(`release/${NAME}.m4a`, "Format_AdditionalFeatures")).toBe("LC");
    expect(run("mediainfo", "--Inform=General;%Title%", at(`out/release/${NAME}.mp3`)).trim()).toBe(NAME);
  });

  test("the cue sheet names the CD's file", () => {
    const cue = readFileSync(at(`out/release/${NAME}.cue`), "utf8");
    expect(cue).toContain(`FILE "${NAME}.cd.wav" WAVE`);
    expect(cue).toMatch(/TRACK 01 AUDIO[\s\S]*INDEX 01 00:00:00/);
  });

  test("the report's page stands alone", () => {
    const page = readFileSync(at("out/report.html"), "utf8");
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain(NAME);
    expect(page).not.toMatch(/(src|href)\s*=\s*["']?https?:/i);
    expect(page).not.toMatch(/<link|@import|<script[^>]+src/i);
  });
});

describe("the report", () => {
  test("report.json is what --json printed, in the contract's form", () => {
    expect(JSON.parse(readFileSync(at("out/report.json"), "utf8"))).toEqual(report);
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(["song", "version", "stems", "moves", "rules", "measurements", "timing"]),
    );
    expect(report).toMatchObject({ song: NAME, skipped: ["notes.txt"] });
    expect(report.stems.map((stem) => basename(stem.path)).sort()).toEqual(["keys.wav", "kick.wav", "lead vocal.wav"]);
    for (const rule of report.rules) {
      expect(Object.keys(rule).sort()).toEqual("high id low text unit value verdict where".split(" "));
      expect(["pass", "warn", "fail"]).toContain(rule["verdict"]);
    }
    expect(Object.keys(report.timing).sort()).toEqual(["audioS", "cpuS", "wallS"]);
  });

  test("files that are no audio are told on stderr, beside the progress", () => {
    expect(finished.stderr).toMatch(/Passed over, as they are no audio: notes\.txt/);
  });

  test("loudness and ceilings hold, by ffmpeg's meter", () => {
    const meter = (name: string): { lufs: number; dbtp: number } => {
      const { stderr } = spawnSync("ffmpeg", ["-i", at(`out/${name}`), "-af", "ebur128=peak=true", "-f", "null", "-"], {
        encoding: "utf8",
      });
      const summary = stderr.slice(stderr.lastIndexOf("Summary:"));
      return { lufs: Number(/I:\s+(-?[\d.]+)/.exec(summary)?.[1]), dbtp: Number(/Peak:\s+(-?[\d.]+)/.exec(summary)?.[1]) };
    };
    const master = meter(`${NAME}.master.wav`);
    expect(Math.abs(master.lufs + 10)).toBeLessThanOrEqual(0.25);
    for (const one of Object.values(report.measurements.deliverables)) {
      expect(one.decodedTruePeakDbtp).toBeLessThanOrEqual(-1 + 0.005);
      // AAC stands for noise with noise of the decoder's own making: another decoder's peaks are not quite ours.
      expect(meter(one.file).dbtp, one.file).toBeLessThanOrEqual(one.file.endsWith(".m4a") ? -0.5 : -0.9);
    }
  });

  test("--medium gives a verdict for each medium that was asked for, and for no other", () => {
    const media = new Set(
      report.rules.map((rule) => String(rule["id"]).split(".")[0]).filter((id) => /^(cd|vinyl|club|streaming)$/.test(id ?? "")),
    );
    expect(media).toEqual(new Set(["cd", "vinyl"]));
    expect(report.rules.find((rule) => rule["id"] === "cd.length")?.["where"]).toBe(`release/${NAME}.cd.wav`);
  });

  test("--anchor takes a track's name", () => {
    expect(JSON.stringify(report.moves)).toContain("Keys is the anchor");
  });
});

describe("the session", () => {
  test("holds relative paths with length and content hash, tempo and references with their weights", () => {
    const session = JSON.parse(readFileSync(at(`${SESSION}/session.json`), "utf8")) as Record<string, Record<string, unknown>[]>;
    expect(session["stems"]?.map((stem) => stem["path"]).sort()).toEqual([
      "../../stems/drums/kick.wav",
      "../../stems/keys.wav",
      "../../stems/lead vocal.wav",
    ]);
    for (const stem of session["stems"] ?? []) {
      expect(stem["contentHash"]).toMatch(/^[0-9a-f]{64}$/);
      expect(stem["frames"]).toBeGreaterThan(0);
    }
    expect(session["tempoBpm"]).toBe(120);
    expect(session["references"]).toEqual([
      { path: "../../reference.wav", weight: 1 },
      { path: "../../stems/keys.wav", weight: 0.5 },
    ]);
  });

  test("can stand where stems can: the steps run again and change (almost) nothing", async () => {
    const again = await json<Report>(["finish", at(SESSION), "-o", at("again"), "--formats", "wav48-24", "--anchor", "keys"]);
    expect(again.song).toBe(NAME);
    const values = (moves: readonly Move[]) =>
      new Map(moves.filter((one) => typeof one.to === "number").map((one) => [one.id, one.to as number]));
    const [first, second] = [values(report.moves), values(again.moves)];
    expect([...second.keys()].sort()).toEqual([...first.keys()].sort());
    for (const [id, to] of second) {
      const before = first.get(id) ?? Number.NaN;
      expect(Math.abs(to - before), id).toBeLessThanOrEqual(Math.max(0.3, 0.02 * Math.abs(before)));
    }
    const louder = (again.measurements.master?.integratedLufs ?? 0) - (report.measurements.master?.integratedLufs ?? 0);
    expect(Math.abs(louder)).toBeLessThanOrEqual(0.1);
  });

  test("moves --json in the contract's form; --set, --undo and --pin change the session and keep it readable", async () => {
    await json(["mix", at(SESSION), "-o", at("edited"), "--until", "stems"]);
    const session = at(`edited/${NAME}.stemroom`);
    const { moves } = await json<{ moves: Move[] }>(["moves", session]);
    const fields = "id step target parameter from to unit amount reason says by pinned".split(" ");
    for (const move of moves) expect(Object.keys(move)).toEqual(expect.arrayContaining(fields));
    const fader = moves.find((move) => move.id === "balance/kick/faderDb")?.id ?? "none";
    const set = await json<{ moves: Move[] }>(["moves", session, "--set", `${fader}=50`]);
    expect(set.moves.find((move) => move.id === fader)?.amount).toBe(50);
    const undone = await json<{ moves: Move[] }>(["moves", session, "--undo", fader]);
    expect(undone.moves.filter((move) => move.id === fader && move.amount !== 0)).toEqual([]);
    const pinned = await json<{ moves: Move[] }>(["moves", session, "--pin", "keys.pan"]);
    expect(pinned.moves.filter((move) => move.target === "keys" && move.parameter === "pan").every((move) => move.pinned)).toBe(
      true,
    );
    const before = contentsOf(session);
    for (const wrong of [
      ["--set", "brew=5"],
      ["--set", `${fader}=151`],
      ["--set", "x"],
      ["--undo", "brew"],
      ["--pin", "brew.pan"],
      ["--pin", "keys.brew"],
    ])
      await failure(["moves", session, ...wrong]);
    expect(contentsOf(session)).toEqual(before);
  });

  test("render: the same bytes with 1, 2 and 3 workers; taps, sections and formats", async () => {
    mkdirSync(at("renders"));
    for (const workers of ["1", "2", "3"])
      await json(["render", at(SESSION), "-o", at(`renders/w${workers}.wav`), "--workers", workers]);
    const [one, two, three] = ["1", "2", "3"].map((workers) => readFileSync(at(`renders/w${workers}.wav`)));
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
    expect(one?.equals(three ?? Buffer.alloc(0))).toBe(true);
    const part = await json<{ frames: number }>([
      "render",
      at(SESSION),
      "-o",
      at("renders/kick.flac"),
      "--tap",
      "Kick",
      "--from",
      "1",
      "--to",
      "2.5",
    ]);
    expect(part.frames).toBe(72000);
    run("flac", "-t", "-s", at("renders/kick.flac"));
    for (const tap of ["mix", "drums"])
      await json(["render", at(SESSION), "-o", at(`renders/${tap}.wav`), "--tap", tap, "--to", "0.5"]);
    expect((await failure(["render", at(SESSION), "-o", at("renders/x.wav"), "--tap", "brew"])).line).toMatch(
      /no strip "brew".*Its strips: .*kick.*master/,
    );
    const original = at("stems/keys.wav");
    expect((await failure(["render", at(SESSION), "-o", original, "--force"])).line).toMatch(/The output is one of the inputs/);
    expect(contentsOf(at("stems"))).toEqual(stemsBefore);
  });

  test("print gives every track as a stem, in folders of the groups, that add up to a session again", async () => {
    const { files } = await json<{ files: string[] }>(["print", at(SESSION), "-o", at("printed"), "--without-time-effects"]);
    expect(Object.keys(contentsOf(at("printed"))).sort()).toEqual([...files].sort());
    expect(files).toHaveLength(3);
    expect(files).toContain("Drums/Kick.wav");
    const printed = await json<{ files: object[] }>(["measure", ...files.map((file) => at(`printed/${file}`))]);
    for (const file of printed.files) expect(file).toMatchObject({ sampleRateHz: 48000, bitDepth: 24, channels: 2 });
    await json(["mix", at("printed"), "-o", at("printed-mix"), "--until", "stems"]);
    expect((await failure(["print", at(SESSION), "-o", at("printed")])).code).toBe("output-exists");
  });

  test("check holds it against the rules", async () => {
    const { code, stdout } = await stemroom(["check", at(SESSION), "--json", "--quiet", "--loudness", "-10"]);
    const { rules } = JSON.parse(stdout) as { rules: { id: string; verdict: string }[] };
    expect(rules.map((rule) => rule.id)).toEqual(
      expect.arrayContaining(["stems.clipped", "pan.balance", "print.peak", "loudness.ceiling"]),
    );
    expect(code).toBe(rules.some((rule) => rule.verdict === "fail") ? 1 : 0);
  });
});

describe("existing results", () => {
  test("are kept without --force", async () => {
    const before = contentsOf(at("out"));
    expect(await failure(["finish", at("stems"), "-o", at("out"), "--name", NAME])).toMatchObject({
      code: "output-exists",
      file: at("out"),
    });
    expect(contentsOf(at("out"))).toEqual(before);
  });

  // A mix called «X.master.wav» and a song called X: the master would have been renamed over the mix it was made of.
  test("a result never replaces the mix that it is made of, even with --force", async () => {
    const mix = at("home/Song.master.wav");
    writeWav(mix, [hits(1, 60)]);
    const before = contentsOf(at("home"));
    expect((await failure(["master", mix, "-o", at("home"), "--name", "Song", "--force"])).line).toMatch(
      /The output is one of the inputs/,
    );
    expect(contentsOf(at("home"))).toEqual(before);
  });

  // What is written among the stems was taken for more stems by the next run.
  test("the output folder may not lie among the stems", async () => {
    for (const out of [at("stems"), at("stems/out"), at("stems/../stems/drums")])
      expect((await failure(["finish", at("stems"), "-o", out, "--force"])).code).toBe("output-inside-input");
    expect(contentsOf(at("stems"))).toEqual(stemsBefore);
  });
});
