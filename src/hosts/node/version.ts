// The program's version, as package.json says it.
import { readFileSync } from "node:fs";

/** Read from the package's root, four folders above the built file. */
export function programVersion(): string {
  const text = readFileSync(new URL("../../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
