// The contract over all processors of one kind; kinds are tested in files of their own, so that they run side by side.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "../catalog.ts";
import type { ProcessorKind } from "../processor.ts";
import { createProcessor } from "../registry.ts";
import { type CheckName, checks } from "./checks.ts";

export const checkNames = Object.keys(checks) as CheckName[];

/** One test for each check and processor of the kind. */
export function describeKind(kind: ProcessorKind): void {
  const ofKind = catalog.filter((declaration) => declaration.kind === kind);
  describe.each(ofKind.map((declaration) => ({ id: declaration.id, declaration })))("$id", ({ id, declaration }) => {
    const subject = { declaration, create: createProcessor.bind(null, id) };

    test.each(checkNames)("%s", (name) => {
      expect(checks[name](subject)).toEqual([]);
    });

    test("has a manual page", () => {
      expect(existsSync(new URL(`../${id}/README.md`, import.meta.url))).toBe(true);
    });
  });
}
