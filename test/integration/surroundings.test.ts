// Stems that have moved or changed, caches that go or can't be written, no home, pipes that close early, stems on a read-only disk.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { contentsOf, failure, json, PROGRAM, startInShell, stemroom, temporaryFolder } from "./support/stemroom.ts";
import { hits, tone, writeTinySong, writeWav } from "./support/wav.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const SESSION = "out/Song.stemroom";

beforeAll(async () => {
  writeTinySong(at("stems"));
  writeWav(at("stems/keys.wav"), [tone(1.5, 440, 0.1, 44100)], { bits: 16, sampleRateHz: 44100 });
  await json(["mix", at("stems"), "-o", at("out"), "--name", "Song", "--until", "balance"]);
});

/** SHA-256 of the session's sound. */
async function sound(options: readonly string[] = [], env: Record<string, string | undefined> = {}): Promise<string> {
  await json(["render", at(SESSION), "-o", at("sound.wav"), "--force", ...options], { env });
  return contentsOf(folder)["sound.wav"] ?? "none";
}

describe("stems that are not where they were", () => {
  test("a moved stem is named; --stems finds it by its content, under any name", async () => {
    const before = await sound();
    renameSync(at("stems"), at("moved"));
    renameSync(at("moved/kick.wav"), at("moved/boom.wav"));
    const error = await failure(["render", at(SESSION), "-o", at("sound.wav"), "--force"]);
    expect(error).toMatchObject({ code: "stem-missing" });
    expect(error.line).toMatch(/The stem "\w+\.wav" is not at its place: .*--stems FOLDER/);
    expect(await sound(["--stems", at("moved")])).toBe(before);
    await json(["mix", at(SESSION), "-o", at("moved-out"), "--stems", at("moved"), "--only", "print"]);
    await json(["render", at("moved-out/Song.stemroom"), "-o", at("sound.wav"), "--force"]);
    renameSync(at("moved/boom.wav"), at("moved/kick.wav"));
    renameSync(at("moved"), at("stems"));
  });

  // Reading what was decided has nothing to do with the stems, and used to read every one of them through.
  test("moves are told without the stems", async () => {
    renameSync(at("stems"), at("away"));
    await json(["moves", at(SESSION)]);
    renameSync(at("away"), at("stems"));
  });

  test("a changed stem is named, also when --stems does not hold the former one", async () => {
    copyFileSync(at("stems/bass.wav"), at("bass.wav"));
    writeWav(at("stems/bass.wav"), [hits(1.5, 90)], { bits: 16 });
    const error = await failure(["render", at(SESSION), "-o", at("sound.wav"), "--force"]);
    expect(error).toMatchObject({ code: "stem-changed", file: at("stems/bass.wav") });
    mkdirSync(at("others"));
    copyFileSync(at("stems/kick.wav"), at("others/kick.wav"));
    expect(await failure(["mix", at(SESSION), "-o", at("x"), "--stems", at("others")])).toMatchObject({ code: "stem-changed" });
    copyFileSync(at("bass.wav"), at("stems/bass.wav"));
    await sound();
  });

  test("a session and its stems can move together", async () => {
    const before = await sound();
    cpSync(at("stems"), at("elsewhere/stems"), { recursive: true });
    cpSync(at("out"), at("elsewhere/out"), { recursive: true });
    await json(["render", at(`elsewhere/${SESSION}`), "-o", at("elsewhere/sound.wav")]);
    expect(contentsOf(at("elsewhere"))["sound.wav"]).toBe(before);
  });
});

