// The contract's checks themselves: each notices a processor that breaks it; and every kind of processor has its test file.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "./catalog.ts";
import { type CheckName, checks } from "./contract/checks.ts";
import { checkNames } from "./contract/describe-kind.ts";
import { ducker, type Fault, faults } from "./contract/faulty.ts";

describe("the checks themselves", () => {
  test.each(checkNames)("a correct processor passes: %s", (name) => {
    expect(checks[name](ducker())).toEqual([]);
  });

  test.each(Object.entries(faults) as [Fault, CheckName][])("«%s» is noticed by: %s", (fault, name) => {
    expect(checks[name](ducker(fault))).not.toEqual([]);
  });
});

test("ids are unique", () => {
  expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
});

test.each([...new Set(catalog.map(({ kind }) => kind))])("the kind %s has a file that runs the contract", (kind) => {
  expect(existsSync(new URL(`contract/${kind}.test.ts`, import.meta.url))).toBe(true);
});
