// The contract's checks themselves: each notices a processor that breaks it; and every kind of processor has its test file.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "./catalog.ts";
import { type CheckName, checks } from "./contract/checks.ts";
import { checkGarbage } from "./contract/checks-garbage.ts";
import { checkNames } from "./contract/describe-kind.ts";
import { ducker, type Fault, faults } from "./contract/faulty.ts";
import type { Subject } from "./contract/rig.ts";
import { createProcessor } from "./registry.ts";
import { trim } from "./trim/trim.params.ts";

describe("the checks themselves", () => {
  // the ducker's loop is plain TypeScript, where every fractional number that a function returns may be garbage
  test.each(checkNames.filter((name) => checks[name] !== checkGarbage))("a correct processor passes: %s", (name) => {
    expect(checks[name](ducker())).toEqual([]);
  });

  test.each(Object.entries(faults) as [Fault, CheckName][])("«%s» is noticed by: %s", (fault, name) => {
    expect(checks[name](ducker(fault))).not.toEqual([]);
  });

  test("a copy of the block for each call is noticed as garbage, its kernels alone are none", () => {
    const create = createProcessor.bind(null, trim.id);
    expect(checkGarbage({ declaration: trim, create })).toEqual([]);
    const copying: Subject = {
      declaration: trim,
      create: (kernels) => {
        const processor = create(kernels);
        const process = processor.process.bind(processor);
        let copy = new Float32Array(0);
        processor.process = (block, frames, key) => {
          copy = new Float32Array(kernels.heap.memory.buffer, block.left, frames).slice();
          process(block, copy.length, key);
        };
        return processor;
      },
    };
    expect(checkGarbage(copying)).not.toEqual([]);
  });
});

test("ids are unique", () => {
  expect(new Set(catalog.map(({ id }) => id)).size).toBe(catalog.length);
});

test.each([...new Set(catalog.map(({ kind }) => kind))])("the kind %s has a file that runs the contract", (kind) => {
  expect(existsSync(new URL(`contract/${kind}.test.ts`, import.meta.url))).toBe(true);
});
