// The built command as a child process, the way a user runs it, in temporary folders of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";

export const PROGRAM = fileURLToPath(new URL("../../../dist/cli/stemroom.js", import.meta.url));

export interface Ended {
  /** The exit code, or the signal's name where the process was ended by one. */
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr has said this. */
  says(text: RegExp): Promise<void>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A temporary folder that goes away after the file's tests. Tests of one file share a cache of decoded stems in it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stemroom-cli-")));
  process.env["STEMROOM_CACHE"] = join(folder, ".cache");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts `stemroom ARGS`. */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  return startProcess(process.execPath, [PROGRAM, ...args], options);
}

/** Starts `stemroom ARGS` behind shell words such as `ulimit -f 10;`. */
export function startInShell(before: string, args: readonly string[], options: RunOptions = {}): Running {
  return startProcess("bash", ["-c", `${before} exec "$@"`, "bash", process.execPath, PROGRAM, ...args], options);
}

function startProcess(command: string, args: readonly string[], { cwd, env = {} }: RunOptions): Running {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  const waiting: { text: RegExp; resolve: () => void }[] = [];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
    for (const one of waiting) if (one.text.test(stderr)) one.resolve();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code: code ?? signal ?? "unknown", stdout, stderr }));
  });
  const says = (text: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      if (text.test(stderr)) resolve();
      waiting.push({ text, resolve });
      void ended.then(() => reject(new Error(`It ended before it said ${text}: ${stderr}`)));
    });
  return { child, ended, says };
}

/** Runs `stemroom ARGS` to its end. */
export function stemroom(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Runs a command that has to succeed and gives the one JSON document it printed. */
export async function json<Result>(args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { code, stdout, stderr } = await stemroom([...args, "--json", "--quiet"], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as Result;
}

export interface CliError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly file: string | null;
}

/** Runs a command that has to fail with exit code 2, checks the form of its error both ways, and gives it. */
export async function failure(args: readonly string[], options: RunOptions = {}): Promise<CliError & { line: string }> {
  const { code, stdout, stderr } = await stemroom([...args, "--json", "--quiet"], options);
  expect({ code, stdout, stderr }).toMatchObject({ code: 2 });
  const { error } = JSON.parse(stdout) as { error: CliError };
  expect(Object.keys(error)).toEqual(["code", "message", "hint", "file"]);
  expect(error.code).not.toBe("bug");
  expect(error.hint).not.toBe("");
  const line = stderr.trimEnd();
  expect(line).not.toContain("\n");
  const where = error.file === null ? "" : `: ${error.file.replace(/[\r\n]+/g, " ")}`;
  expect(line).toBe(`stemroom: ${error.message}${where}. ${error.hint}`);
  return { ...error, line };
}

/** Every file below a folder, hidden ones too, with the SHA-256 of its bytes. Empty where there is no folder. */
export function contentsOf(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (here: string): void => {
    for (const entry of readdirSync(here, { withFileTypes: true })) {
      const path = join(here, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
        found[relative(folder, path)] = createHash("sha256").update(readFileSync(path)).digest("hex");
    }
  };
  try {
    walk(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return found;
}
