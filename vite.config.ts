// The studio's page: `studio/` → `dist/studio/`, a static page that any server can give out, with the two headers below.
import { defineConfig } from "vite";

/** Without these a browser gives no SharedArrayBuffer. Every response needs them, those of workers and worklet too. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

export default defineConfig({
  root: "studio",
  base: "./",
  cacheDir: "../.vitest-cache/vite",
  build: { outDir: "../dist/studio", emptyOutDir: true, target: "es2023", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  worker: { format: "es" },
  server: { headers },
  preview: { headers },
});
