// Every command's manners: one JSON document on stdout, everything else on stderr, exit codes, errors that teach, outputs that
// never stand in for inputs. Quick commands only.
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { contentsOf, failure, json, stemroom, temporaryFolder } from "./support/stemroom.ts";
import { noise, tone, writeWav } from "./support/wav.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  writeWav(at("tone.wav"), [tone(1, 440)], { bits: 24 });
  writeWav(at("wide.wav"), [noise(1.2, 0.1, 44100), tone(1.2, 330, 0.2, 44100)], { bits: 16, sampleRateHz: 44100 });
});

describe("what is said where", () => {
  test("--json: one document on stdout, progress and notes on stderr", async () => {
    const { code, stdout, stderr } = await stemroom(["convert", at("tone.wav"), at("said.flac"), "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: at("said.flac"), frames: 48000 });
    expect(stderr).not.toMatch(/[{}]/);
  });

  test("--quiet: nothing on stderr", async () => {
    const { code, stdout, stderr } = await stemroom(["measure", at("tone.wav"), "--quiet"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/integrated +−\d+\.\d LUFS/);
  });

  test("help and version are results", async () => {
    expect(await stemroom(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
    const help = await stemroom(["finish", "--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const option of ["--loudness", "--medium", "--formats", "--reference", "--json"]) expect(help.stdout).toContain(option);
  });

  test("the help lists every command, and each has its own help", async () => {
    const sources = readdirSync("cli/commands").map((name) => readFileSync(join("cli/commands", name), "utf8"));
    const names = sources.flatMap((text) => [...text.matchAll(/\bparent\s*\.command\("(\w+)/g)].map(([, name = ""]) => name));
    expect(names.length).toBeGreaterThanOrEqual(14);
    const { stdout } = await stemroom(["--help"]);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
    const helps = await Promise.all(names.map((name) => stemroom([name, "--help"])));
    for (const [index, help] of helps.entries())
      expect(help).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining(`stemroom ${names[index]}`) });
  });

  test.each(["mesure", "toString", "constructor"])("an unknown command, %s: a usage error", async (word) => {
    expect(await failure([word])).toMatchObject({
      code: "usage",
      hint: expect.stringMatching(/stemroom --help|Did you mean measure/),
    });
  });

  test("no command: the help on stderr and exit code 2", async () => {
    const { code, stdout, stderr } = await stemroom([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/stemroom: No command was given\. Try `stemroom --help`\.\n$/);
  });
});

describe("usage errors: exit code 2, the same words in both forms", () => {
  const cases: readonly (readonly [args: readonly string[], line: RegExp])[] = [
    [[], /No command was given/],
    [["brew"], /Unknown command 'brew'/],
    [["measure"], /Missing required argument 'files'.*stemroom measure --help/],
    [["measure", "--brew"], /Unknown option '--brew'/],
    [["finish", "x"], /'-o, --output <folder>' not specified/],
    [["finish", "x", "-o", "y", "--loudness", "3"], /argument '3' is invalid\. Allowed: -40 to -5 LUFS/],
    [["finish", "x", "-o", "y", "--loudness", "NaN"], /argument 'NaN' is invalid/],
    [["finish", "x", "-o", "y", "--ceiling", "1"], /Allowed: -12 to 0 dBTP/],
    [["finish", "x", "-o", "y", "--seed", "1.5"], /a whole number/],
    [["finish", "x", "-o", "y", "--workers", "0"], /Allowed: a whole number, 1 to 64/],
    [["finish", "x", "-o", "y", "--until", "brew"], /--until names no step: "brew".*equalise-master/],
    [["finish", "x", "-o", "y", "--amount", "glue"], /--amount is "glue"/],
    [["finish", "x", "-o", "y", "--amount", "glue=151"], /--amount is "glue=151"/],
    [["finish", "x", "-o", "y", "--formats", "ogg"], /There is no format "ogg"/],
    [["finish", "x", "-o", "y", "--medium", "tape"], /--medium names no medium: "tape".*vinyl/],
    [["finish", "x", "-o", "y", "--name", " "], /--name is empty/],
    [["finish", "x", "-o", "y", "--balance", "loudest"], /--balance names no method: "loudest"/],
    [["finish", "x", "-o", "y", "--reference", "a.wav@0"], /no usable weight/],
    [["render", "x", "-o", "y.wav", "--from", "5", "--to", "4"], /--to 4 is not after --from 5/],
    [["convert", "x.wav", "y.wav", "--bits", "12"], /argument '12' is invalid/],
  ];
  test.each(cases)("%j", async (args, line) => {
    const error = await failure(args);
    expect(error.line).toMatch(line);
    expect(error.file).toBeNull();
  });
});

describe("measure", () => {
  test("a sample that is no number, in one file alone: which file and when", async () => {
    const broken = tone(1, 440);
    broken[24000] = NaN;
    writeWav(at("broken.wav"), [tone(1, 330), broken], { bits: 32 });
    const error = await failure(["measure", at("broken.wav")]);
    expect(error).toMatchObject({ code: "non-finite-samples", file: at("broken.wav") });
    expect(error.message).toContain("0.5");
  });

  test("--json has every field of the contract, in one list", async () => {
    const { files } = await json<{ files: Record<string, unknown>[] }>(["measure", at("tone.wav"), at("wide.wav")]);
    const fields =
      "file format sampleRateHz bitDepth channels frames durationS integratedLufs momentaryMaxLufs shortTermMaxLufs loudnessRangeLu " +
      "truePeakDbtp samplePeakDbfs rmsDbfs crestDb plrDb dcOffset clippedFrames correlation correlationMin balanceDb sideToMidDb " +
      "monoFoldLossLu bands silentHeadS silentTailS contentHash";
    expect(files).toHaveLength(2);
    for (const file of files) for (const field of fields.split(" ")) expect(file).toHaveProperty(field);
    expect(files[0]).toMatchObject({ sampleRateHz: 48000, bitDepth: 24, channels: 1, frames: 48000, clippedFrames: 0 });
    expect(files[1]).toMatchObject({ sampleRateHz: 44100, bitDepth: 16, channels: 2, frames: 52920 });
    const bands = files[1]?.["bands"] as Record<string, unknown>[];
    expect(Object.keys(bands[0] ?? {})).toEqual(
      expect.arrayContaining(["lowHz", "highHz", "levelLufs", "correlation", "sideToMidDb", "crestDb"]),
    );
  });

  test("one wrong file fails the whole, and it is named", async () => {
    expect(await failure(["measure", at("tone.wav"), at("gone.wav")])).toMatchObject({ code: "not-found", file: at("gone.wav") });
  });
});

describe("check", () => {
  test("exit code 1 where a rule fails, with the rules in the report's form", async () => {
    const { code, stdout } = await stemroom(["check", at("tone.wav"), "--medium", "cd", "--json", "--quiet"]);
    expect(code).toBe(1);
    const { rules } = JSON.parse(stdout) as { rules: Record<string, unknown>[] };
    for (const rule of rules) expect(Object.keys(rule).sort()).toEqual("high id low text unit value verdict where".split(" "));
    expect(rules).toContainEqual(expect.objectContaining({ id: "cd.length", verdict: "fail" }));
    expect(rules).toContainEqual(expect.objectContaining({ id: "loudness.integrated", verdict: "fail" }));
  });

  test("exit code 0 where none fails", async () => {
    const { files } = await json<{ files: { integratedLufs: number }[] }>(["measure", at("tone.wav")]);
    const loudness = String(Math.round((files[0]?.integratedLufs ?? 0) * 10) / 10);
    expect(await stemroom(["check", at("tone.wav"), "--loudness", loudness, "--quiet"])).toMatchObject({ code: 0 });
  });

  test("exit code 2 for bad input", async () => {
    expect((await failure(["check", at("gone.wav")])).code).toBe("not-found");
  });
});

describe("convert", () => {
  const written: readonly (readonly [name: string, options: readonly string[]])[] = [
    ["c.wav", ["--bits", "16", "--dither", "tpdf"]],
    ["c.aiff", ["--bits", "24", "--rate", "48000"]],
    ["c.flac", ["--rate", "96000"]],
    ["c.mp3", ["--bitrate", "320"]],
    ["c.m4a", ["--bitrate", "128"]],
  ];
  test.each(written)("to %s and back keeps the length", async (name, options) => {
    await json(["convert", at("wide.wav"), at(name), ...options]);
    const back = await json<{ frames: number }>(["convert", at(name), at(`${name}.back.wav`), "--rate", "44100"]);
    expect(back.frames).toBe(52920);
  });

  test("an existing output needs --force, and stays as it is without", async () => {
    writeFileSync(at("there.wav"), "mine");
    expect(await failure(["convert", at("tone.wav"), at("there.wav")])).toMatchObject({
      code: "output-exists",
      file: at("there.wav"),
    });
    expect(readFileSync(at("there.wav"), "utf8")).toBe("mine");
    await json(["convert", at("tone.wav"), at("there.wav"), "--force"]);
    expect(readFileSync(at("there.wav")).subarray(0, 4).toString()).toBe("RIFF");
  });

  test("an ending without a writer, a folder as input, a folder that is not there", async () => {
    expect((await failure(["convert", at("tone.wav"), at("x.ogg")])).line).toMatch(
      /There is no writer for "\.ogg".*Name the output \.wav/,
    );
    expect((await failure(["convert", at("tone.wav"), at("x")])).line).toMatch(/The output's name has no ending/);
    expect((await failure(["convert", folder, at("x.wav")])).line).toMatch(/This is not a file/);
    expect((await failure(["convert", at("tone.wav"), at("no/x.wav")])).line).toMatch(/The folder does not exist/);
  });

  // A name as short as "s" stood in the error's own words somewhere, and so the place was left out of the line.
  test("the place is named, however short", async () => {
    mkdirSync(at("s"));
    expect((await failure(["convert", "s", "x.wav"], { cwd: folder })).line).toMatch(/: s\. /);
  });
});

// Renaming over a hard link leaves the other name's content alone, but a user who names the same file twice means something else.
test("an output that is an input is refused by whatever name, even with --force", async () => {
  mkdirSync(at("same"));
  const input = at("same/in.wav");
  copyFileSync(at("tone.wav"), input);
  symlinkSync("in.wav", at("same/symbolic.wav"));
  linkSync(input, at("same/hard.wav"));
  symlinkSync("same", at("same-folder"));
  const before = contentsOf(at("same"));
  const other = at("wide.wav");
  const trim = ["--insert", '{"processor":"trim"}', "--force"];
  const commands: readonly (readonly string[])[] = [
    ["convert", input, input, "--force"],
    ["convert", input, at("same/../same/./in.wav"), "--force"],
    ["convert", input, at("same/symbolic.wav"), "--force"],
    ["convert", at("same/symbolic.wav"), input, "--force"],
    ["convert", input, at("same/hard.wav"), "--force"],
    ["convert", input, at("same-folder/in.wav"), "--force"],
    ["process", input, at("same/hard.wav"), ...trim],
    ["process", other, input, "--key", at("same/symbolic.wav"), "--insert", '{"processor":"compressor"}', "--force"],
  ];
  for (const args of commands)
    expect((await failure(args)).line).toMatch(/The output is one of the inputs: .*originals are never touched/);
  expect(contentsOf(at("same"))).toEqual(before);
});

describe("process", () => {
  test("32-bit float out, latency taken out, same length; --tail adds to it", async () => {
    const limiter = '{"processor":"limiter","params":{"ceilingDbtp":-1}}';
    await json(["process", at("tone.wav"), at("limited.wav"), "--insert", limiter]);
    await json(["process", at("tone.wav"), at("tail.wav"), "--insert", limiter, "--tail", "0.5", "--bits", "16"]);
    const { files } = await json<{ files: object[] }>(["measure", at("limited.wav"), at("tail.wav")]);
    expect(files).toMatchObject([
      { bitDepth: 32, frames: 48000, channels: 2 },
      { bitDepth: 16, frames: 72000 },
    ]);
  });

  test("--key is what a side-chain listens to", async () => {
    const levelAt = async (key: readonly string[], name: string): Promise<number> => {
      const gate = '{"processor":"compressor","params":{"thresholdDbfs":-40,"ratio":8}}';
      await json(["process", at("tone.wav"), at(name), "--insert", gate, ...key]);
      const { files } = await json<{ files: { rmsDbfs: number }[] }>(["measure", at(name)]);
      return files[0]?.rmsDbfs ?? 0;
    };
    writeWav(at("silent.wav"), [new Float32Array(48000)]);
    const alone = await levelAt([], "alone.wav");
    expect(await levelAt(["--key", at("silent.wav")], "keyed.wav")).toBeGreaterThan(alone + 6);
  });

  test("a key that no insert listens to is refused", async () => {
    const args = ["process", at("tone.wav"), at("never.wav"), "--insert", '{"processor":"trim"}', "--key", at("tone.wav")];
    expect((await failure(args)).line).toMatch(/no insert listens to one.*compressor/);
  });

  const wrong: readonly (readonly [insert: string, line: RegExp])[] = [
    ["{", /--insert is not valid JSON/],
    ["[]", /--insert is not a processor with parameters/],
    ['{"processor":"trim","gainDb":3}', /not gainDb/],
    ['{"processor":"brew"}', /There is no processor "brew"/],
    ['{"processor":"limiter","params":{"ceiling":-1}}', /limiter has no parameter "ceiling"\. Its parameters: .*ceilingDbtp/],
    ['{"processor":"limiter","params":{"ceilingDbtp":99}}', /limiter ceilingDbtp is 99\. Allowed: -12 to 0 dBTP/],
    ['{"processor":"limiter","params":{"ceilingDbtp":1e999}}', /limiter ceilingDbtp is Infinity/],
    ['{"processor":"limiter","params":{"ceilingDbtp":NaN}}', /--insert is not valid JSON/],
    ['{"processor":"limiter","params":{"ceilingDbtp":null}}', /limiter ceilingDbtp is null\. Allowed/],
    ['{"processor":"limiter","params":{"ceilingDbtp":"loud"}}', /limiter ceilingDbtp is "?loud"?\. Allowed/],
    ['{"processor":"parametric-eq","params":{"bands":[{"shape":"bell","hz":1,"gainDb":0,"q":1}]}}', /hz is 1\. Allowed/],
  ];
  test.each(wrong)("--insert %s is refused, nothing is written", async (insert, line) => {
    expect((await failure(["process", at("tone.wav"), at("never.wav"), "--insert", insert])).line).toMatch(line);
    expect(contentsOf(folder)).not.toHaveProperty("never.wav");
  });

  test("without --insert there is nothing to do", async () => {
    expect((await failure(["process", at("tone.wav"), at("never.wav")])).line).toMatch(/There is nothing to do/);
  });
});

describe("catalogs", () => {
  test("processors --json in the contract's form", async () => {
    const { processors } = await json<{ processors: { id: string; parameters: Record<string, unknown>[] }[] }>(["processors"]);
    for (const processor of processors) {
      const fields = "id name kind timeBased latencyFrames version parameters source".split(" ");
      expect(Object.keys(processor)).toEqual(expect.arrayContaining(fields));
      for (const parameter of processor.parameters)
        expect(Object.keys(parameter)).toEqual(expect.arrayContaining("name unit min max default curve help".split(" ")));
    }
    const ids = processors.map((one) => one.id);
    expect(ids).toEqual(expect.arrayContaining(["trim", "compressor", "bus-compressor", "clipper", "limiter", "reverb-plate"]));
  });

  test("steps --json lists the course", async () => {
    const { steps } = await json<{ steps: { id: string; part: string; number: number }[] }>(["steps"]);
    expect(steps.slice(0, 5).map((step) => step.id)).toEqual(["stems", "import", "faders-down", "balance", "pan"]);
    expect(steps.at(-1)).toMatchObject({ id: "loudness", part: "mastering" });
  });

  test("schema is a JSON Schema", async () => {
    expect(await json(["schema"])).toMatchObject({ title: "Stemroom session", type: "object" });
  });
});
