// Processors' pages as files: the marked parts are renewed in README.md, and each page becomes a web page that needs nothing else.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Marked } from "marked";
import { sections } from "./sections.mjs";

/** The names of the marked parts that a page lacks. */
export function missingMarks(text) {
  return Object.keys(sections).filter((name) => text.indexOf(`<!-- ${name} -->`) < 0 || !text.includes(`<!-- /${name} -->`));
}

const PRESETS_END = "<!-- /presets -->";

/** The text with every marked part renewed; the facts, if unmarked, follow the presets; other parts without marks stay out. */
export function renewed(text, declaration) {
  let result = text.includes("<!-- facts -->")
    ? text
    : text.replace(PRESETS_END, `${PRESETS_END}\n\n<!-- facts -->\n<!-- /facts -->`);
  for (const [name, write] of Object.entries(sections)) {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = result.indexOf(open);
    const to = result.indexOf(close);
    if (from < 0 || to < from) continue;
    result = `${result.slice(0, from + open.length)}\n${write(declaration)}\n${result.slice(to)}`;
  }
  return result;
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.55 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
nav{font-size:.9rem;margin-bottom:1.5rem}table{border-collapse:collapse;display:block;overflow-x:auto;margin:1rem 0}
th,td{border-bottom:1px solid #8884;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}code{font-size:.9em}
img{max-width:100%;height:auto}figure{margin:1rem 0}h2{margin-top:2rem}li{margin:.2rem 0}`;

/** One page without outer files: pictures lie inside as data. */
export function webPage(title, markdown, folder) {
  const marked = new Marked({
    renderer: {
      image({ href, text }) {
        return `<img alt="${text}" src="${pictureData(resolve(folder, href))}">`;
      },
    },
  });
  const body = marked.parse(markdown.replaceAll(/<!--.*?-->/gs, ""));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Stemroom</title><style>${STYLE}</style><nav><a href="index.html">All processors</a></nav>${body}</html>\n`;
}

function pictureData(file) {
  const type = file.endsWith(".svg") ? "image/svg+xml" : "image/png";
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}

/** Writes if it differs; says whether it did. */
export function writeIfChanged(file, text) {
  if (readOrNull(file) === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

function readOrNull(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** The catalog by kinds, as Markdown with links made by `linkOf`. */
export function overview(catalog, linkOf) {
  const kinds = [...new Set(catalog.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const rows = catalog
        .filter((declaration) => declaration.kind === kind)
        .map(({ id, name, says }) => `| [\`${id}\`](${linkOf(id)}) | ${name} | ${says} |`);
      return [`## ${KIND_TITLES[kind] ?? kind}`, "", "| id | name | |", "|---|---|---|", ...rows].join("\n");
    })
    .join("\n\n");
}

const KIND_TITLES = {
  utility: "Utilities",
  eq: "Equalisers",
  dynamics: "Dynamics",
  colour: "Colour",
  time: "Time",
  image: "Image",
};

/** Where a processor's page lies. */
export function readmeOf(root, id) {
  return join(root, "src/processors", id, "README.md");
}
