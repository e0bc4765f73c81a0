// Ctrl-C, kill −9, a full disk, two at once: what stood there still stands, nothing half-written is seen, the next run works.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { contentsOf, failure, json, start, startInShell, stemroom, temporaryFolder } from "./support/stemroom.ts";
import { hits, noise, tone, writeTinySong, writeWav } from "./support/wav.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const SESSION = "session-out/Song.stemroom";

beforeAll(async () => {
  writeTinySong(at("tiny"));
  writeWav(at("long/kick.wav"), [hits(25, 60)]);
  writeWav(at("long/noise.wav"), [noise(25), noise(25, 0.05)]);
  writeWav(at("minutes.wav"), [noise(60), tone(60, 300)]);
  await json(["mix", at("long"), "-o", at("session-out"), "--name", "Song", "--until", "balance"]);
});

/** Waits until a hidden partial file or folder of at least this size stands somewhere below. */
async function untilPartial(below: string, bytes = 1): Promise<void> {
  for (;;) {
    const found = existsSync(below) ? readdirSync(below, { recursive: true, withFileTypes: true }) : [];
    const isThere = found.some((entry) => {
      const path = join(entry.parentPath, entry.name);
      return path.includes("partial") && entry.isFile() && existsSync(path) && readFileSync(path).length >= bytes;
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("Ctrl-C: exit code 130, and everything as before", () => {
  const commands: readonly (readonly [name: string, args: readonly string[]])[] = [
    ["finish", ["finish", at("long"), "-o", at("cancelled/deep/out")]],
    ["render", ["render", at(SESSION), "-o", at("cancelled/r.wav")]],
    ["convert", ["convert", at("minutes.wav"), at("cancelled/c.flac"), "--rate", "44100"]],
    ["process", ["process", at("minutes.wav"), at("cancelled/p.wav"), "--insert", '{"processor":"limiter"}']],
    ["demo", ["demo", "-o", at("cancelled/demo")]],
  ];
  test.each(commands)("%s", async (name, args) => {
    if (name !== "finish" && name !== "demo") mkdirSync(at("cancelled"), { recursive: true });
    const before = existsSync(at("cancelled"));
    const running = start([...args, "--json"]);
    await untilPartial(at("cancelled"));
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "cancelled" } });
    expect(stderr).toMatch(/stemroom: Cancelled\. Nothing was left half-written\.\n$/);
    expect(contentsOf(at("cancelled"))).toEqual({});
    expect(existsSync(at("cancelled/deep")) || existsSync(at("cancelled/demo"))).toBe(false);
    expect(existsSync(at("cancelled"))).toBe(before);
  });
});

describe("kill −9", () => {
  test("in mid-render: the former file stands; the next run clears up and works", async () => {
    mkdirSync(at("killed"));
    copyFileSync(at("tiny/kick.wav"), at("killed/r.wav"));
    const before = contentsOf(at("killed"));
    const args = ["render", at(SESSION), "-o", at("killed/r.wav"), "--force"];
    const running = start(args);
    await untilPartial(at("killed"), 1000);
    running.child.kill("SIGKILL");
    expect(await running.ended).toMatchObject({ code: "SIGKILL" });
    expect(contentsOf(at("killed"))).toMatchObject(before);
    expect(Object.keys(contentsOf(at("killed"))).filter((name) => !name.startsWith("."))).toEqual(["r.wav"]);
    await json(args);
    expect(Object.keys(contentsOf(at("killed")))).toEqual(["r.wav"]);
    await json(["moves", at(SESSION)]);
  });

  test("in mid-finish: nothing is seen; the next run clears up and works", async () => {
    const args = ["finish", at("tiny"), "-o", at("killed-out"), "--name", "Song", "--formats", "flac", "--until", "balance"];
    const running = start(args);
    await untilPartial(at("killed-out"));
    running.child.kill("SIGKILL");
    await running.ended;
    const left = Object.keys(contentsOf(at("killed-out")));
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((name) => !name.startsWith(".stemroom-partial-"))).toEqual([]);
    await json(args);
    const files = ["Song.mix.wav", "Song.stemroom/session.json", "release/Song.flac", "report.html", "report.json"];
    expect(Object.keys(contentsOf(at("killed-out"))).sort()).toEqual(files);
  });
});

describe("a full disk", () => {
  // A limit on the size of files stands in for a full disk: it needs no rights and fails at the same place.
  test.each([
    ["convert", 200, ["convert", at("minutes.wav"), at("full/c.wav")]],
    ["render", 200, ["render", at(SESSION), "-o", at("full/r.wav")]],
    ["finish", 2000, ["finish", at("long"), "-o", at("full/out")]],
  ] as const)("%s: a clear error, nothing left", async (_name, kilobytes, args) => {
    mkdirSync(at("full"), { recursive: true });
    const { code, stderr } = await startInShell(`trap '' XFSZ; ulimit -f ${kilobytes};`, [...args, "--quiet"]).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(/^stemroom: The file grows beyond what may be written here: .*\. Write to another disk/);
    expect(contentsOf(at("full"))).toEqual({});
    expect(readdirSync(at("full"))).toEqual([]);
  });
});

describe("two at once", () => {
  // Both found the folder empty when they began; the later one used to replace the earlier one's results without being asked.
  test("into the same folder: one wins, the other says so, the results are whole", async () => {
    const args = [
      "finish",
      at("tiny"),
      "-o",
      at("both"),
      "--name",
      "Song",
      "--until",
      "balance",
      "--formats",
      "flac",
      "--quiet",
      "--json",
    ];
    const ended = await Promise.all([stemroom(args), stemroom(args)]);
    expect(new Set(ended.map((one) => one.code))).toEqual(new Set([0, 2]));
    const lost = ended.find((one) => one.code === 2);
    expect(JSON.parse(lost?.stdout ?? "")).toMatchObject({ error: { code: "output-exists" } });
    expect(Object.keys(contentsOf(at("both")))).toHaveLength(5);
    await json(["render", at("both/Song.stemroom"), "-o", at("both.wav"), "--to", "0.1"]);
  });

  test("with --force both succeed, and the results are whole", async () => {
    const args = [
      "finish",
      at("tiny"),
      "-o",
      at("both"),
      "--name",
      "Song",
      "--until",
      "balance",
      "--formats",
      "flac",
      "--quiet",
      "--force",
    ];
    const ended = await Promise.all([stemroom(args), stemroom(args)]);
    expect(ended.map((one) => one.code)).toEqual([0, 0]);
    expect(Object.keys(contentsOf(at("both")))).toHaveLength(5);
  });
});

test("a cancelled decoding leaves no copy in the cache", async () => {
  writeWav(at("other-rate/a.wav"), [noise(60, 0.1, 44100)], { sampleRateHz: 44100 });
  const cache = at("cancelled-cache");
  const running = start(["mix", at("other-rate"), "-o", at("cancelled-mix")], { env: { STEMROOM_CACHE: cache } });
  await untilPartial(cache);
  running.child.kill("SIGINT");
  expect(await running.ended).toMatchObject({ code: 130 });
  expect(contentsOf(cache)).toEqual({});
  expect((await failure(["moves", at("cancelled-mix")])).code).toBe("not-a-session");
});
