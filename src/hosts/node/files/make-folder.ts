// Makes a folder with those above it. Node's own `recursive` never ends in places that take no folders, such as /proc.
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** The highest folder that was missing and is there now; null where nothing had to be made. @throws the system's error */
export async function makeFolder(path: string): Promise<string | null> {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    const info = await stat(at).catch(absent);
    if (info?.isDirectory()) break;
    if (info) throw Object.assign(new Error(`ENOTDIR: not a directory, ${at}`), { code: "ENOTDIR", path: at });
    missing.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const folder of missing) {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      // Someone else may have made it in the meantime.
      if (error.code !== "EEXIST") throw error;
    });
  }
  return missing[0] ?? null;
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}
