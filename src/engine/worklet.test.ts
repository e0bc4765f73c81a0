// The engine runs in an AudioWorkletGlobalScope: what it loads at run time needs nothing that is missing there.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const MISSING =
  /(?<![#.\w])(atob|btoa|fetch|TextDecoder|TextEncoder|performance|setTimeout|setInterval|queueMicrotask|structuredClone|URL|document|window|Buffer|crypto|Worker)\b\s*[.(]|\bprocess\.[a-z]|\bconsole\.(log|warn|error|info|debug)\b/;

/** Modules that are loaded, without those imported for their types alone. */
function loaded(entry: string): Map<string, string> {
  const texts = new Map<string, string>();
  const packages: string[] = [];
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (texts.has(file)) continue;
    const text = readFileSync(file, "utf8");
    texts.set(file, text);
    for (const [, names, specifier = ""] of text.matchAll(/^(?:import|export) (?!type )([^;"]*?) from "([^"]+)"/gms)) {
      const onlyTypes =
        /^\{[^}]*\}$/.test(names ?? "") &&
        (names ?? "")
          .slice(1, -1)
          .split(",")
          .every((name) => /^\s*(type\s.*)?$/.test(name));
      if (onlyTypes) continue;
      if (specifier.startsWith(".")) open.push(join(dirname(file), specifier));
      else packages.push(`${file}: ${specifier}`);
    }
  }
  expect(packages).toEqual([]);
  return texts;
}

test("nothing that a worklet lacks, no package, no text of the kernels", () => {
  const modules = loaded("src/engine/engine.ts");
  expect(modules.size).toBeGreaterThan(10);
  for (const file of modules.keys()) expect(file).not.toMatch(/session\/|kernels\/(kernels|module\.generated)\.ts|plan-session/);
  for (const [file, text] of modules) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(?:[^"\\\n]|\\.)*"/g, "");
    expect(code.match(MISSING)?.[0] ?? null, file).toBeNull();
  }
});
