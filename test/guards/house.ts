// The house as data: which room a file belongs to and which rooms each may import. Type-only imports count.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/** Both hosts may import everything under them, and never each other. */
const BELOW_HOSTS: readonly string[] = [
  "src/units",
  "src/kernels",
  "src/filters",
  "src/conversion",
  "src/formats",
  "src/demo",
  "src/processors",
  "src/measure",
  "src/session",
  "src/engine",
  "src/course",
  "src/stems",
  "src/mix",
  "src/master",
  "src/deliver",
  "src/index",
];

/** Each room and the rooms it may import, besides itself. What is not named here is not allowed. */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "src/units": [],
  "src/kernels": ["src/units"],
  "src/filters": ["src/units", "src/kernels"],
  "src/transform": ["src/units", "src/kernels"],
  "src/conversion": ["src/units", "src/kernels", "src/filters", "src/transform"],
  "src/formats": ["src/units"],
  "src/demo": ["src/units"],
  "src/processors": ["src/units", "src/kernels", "src/filters", "src/transform", "src/conversion"],
  "src/measure": ["src/units", "src/kernels", "src/filters", "src/transform", "src/conversion"],
  "src/session": ["src/units", "src/processors/catalog"],
  "src/engine": ["src/units", "src/kernels", "src/conversion", "src/processors", "src/session", "src/measure"],
  "src/course": ["src/units", "src/processors/catalog", "src/measure", "src/session"],
  "src/stems": ["src/units", "src/processors/catalog", "src/measure", "src/session", "src/course"],
  "src/mix": ["src/units", "src/processors/catalog", "src/measure", "src/session", "src/course", "src/stems"],
  "src/master": ["src/units", "src/processors/catalog", "src/measure", "src/session", "src/course", "src/stems", "src/mix"],
  "src/deliver": [
    "src/units",
    "src/processors/catalog",
    "src/measure",
    "src/session",
    "src/course",
    "src/stems",
    "src/mix",
    "src/master",
  ],
  "src/index": [
    "src/units",
    "src/processors/catalog",
    "src/measure",
    "src/session",
    "src/course",
    "src/stems",
    "src/mix",
    "src/master",
    "src/deliver",
  ],
  "src/hosts/node": BELOW_HOSTS,
  "src/hosts/browser": BELOW_HOSTS,
  "src/node": [
    "src/index",
    "src/hosts/node",
    "src/formats",
    "src/session",
    "src/measure",
    "src/course",
    "src/deliver",
    "src/processors/catalog",
  ],
  cli: [
    "src/node",
    "src/index",
    "src/hosts/node",
    "src/units",
    "src/session",
    "src/processors",
    "src/measure",
    "src/course",
    "src/stems",
    "src/mix",
    "src/master",
    "src/deliver",
    "src/demo",
    "src/formats",
  ],
  studio: ["src/index", "src/hosts/browser", "src/units", "src/session", "src/processors", "src/measure", "src/course"],
};

/** Declarations are data that everyone above may read; the sound of a processor is for the engine alone. */
const CATALOG_FILES = /^src\/processors\/(catalog|parameters|processor)\.ts$|\.params\.ts$/;

/** The room a file lies in, or null for files outside the house (tests, scripts). */
export function roomOf(file: string): string | null {
  if (CATALOG_FILES.test(file)) return "src/processors/catalog";
  const rooms = Object.keys(ARROWS).sort((a, b) => b.length - a.length);
  return rooms.find((room) => file === `${room}.ts` || file.startsWith(`${room}/`)) ?? null;
}

/** Whether `from` may import `to`; both are file paths from the root. */
export function mayImport(from: string, to: string): boolean {
  const here = roomOf(from);
  const there = roomOf(to);
  if (here === null || there === null) return false;
  if (here === there) return true;
  if (here === "src/processors/catalog") return there === "src/units" || there === "src/kernels" || there === "src/conversion";
  if (here === "src/processors" && there === "src/processors/catalog") return true;
  const allowed = ARROWS[here] ?? [];
  return allowed.includes(there) || (there === "src/processors/catalog" && allowed.includes("src/processors"));
}

export interface ImportLine {
  readonly from: string;
  readonly specifier: string;
  /** File path from the root for relative imports, null for packages. */
  readonly to: string | null;
}

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s[^;'"]*?from\s*["']([^"']+)["']|(?:^|[\n;])\s*import\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** All imports of one file's text, type-only and dynamic ones too. */
export function importsOf(file: string, text: string): ImportLine[] {
  const lines: ImportLine[] = [];
  for (const match of text.matchAll(IMPORT)) {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const to = specifier.startsWith(".") ? normalize(join(dirname(file), specifier)).replaceAll("\\", "/") : null;
    lines.push({ from: file, specifier, to });
  }
  return lines;
}

/** Source files of the house, without tests and generated ones, as paths from the root. */
export function sourceFiles(root: string): string[] {
  const files: string[] = [];
  for (const top of ["src", "cli", "studio"]) {
    for (const entry of readdirSync(join(root, top), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name) || /\.(test|bench)\.ts$|\.generated\.ts$/.test(entry.name)) continue;
      files.push(relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
    }
  }
  return files.sort();
}

/** Imports that go against the arrows. */
export function forbiddenImports(imports: readonly ImportLine[]): string[] {
  return imports
    .filter(({ from, to }) => to !== null && !to.endsWith(".generated.ts") && !to.endsWith(".css") && !mayImport(from, to))
    .map(({ from, to }) => `${from} (${roomOf(from)}) must not import ${to} (${roomOf(to ?? "")})`);
}

/** Circles between files, each as a path that ends where it began. */
export function circles(imports: readonly ImportLine[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) if (to !== null) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[][] = [];
  const state = new Map<string, "open" | "done">();
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push([...path.slice(path.indexOf(file)), file]);
      return;
    }
    state.set(file, "open");
    for (const other of next.get(file) ?? []) walk(other, [...path, file]);
    state.set(file, "done");
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

export function readImports(root: string): ImportLine[] {
  return sourceFiles(root).flatMap((file) => importsOf(file, readFileSync(join(root, file), "utf8")));
}
