// Makes sure that the independent judges of the tests are there: ffmpeg, sox, flac, … and a Chromium for the browser tests.
// As root on Debian or Ubuntu it installs what is missing; elsewhere it says what to install.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Command -> Debian package. */
const JUDGES = {
  ffmpeg: "ffmpeg",
  sox: "sox",
  flac: "flac",
  lame: "lame",
  mp3val: "mp3val",
  mediainfo: "mediainfo",
  opusenc: "opus-tools",
};
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function has(command) {
  return spawnSync("sh", ["-c", `command -v ${command}`], { stdio: "ignore" }).status === 0;
}

export function missingPackages() {
  const missing = Object.entries(JUDGES)
    .filter(([command]) => !has(command))
    .map(([, name]) => name);
  if (!process.env.STEMROOM_CHROMIUM && !CHROMIUM.some((path) => existsSync(path))) missing.push("chromium");
  return missing;
}

/** Installs what is missing where it may; throws with the way out where it may not. */
export function ensureJudges() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0 && has("apt-get");
  if (!mayInstall) {
    throw new Error(
      `The tests are judged by programs that are missing here: ${missing.join(", ")}.\n` +
        `On Debian or Ubuntu: sudo apt-get install ${missing.join(" ")}\n` +
        `On macOS: brew install ffmpeg sox flac lame mp3val media-info opus-tools, and Chromium or Chrome (STEMROOM_CHROMIUM=path).`,
    );
  }
  console.error(`judges: installing ${missing.join(", ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...missing],
  ]) {
    const done = spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
    if (done.status !== 0) throw new Error(`judges: apt-get ${args[0]} failed. Install ${missing.join(", ")} by hand.`);
  }
}

if (import.meta.url === `file://${process.argv[1]}`) ensureJudges();
