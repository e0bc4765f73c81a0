// The manual: renews the marked parts of every processor's page and `docs/processors.md`, and writes the web pages into dist/manual.
// `npm run manual` builds and draws all plots first. Here: --check only looks whether the pages agree with the catalog, and fails if not.
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { catalog } from "../dist/src/processors/catalog.js";
import { missingMarks, overview, readmeOf, renewed, webPage, writeIfChanged } from "./manual/pages.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const onlyCheck = process.argv.includes("--check");
const INTRODUCTION = `# The rack

Every processor with its page: what it does, its parameters and presets, where its numbers come from, and what was measured.
What is bit-exact and what is not: [audio fact sheet](fact-sheet.md). Written by \`npm run manual\`.
`;

const pages = catalog.map((declaration) => {
  const file = readmeOf(root, declaration.id);
  const before = readFileSync(file, "utf8");
  return { declaration, file, before, text: renewed(before, declaration) };
});
for (const { file, before } of pages)
  for (const name of missingMarks(before)) {
    console.error(
      `manual: ${relative(root, file)} has no <!-- ${name} --> and <!-- /${name} -->. Put the pair where its ${name} shall stand.`,
    );
    if (onlyCheck) process.exitCode = 1;
  }

const overviewFile = join(root, "docs/processors.md");
const overviewText = `${INTRODUCTION}\n${overview(catalog, (id) => `../src/processors/${id}/README.md`)}\n`;

if (onlyCheck) {
  const stale = pages.filter(({ before, text }) => before !== text).map(({ file }) => relative(root, file));
  if (readFileSync(overviewFile, "utf8") !== overviewText) stale.push(relative(root, overviewFile));
  if (stale.length > 0) {
    console.error(`manual: ${stale.join(", ")} is not what the catalog says. Run: npm run manual`);
    process.exitCode = 1;
  }
} else {
  const written = pages.filter(({ file, text }) => writeIfChanged(file, text)).map(({ file }) => relative(root, file));
  if (writeIfChanged(overviewFile, overviewText)) written.push(relative(root, overviewFile));
  for (const file of written) console.log(`manual: renewed ${file}`);
  const folder = join(root, "dist/manual");
  for (const { declaration, file, text } of pages) {
    writeIfChanged(join(folder, `${declaration.id}.html`), webPage(declaration.name, text, dirname(file)));
  }
  const index = overview(catalog, (id) => `${id}.html`);
  writeIfChanged(join(folder, "index.html"), webPage("The rack", `# The rack\n\n${index}`, folder));
  console.log(`manual: ${pages.length} pages in dist/manual, start with index.html`);
}
