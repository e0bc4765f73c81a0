// `stemroom measure` as a whole process beside ffmpeg's ebur128 and libebur128 (bench/ebur128.c): user + system seconds on the same
// four minutes of 48 kHz, 24-bit stereo, in turn, so that a slow moment of the machine hits all of them. Needs Linux, bash, ffmpeg,
// and a C compiler with libebur128; what is missing is left out and said. Argument: another 24-bit stereo WAV with a 44-byte header.
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

const RUNS = 7;
const RATE_HZ = 48000;
const SECONDS = 240;

/** Pink-like noise in bars that swell, over a bass tone, pressed against full scale: about as loud and as peaky as a song. */
function writeSong(path) {
  const fd = openSync(path, "w");
  const dataBytes = SECONDS * RATE_HZ * 6;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * 6, 28);
  header.writeUInt16LE(6, 32);
  header.writeUInt16LE(24, 34);
  header.write("data", 36);
  header.writeUInt32LE(dataBytes, 40);
  writeSync(fd, header);
  let seed = 1;
  const noise = () => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0) / 2 ** 31;
  const poles = [new Float64Array(3), new Float64Array(3)];
  const second = Buffer.alloc(RATE_HZ * 6);
  for (let s = 0; s < SECONDS; s++) {
    for (let n = 0; n < RATE_HZ; n++) {
      const time = s + n / RATE_HZ;
      const swell = (0.3 + Math.exp(-6 * ((2 * time) % 1))) * (0.5 + 0.5 * Math.sin(time / 20) ** 2);
      const bass = 0.5 * Math.sin(2 * Math.PI * 55 * time);
      const middle = noise();
      poles.forEach((z, channel) => {
        const white = 0.7 * middle + 0.5 * noise();
        z[0] = 0.997 * z[0] + 0.03 * white;
        z[1] = 0.96 * z[1] + 0.1 * white;
        z[2] = 0.6 * z[2] + 0.25 * white;
        const sample = Math.tanh(1.6 * swell * (bass + z[0] + z[1] + z[2]));
        second.writeIntLE(Math.round(0.98 * sample * 8388607), 6 * n + 3 * channel, 3);
      });
    }
    writeSync(fd, second);
  }
  closeSync(fd);
}

/** User + system seconds of one run; null where the command fails. */
function cpuS(command) {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&1; } 2>&1; exit $?';
  const { status, stdout } = spawnSync("bash", ["-c", script, "bash", ...command], { encoding: "utf8" });
  const [user = NaN, system = NaN] = stdout.trim().split(" ").map(Number);
  return status === 0 ? user + system : null;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const spread = (values) =>
  `${median(values).toFixed(3)}  (${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)})`;

const folder = mkdtempSync(join(tmpdir(), "stemroom-bench-"));
try {
  const song = process.argv[2] ?? join(folder, "song.wav");
  if (!process.argv[2]) writeSong(song);
  const meter = join(folder, "ebur128");
  spawnSync("cc", ["-O3", "-march=native", "-o", meter, "bench/ebur128.c", "-lebur128", "-lm"], { stdio: "ignore" });
  const filter = ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"];
  const commands = {
    "stemroom measure": [process.execPath, "dist/cli/stemroom.js", "measure", song, "--json"],
    "ffmpeg ebur128=peak=true": ["ffmpeg", "-nostdin", "-v", "quiet", "-threads", "1", "-i", song, ...filter],
    "libebur128 I, LRA, true peak": [meter, song],
    "node alone": [process.execPath, "-e", "0"],
  };
  const there = Object.keys(commands).filter((name) => cpuS(commands[name]) !== null);
  const figures = Object.fromEntries(there.map((name) => [name, []]));
  for (let run = 0; run < RUNS; run++) for (const name of there) figures[name].push(cpuS(commands[name]));
  console.log(`${cpus()[0]?.model}, ${cpus().length} processors, Node ${process.version}; ${RUNS} runs in turn`);
  console.log(`user + system s: median (least to most)          ratio of stemroom measure, run by run`);
  for (const name of Object.keys(commands)) {
    const ours = figures["stemroom measure"];
    const theirs = figures[name];
    const ratio = theirs ? spread(ours.map((value, run) => value / theirs[run])) : "";
    console.log(
      `${name.padEnd(30)} ${(theirs ? spread(theirs) : "not here").padEnd(28)} ${name === "stemroom measure" ? "" : ratio}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
