// Runs the tests that draw the manual's plots (those that name writePlot or writeSvg): a plot is always of what was measured just now.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const drawing = ["src", "test"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith(".test.ts") && /write(Plot|Svg|Spectrogram)/.test(readFileSync(join(root, file), "utf8")));
const done = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...drawing], { cwd: root, stdio: "inherit" });
process.exit(done.status ?? 1);
