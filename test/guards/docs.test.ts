// Documents must not point to what is not there, and the README must begin with the two commands.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = process.cwd();

function documents(): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const file = relative(root, join(entry.parentPath, entry.name));
    if (entry.isFile() && file.endsWith(".md") && !/(^|\/)(node_modules|dist|demo)\//.test(file)) found.push(file);
  }
  return found;
}

describe("documents", () => {
  test("links lead to files that are there", () => {
    const broken = documents().flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8").replace(/```[\s\S]*?```/g, "");
      return [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? "")
        .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(file), decodeURI(link))))
        .map((link) => `${file} → ${link}`);
    });
    expect(broken).toEqual([]);
  });

  test("the README's first code block is the two commands that set up everything", () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const block = /```[^\n]*\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const lines = block.trim().split("\n");
    expect(lines).toHaveLength(2);
    const scripts = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }).scripts;
    for (const line of lines) {
      expect(line).toMatch(/^npm ci && npm (run )?\w+/);
      const name = /npm (?:run )?(\w+)(?:\s|$|#)/.exec(line.slice(line.indexOf("&&")))?.[1] ?? "";
      expect(Object.keys(scripts)).toContain(name);
    }
  });

  test("no registry, no machine path", () => {
    const offenders = documents().filter((file) =>
      /registry\.npmjs|\/work\/|\/tmp\/bash/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(offenders).toEqual([]);
  });
});
