// Rules of the house that a reader could forget: same math everywhere, no platform below the hosts, no rooms for odds and ends.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf, sourceFiles } from "./house.ts";

const root = process.cwd();
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const isPlatform = (file: string): boolean => /^(src\/hosts|src\/node\.ts|cli|studio)/.test(file);

/** For tests only: what tsconfig.build.json leaves out. */
const isForTests = (file: string): boolean => file.endsWith(".twin.ts") || file.startsWith("src/processors/contract/");

/** The code without comments and string contents, so that prose may name what code must not use. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\/\/[^\n]*/g, "")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

/** Powers of two are exact everywhere; other powers are not. */
const INEXACT_MATH =
  /\bMath\.(sin|cos|tan|asin|acos|atan|atan2|exp|expm1|log|log2|log10|log1p|pow|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot|random)\b|(?<!\b2 )\*\*/;

describe("rules", () => {
  test("no inexact or unseeded Math below the hosts: engines differ in it", () => {
    const offenders = sourceFiles(root).filter(
      (file) =>
        file.startsWith("src/") && !file.startsWith("src/hosts") && !isForTests(file) && INEXACT_MATH.test(codeOf(read(file))),
    );
    expect(offenders).toEqual([]);
  });

  test("the guard sees Math.sin in code and not in a comment", () => {
    expect(INEXACT_MATH.test(codeOf("const x = Math.sin(1);"))).toBe(true);
    expect(INEXACT_MATH.test(codeOf("// Math.sin differs\nconst x = 1;"))).toBe(false);
  });

  test("no Node or DOM below the hosts", () => {
    const platform = /(?<![#.\w])(process\.|Buffer\b|document\.|window\.|navigator\.|fetch\(|setTimeout\(|setInterval\()/;
    const offenders = sourceFiles(root).filter((file) => {
      if (isPlatform(file) || isForTests(file)) return false;
      const text = read(file);
      return importsOf(file, text).some(({ specifier }) => specifier.startsWith("node:")) || platform.test(codeOf(text));
    });
    expect(offenders).toEqual([]);
  });

  test("hosts/browser and studio use nothing of Node", () => {
    const offenders = sourceFiles(root).filter(
      (file) =>
        /^(src\/hosts\/browser|studio)/.test(file) &&
        importsOf(file, read(file)).some(({ specifier }) => specifier.startsWith("node:")),
    );
    expect(offenders).toEqual([]);
  });

  test("every file says in its first line what it is", () => {
    const offenders = sourceFiles(root).filter((file) => !/^(#![^\n]*\n)?(\/\/|\/\*)/.test(read(file)));
    expect(offenders).toEqual([]);
  });

  test("no file is longer than 400 lines: longer hides a joint", () => {
    const offenders = sourceFiles(root)
      .map((file) => `${file}: ${read(file).split("\n").length}`)
      .filter((line) => Number(line.split(": ")[1]) > 400);
    expect(offenders).toEqual([]);
  });

  test("no folder for odds and ends", () => {
    const folders = readdirSync(join(root, "src"), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.filter((name) => /^(utils?|misc|common|helpers?|shared)$/.test(name))).toEqual([]);
  });

  test("every room has a README with what lives here, what it may import, where to start", () => {
    const rooms = ["cli", "kernels", "studio", "src/hosts/node", "src/hosts/browser"];
    for (const entry of readdirSync(join(root, "src"), { withFileTypes: true }))
      if (entry.isDirectory() && entry.name !== "hosts") rooms.push(`src/${entry.name}`);
    const offenders = rooms.filter((room) => {
      const file = join(root, room, "README.md");
      if (!existsSync(file)) return true;
      const text = readFileSync(file, "utf8").toLowerCase();
      return !["what lives here", "may import", "where to start"].every((heading) => text.includes(heading));
    });
    expect(offenders).toEqual([]);
  });

  test("numbers carry their unit: no bare volume, no bare peak", () => {
    const bare = /\b(volume|peak)\s*[:?]\s*number\b/i;
    expect(sourceFiles(root).filter((file) => bare.test(codeOf(read(file))))).toEqual([]);
  });
});
