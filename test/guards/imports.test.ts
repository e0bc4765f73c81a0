// Guards the direction of imports and the absence of circles, and shows that a turned arrow is noticed.
import { describe, expect, test } from "vitest";
import { circles, forbiddenImports, importsOf, readImports, roomOf, sourceFiles } from "./house.ts";

const root = process.cwd();

describe("imports", () => {
  test("every source file lies in a room", () => {
    expect(sourceFiles(root).filter((file) => roomOf(file) === null)).toEqual([]);
  });

  test("follow the arrows of the house", () => {
    expect(forbiddenImports(readImports(root))).toEqual([]);
  });

  test("form no circle", () => {
    expect(circles(readImports(root))).toEqual([]);
  });
});

describe("the guard itself", () => {
  const turned = [
    ["src/processors/trim/trim.ts", `import type { Session } from "../../session/schema.ts";`],
    ["src/mix/steps/04-balance.ts", `import { createEngine } from "../../engine/engine.ts";`],
    ["src/mix/steps/04-balance.ts", `import { Trim } from "../../processors/trim/trim.ts";`],
    ["src/hosts/node/render/render.ts", `export { ring } from "../../browser/ring.ts";`],
    ["src/units/decibels.ts", `const { x } = await import("../session/schema.ts");`],
  ] as const;

  for (const [file, line] of turned) {
    test(`notices ${line} in ${file}`, () => {
      expect(forbiddenImports(importsOf(file, line))).toHaveLength(1);
    });
  }

  test("lets steps read the catalog of declarations", () => {
    const line = `import { findDeclaration } from "../../processors/catalog.ts";`;
    expect(forbiddenImports(importsOf("src/mix/steps/04-balance.ts", line))).toEqual([]);
  });

  test("notices a circle over three files, type imports included", () => {
    const imports = [
      ...importsOf("src/engine/a.ts", `import { b } from "./b.ts";`),
      ...importsOf("src/engine/b.ts", `import type { C } from "./c.ts";`),
      ...importsOf("src/engine/c.ts", `export * from "./a.ts";`),
    ];
    expect(circles(imports)).toEqual([["src/engine/a.ts", "src/engine/b.ts", "src/engine/c.ts", "src/engine/a.ts"]]);
  });
});
