// cli/ and everything it imports → a few files in dist/cli: opening a hundred of them costs a short command more than its work.
// Packages stay outside, commander apart, which every command loads. Threads and child processes run the files in dist/src.
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { rolldown } from "rolldown";

const FOLDER = join("dist", "cli");
const BUNDLED_PACKAGES = ["commander"];

/** A module that asks where it lies is told where tsc has put it, so that it finds its workers and package.json. */
const placesInDist = {
  name: "places-in-dist",
  transform(code, id) {
    const file = relative(".", id);
    if (!/^(src|cli)\/.*\.ts$/.test(file) || !code.includes("import.meta.url")) return null;
    const place = `new URL(${JSON.stringify(`../${file.replace(/\.ts$/, ".js")}`)}, import.meta.url).href`;
    return { code: code.replaceAll("import.meta.url", `(${place})`), map: null };
  },
};

/** Writes the bundle and takes away what an earlier one left. */
export async function bundleCli() {
  const bundle = await rolldown({
    input: "cli/stemroom.ts",
    platform: "node",
    external: (id) => !/^[./\0]/.test(id) && !BUNDLED_PACKAGES.includes(id),
    plugins: [placesInDist],
  });
  const { output } = await bundle.write({
    dir: FOLDER,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  const written = new Set(output.map(({ fileName }) => fileName));
  for (const name of readdirSync(FOLDER)) if (!written.has(name)) rmSync(join(FOLDER, name), { recursive: true });
  chmodSync(join(FOLDER, "stemroom.js"), 0o755);
}
