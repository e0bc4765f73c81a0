// Builds kernels and dist before any test, so that tests which use the package by its own name see today's code.
import { execFileSync } from "node:child_process";

export default function buildOnce(): void {
  execFileSync(process.execPath, ["scripts/build.mjs"], { stdio: "inherit" });
}
