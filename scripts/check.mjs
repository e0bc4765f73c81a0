// What a contributor runs before a commit: types, lint, form, package, then guards, tests and docs. Stops at the first that fails.
// `--static` leaves the tests out. The tests come last, so that their count is the last line.
import { spawnSync } from "node:child_process";

const STAGES = [
  ["build", "node", ["scripts/build.mjs"]],
  ["types", "node", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.json"]],
  ["lint", "node", ["node_modules/oxlint/bin/oxlint", "--type-aware"]],
  ["form", "node", ["node_modules/@biomejs/biome/bin/biome", "format", "."]],
  ["manual", "node", ["scripts/manual.mjs", "--check"]],
  ["package: publint", "node", ["node_modules/publint/src/cli.js", "--strict"]],
  ["package: types", "npx", ["--no-install", "attw", "--pack", ".", "--profile", "esm-only"]],
  ["tests", "node", ["scripts/test.mjs"]],
];

const stages = process.argv.includes("--static") ? STAGES.filter(([name]) => name !== "tests") : STAGES;

for (const [name, command, args] of stages) {
  console.error(`\n== ${name}`);
  const done = spawnSync(command, args, { stdio: "inherit" });
  if (done.status !== 0) {
    console.error(`check: ${name} failed`);
    process.exit(done.status ?? 1);
  }
}