describe("the cache of decoded stems", () => {
  test("is where STEMROOM_CACHE says, and may be deleted between runs", async () => {
    const before = await sound();
    const env = { STEMROOM_CACHE: at("own-cache") };
    expect(await sound([], env)).toBe(before);
    expect(Object.keys(contentsOf(at("own-cache")))).toHaveLength(1);
    rmSync(at("own-cache"), { recursive: true });
    expect(await sound([], env)).toBe(before);
  });

  test("no home, a home that is no folder, a cache that can't be made: the temporary folder serves", async () => {
    const before = await sound();
    writeFileSync(at("no-folder"), "");
    const env = { STEMROOM_CACHE: undefined, XDG_CACHE_HOME: undefined, TMPDIR: at("tmp") };
    mkdirSync(at("tmp"));
    for (const home of [undefined, "", "/nonexistent", at("no-folder"), "/proc"])
      expect(await sound([], { ...env, HOME: home })).toBe(before);
    for (const cache of [at("no-folder"), "/proc/cache"]) expect(await sound([], { ...env, STEMROOM_CACHE: cache })).toBe(before);
  });

  test("a damaged copy is not taken for the stem", async () => {
    const before = await sound();
    const cache = join(folder, ".cache");
    for (const name of Object.keys(contentsOf(cache))) writeFileSync(join(cache, name), Buffer.alloc(1000));
    expect(await sound()).toBe(before);
  });
});

describe("pipes", () => {
  test("a reader that goes early (| head) is no failure, on stdout or on stderr", () => {
    for (const line of [
      '"$0" "$1" schema',
      '"$0" "$1" processors --json',
      `"$0" "$1" measure "${at("stems/kick.wav")}" --json`,
    ]) {
      const { stdout, stderr } = spawnSync(
        "bash",
        ["-c", `${line} | head -c 10 > /dev/null; echo "\${PIPESTATUS[0]}"`, process.execPath, PROGRAM],
        {
          encoding: "utf8",
        },
      );
      expect({ code: stdout.trim(), stderr }).toEqual({ code: "0", stderr: "" });
    }
    const closed = spawnSync("bash", ["-c", `"$0" "$1" finish brew -o x 2> >(true); echo $?`, process.execPath, PROGRAM], {
      encoding: "utf8",
    });
    expect(closed.stdout.trim()).toBe("2");
  });
});

describe("stems are only read", () => {
  test("files and folder without permission to write", async () => {
    cpSync(at("stems"), at("locked"), { recursive: true });
    const before = contentsOf(at("locked"));
    for (const name of Object.keys(before)) chmodSync(at(`locked/${name}`), 0o444);
    chmodSync(at("locked"), 0o555);
    await json(["finish", at("locked"), "-o", at("locked-out"), "--until", "balance", "--formats", "flac"]);
    expect(contentsOf(at("locked"))).toEqual(before);
    chmodSync(at("locked"), 0o755);
  });

  const canMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
  test(
    canMount
      ? "on a disk that can't be written"
      : "on a disk that can't be written (no right to mount here: the folder's own rights stand in)",
    async () => {
      const mount = `mount --bind "$R" "$R" && mount -o remount,bind,ro "$R";`;
      const shell = (args: readonly string[]) =>
        canMount
          ? execFileSync(
              "unshare",
              ["-rm", "bash", "-c", `${mount} "$@" 2>&1; true`, "bash", process.execPath, PROGRAM, ...args, "--quiet"],
              {
                encoding: "utf8",
                env: { ...process.env, R: at("stems") },
              },
            )
          : "";
      const before = contentsOf(at("stems"));
      if (canMount) {
        expect(shell(["convert", at("stems/kick.wav"), at("stems/new.wav")])).toMatch(/^stemroom: The disk is read-only/);
        expect(shell(["mix", at("stems"), "-o", at("read-only-out"), "--until", "balance"])).toMatch(/Files in/);
      }
      expect(contentsOf(at("stems"))).toEqual(before);
    },
  );
});

test("few open files are enough", async () => {
  const { code, stderr } = await startInShell("ulimit -n 256;", [
    "mix",
    at("stems"),
    "-o",
    at("few-files"),
    "--until",
    "balance",
    "--quiet",
  ]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("a name that looks like an option is given after --", async () => {
  writeWav(at("-dash.wav"), [tone(0.2, 300)]);
  expect(await stemroom(["measure", "--quiet", "--", "-dash.wav"], { cwd: folder })).toMatchObject({ code: 0, stderr: "" });
  expect(await stemroom(["measure", "--quiet", "./-dash.wav"], { cwd: folder })).toMatchObject({ code: 0, stderr: "" });
});
