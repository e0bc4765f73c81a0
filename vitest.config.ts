// One test run for everything: unit tests beside their files, the rest under test/.
import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: ".vitest-cache",
  test: {
    include: ["src/**/*.test.ts", "cli/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A browser on a busy machine may take a while; a poll ends as soon as it is right.
    expect: { poll: { timeout: 20_000 } },
    // The judges print UTF-8 whatever the surroundings say.
    env: { LC_ALL: "C.UTF-8" },
    pool: "forks",
    maxWorkers: 2,
  },
});
