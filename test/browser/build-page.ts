// Bundles a page with the studio's own settings, into a folder.
import { join } from "node:path";
import { build } from "vite";
import config from "../../vite.config.ts";

export async function buildPage(root: string, outDir: string): Promise<void> {
  await build({
    ...config,
    configFile: false,
    logLevel: "error",
    root: join(process.cwd(), root),
    build: { ...config.build, outDir, reportCompressedSize: false },
  });
}
