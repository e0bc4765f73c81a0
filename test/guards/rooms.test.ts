// A folder under src/processors is a processor of the catalog, or a shared room that the README's map names with its users.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalog } from "../../src/processors/catalog.ts";
import { importsOf, sourceFiles } from "./house.ts";

const home = "src/processors";
const ids = catalog.map(({ id }) => id);
const folders = readdirSync(join(process.cwd(), home), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Rows «| [`room/`](…) | gives | `user`, `user` |». */
const map = new Map(
  [...readFileSync(join(process.cwd(), home, "README.md"), "utf8").matchAll(/^\| \[`([\w-]+)\/`\].*\|([^|]*)\|$/gm)].map(
    ([, room = "", users = ""]) => [room, [...users.matchAll(/`([\w-]+)`/g)].map(([, user = ""]) => user)] as const,
  ),
);

/** Folders whose code, tests and twins apart, imports from the room. */
function usersOf(room: string): string[] {
  const users = sourceFiles(process.cwd())
    .filter((file) => file.startsWith(`${home}/`) && !/\.(test|twin)\.ts$/.test(file))
    .filter((file) =>
      importsOf(file, readFileSync(join(process.cwd(), file), "utf8")).some(({ specifier }) =>
        specifier.startsWith(`../${room}/`),
      ),
    )
    .map((file) => file.split("/")[2] ?? "");
  return [...new Set(users)].sort();
}

test("every folder is an id of the catalog or a room in the map, and none is both", () => {
  expect([...ids, ...map.keys()].sort()).toEqual([...folders].sort());
});

test.each([...map].filter(([room]) => room !== "contract"))("%s: the map names its users", (room, users) => {
  expect([...users].sort()).toEqual(usersOf(room));
});
