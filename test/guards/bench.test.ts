// Every kernel is timed, or it is said why not.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { catalog } from "../../src/processors/catalog.ts";

interface Rows {
  readonly ROWS: Readonly<Record<string, string>>;
  readonly WITHOUT_ROW: Readonly<Record<string, string>>;
  readonly WITHOUT_TWIN: Readonly<Record<string, string>>;
  readonly AT_WORK: Readonly<Record<string, unknown>>;
  readonly PEERS: Readonly<Record<string, unknown>>;
}

const root = new URL("../../", import.meta.url);
const rows = (await import(new URL("bench/kernel-rows.mjs", root).href)) as Rows;
const { ROWS, WITHOUT_ROW, WITHOUT_TWIN } = rows;
const { TWINS } = (await import(new URL("bench/kernel-twins.mjs", root).href)) as {
  TWINS: Readonly<Record<string, readonly [string, string | object]>>;
};
const { PLAIN } = (await import(new URL("bench/plain-loops.mjs", root).href)) as { PLAIN: Readonly<Record<string, unknown>> };
const ids: ReadonlySet<string> = new Set(catalog.map(({ id }) => id));
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

test("every row stands beside plain TypeScript, or it is said why not", () => {
  const beside = (kernel: string, subject: string) => kernel in PLAIN || kernel in TWINS || subject in TWINS;
  const missing = Object.entries(ROWS).flatMap(([kernel, subject]) =>
    beside(kernel, subject) || kernel in WITHOUT_TWIN ? [] : [kernel],
  );
  expect(
    missing,
    "Give the twin of the tests to bench/kernel-twins.mjs or a loop to bench/plain-loops.mjs, or under WITHOUT_TWIN of " +
      "bench/kernel-rows.mjs the reason why there is none.",
  ).toEqual([]);
  const excused = Object.keys(WITHOUT_TWIN).filter((kernel) => !(kernel in ROWS) || beside(kernel, ROWS[kernel] ?? ""));
  expect(excused, "in WITHOUT_TWIN, but gone or beside a twin").toEqual([]);
});

test("twins are where the bench looks for them, settings and peers are of processors or subjects", () => {
  for (const [name, [file, called]] of Object.entries(TWINS)) {
    const source = readFileSync(new URL(`src/processors/${file}`, root), "utf8");
    if (typeof called === "string") expect(source, name).toContain(`export function ${called}(`);
    expect(name in ROWS || ids.has(name), name).toBe(true);
  }
  const subjects = new Set([...ids, ...Object.values(ROWS)]);
  const named = [...Object.keys(rows.AT_WORK), ...Object.keys(rows.PEERS)];
  expect(named.filter((name) => !subjects.has(name))).toEqual([]);
});
