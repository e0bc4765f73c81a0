// Every kernel is timed, or it is said why not.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Rows {
  readonly ROWS: Readonly<Record<string, string>>;
  readonly WITHOUT_ROW: Readonly<Record<string, string>>;
}

const root = new URL("../../", import.meta.url);
const { ROWS, WITHOUT_ROW } = (await import(new URL("bench/kernel-rows.mjs", root).href)) as Rows;
const declared = readFileSync(new URL("src/kernels/exports.generated.ts", root), "utf8");
const exported = [...declared.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = ""]) => name);

test("every kernel has a row in the bench, or a reason why not", () => {
  const missing = exported.filter((name) => !(name in ROWS) && !(name in WITHOUT_ROW));
  expect(
    missing,
    "Add a line to bench/kernel-rows.mjs: under ROWS the kernel and the id of a processor that calls it (or a subject of bench/subjects.mjs); " +
      "under WITHOUT_ROW the kernel and a reason, where nobody waits for it.",
  ).toEqual([]);
});

test("no row is of a kernel that is gone, and none is in both lists", () => {
  const named = [...Object.keys(ROWS), ...Object.keys(WITHOUT_ROW)];
  expect(named.filter((name) => !exported.includes(name))).toEqual([]);
  expect(named).toHaveLength(new Set(named).size);
});
