// Runs the tests that draw the manual's plots (by themselves or through what they share): a plot is always of what was measured just now.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const files = ["src", "test"]
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const draws = ({ text }) => /write(Plot|Svg|Spectrogram)\(/.test(text);
/** What tests share and draws for them; manual-plot.ts itself is the pen. */
const shared = files
  .filter((one) => draws(one) && !/\.test\.ts$|manual-(plot|spectrogram)\.ts$/.test(one.file))
  .map(({ file }) => basename(file));
const drawing = files
  .filter((one) => one.file.endsWith(".test.ts") && (draws(one) || shared.some((name) => one.text.includes(`/${name}"`))))
  .map(({ file }) => file);
const done = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...drawing], { cwd: root, stdio: "inherit" });
process.exit(done.status ?? 1);
