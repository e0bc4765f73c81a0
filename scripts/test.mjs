// Sets up the judges, builds, runs every test, and closes with one line that counts them. Tests redraw the manual's plots: a plot that
// differs from the one on disk is named, and with CI set it is a failure, for then the manual shows what the code no longer does.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureJudges } from "./judges.mjs";

try {
  ensureJudges();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const PLOTS = "docs/manual";
const plots = () => new Map(readdirSync(PLOTS).map((name) => [name, readFileSync(join(PLOTS, name), "utf8")]));
const plotsBefore = plots();
const folder = mkdtempSync(join(tmpdir(), "stemroom-test-"));
const results = join(folder, "results.json");
const args = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
];
const done = spawnSync(process.execPath, args, { stdio: "inherit" });
let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 };
try {
  counts = JSON.parse(readFileSync(results, "utf8"));
} catch {
  console.error("test: the runner left no results");
}
rmSync(folder, { recursive: true, force: true });
const redrawn = [...plots()].filter(([name, text]) => plotsBefore.get(name) !== text).map(([name]) => name);
if (redrawn.length > 0) console.error(`test: redrawn in ${PLOTS}: ${redrawn.join(", ")}. Look at them and commit them.`);
const isStale = redrawn.length > 0 && Boolean(process.env.CI);
const failed = isStale || counts.numFailedTests > 0 || counts.numPassedTests === 0 || done.status !== 0;
if (counts.numPendingTests > 0) console.error(`test: ${counts.numPendingTests} tests were skipped; none may be`);
console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed`);
process.exit(failed || counts.numPendingTests > 0 ? 1 : 0);
