// The contract over the whole catalog, and the proof that each of its checks notices a processor that breaks it.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "./catalog.ts";
import { type CheckName, checks } from "./contract/checks.ts";
import { ducker, type Fault, faults } from "./contract/faulty.ts";
import { createProcessor } from "./registry.ts";

const names = Object.keys(checks) as CheckName[];

describe("the checks themselves", () => {
  test.each(names)("a correct processor passes: %s", (name) => {
    expect(checks[name](ducker())).toEqual([]);
  });

  test.each(Object.entries(faults) as [Fault, CheckName][])("«%s» is noticed by: %s", (fault, name) => {
    expect(checks[name](ducker(fault))).not.toEqual([]);
  });
});

test("ids are unique", () => {
  expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
});

describe.each(catalog.map((declaration) => ({ id: declaration.id, declaration })))("$id", ({ id, declaration }) => {
  const subject = { declaration, create: createProcessor.bind(null, id) };

  test.each(names)("%s", (name) => {
    expect(checks[name](subject)).toEqual([]);
  });

  test("has a manual page", () => {
    expect(existsSync(new URL(`${id}/README.md`, import.meta.url))).toBe(true);
  });
});
