// Every recording of STEMROOM_DATA (default ../shared/data), measured by this meter, by ffmpeg's ebur128 and by libebur128
// (bench/ebur128.c). Prints a table; fails where loudness differs by more than 0.1, where a range does that is counted by the other's
// rule, or where a true peak that differs by more than 0.1 dB lies outside of what a far longer interpolation (sox, 16 times the rate)
// finds with the topmost tenth of the band left out and left in. Arguments: words, one of which a path must contain.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createMeter } from "../../dist/src/measure/index.js";

const DATA = process.env.STEMROOM_DATA ?? "../shared/data";
const TOLERANCE = 0.1;
/** ffmpeg prints tenths. */
const PRINTED = 0.05;
const AUDIO = /\.(flac|wav|aiff?)$/i;

if (!existsSync(DATA)) {
  console.error(`sweep: there are no recordings at ${DATA}. Set STEMROOM_DATA to a folder of them.`);
  process.exit(1);
}
const words = process.argv.slice(2);
const files = readdirSync(DATA, { recursive: true, withFileTypes: true })
  .map((entry) => relative(DATA, join(entry.parentPath, entry.name)))
  .filter((file) => AUDIO.test(file) && (words.length === 0 || words.some((word) => file.includes(word))))
  .sort();
if (files.length === 0) {
  console.error(`sweep: ${DATA} has no recording${words.length ? ` named ${words.join(" or ")}` : ""}.`);
  process.exit(1);
}
const scratch = mkdtempSync(join(tmpdir(), "stemroom-sweep-"));
const driver = join(scratch, "ebur128");

function run(command, args) {
  const done = spawnSync(command, args, { maxBuffer: 2 ** 31 - 1 });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: ${done.error?.message ?? done.stderr}`);
  return { stdout: done.stdout, stderr: done.stderr.toString() };
}

/** The samples as sox reads them, 24 bits each, behind the 44-byte header that bench/ebur128.c expects. */
function samplesOf(file) {
  const info = (flag) => Number(run("sox", ["--i", flag, file]).stdout.toString());
  const [rateHz, channels] = [info("-r"), info("-c")];
  const bytes = run("sox", ["-D", file, "-t", "raw", "-e", "signed-integer", "-b", "24", "-L", "-"]).stdout;
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + bytes.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(rateHz * channels * 3, 28);
  header.writeUInt16LE(channels * 3, 32);
  header.writeUInt16LE(24, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes.length, 40);
  return { rateHz, channels, bytes, wav: Buffer.concat([header, bytes]) };
}

function ourReading({ rateHz, channels, bytes }) {
  const frames = bytes.length / (3 * channels);
  const planes = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (__, frame) => bytes.readIntLE(3 * (frame * channels + channel), 3) / 2 ** 23),
  );
  const meter = createMeter({ sampleRateHz: rateHz, channels, bands: false });
  meter.push(planes);
  const { integratedLufs, loudnessRangeLu, truePeakDbtp } = meter.result();
  const shortTerm = meter.history().shortTermLufs.map((lufs) => lufs ?? -Infinity);
  const rangeAs = { ffmpeg: rangeOf(shortTerm, ffmpegRanks), libebur128: rangeOf(shortTerm.filter(everySecond), libraryRanks) };
  return { integrated: integratedLufs ?? -70, range: loudnessRangeLu ?? 0, truePeak: truePeakDbtp, rangeAs };
}

/**
 * Tech 3342 leaves open how far short-term windows lie apart and how a percentile falls between two values. On a part that is silent
 * most of the time a few dozen windows pass the gate, and then this decides. Here the range by either peer's rule.
 */
function rangeOf(shortTermLufs, ranks) {
  const powers = shortTermLufs.filter((lufs) => lufs >= -70).map((lufs) => 10 ** (lufs / 10));
  const mean = powers.reduce((sum, power) => sum + power, 0) / powers.length;
  const passing = powers.filter((power) => power >= mean / 100).sort((a, b) => a - b);
  const [low, high] = ranks(passing.length);
  return passing.length === 0 ? 0 : 10 * Math.log10(passing[high] / passing[low]);
}
const everySecond = (_, index) => index % 10 === 0;
const libraryRanks = (count) => [0.1, 0.95].map((share) => Math.floor((count - 1) * share + 0.5));
const ffmpegRanks = (count) => [0.1, 0.95].map((share) => Math.max(0, Math.floor(count * share + 0.5) - 1));

function ffmpegReading(file) {
  const filter = ["-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"];
  const { stderr } = run("ffmpeg", ["-nostdin", "-nostats", "-hide_banner", "-i", file, ...filter]);
  const read = (pattern) => Number([...stderr.matchAll(pattern)].at(-1)?.[1]);
  return { integrated: read(/I:\s+(\S+) LUFS/g), range: read(/LRA:\s+(\S+) LU/g), truePeak: read(/Peak:\s+(\S+) dBFS/g) };
}

function libraryReading(wav) {
  const path = join(scratch, "samples.wav");
  writeFileSync(path, wav);
  const { stdout } = run(driver, [path]);
  const [integrated, range, truePeak] = [...stdout.toString().matchAll(/-?(?:\d[\d.]*|inf)/g)].map(([text]) => Number(text));
  // it says -inf where nothing passes the gate
  return { integrated: Number.isFinite(integrated) ? integrated : -70, range, truePeak: 20 * Math.log10(truePeak) };
}

/** dB of the largest sample at 16 times the rate, of what lies below `bandPercent` of half the rate; 9 dB lower on the way, or sox would clip what rises above full scale. */
function soxPeak(file, rateHz, bandPercent) {
  const scaled = join(scratch, "scaled.wav");
  const float = ["-b", "32", "-e", "floating-point"];
  run("sox", ["-D", file, ...float, scaled, "gain", "-9", "rate", "-v", "-b", String(bandPercent), String(rateHz * 16)]);
  const { stderr } = run("sox", [scaled, "-n", "stat"]);
  rmSync(scaled);
  const extremes = [...stderr.matchAll(/(?:Maximum|Minimum) amplitude:\s+(\S+)/g)].map((match) => Math.abs(Number(match[1])));
  return 20 * Math.log10(Math.max(...extremes)) + 9;
}

/** Compares one file; returns the row of the table and what is wrong. */
function compare(file) {
  const path = join(DATA, file);
  const samples = samplesOf(path);
  const ours = ourReading(samples);
  const peers = { ffmpeg: ffmpegReading(path), libebur128: libraryReading(samples.wav) };
  const wrong = [];
  const differences = {};
  let explain = false;
  for (const [name, theirs] of Object.entries(peers)) {
    const tolerance = TOLERANCE + (name === "ffmpeg" ? PRINTED : 0) + 1e-9;
    differences[name] = Object.fromEntries(["integrated", "range", "truePeak"].map((key) => [key, ours[key] - theirs[key]]));
    differences[name].byRule = ours.rangeAs[name] - theirs.range;
    for (const key of ["integrated", "byRule"])
      if (!(Math.abs(differences[name][key]) <= tolerance))
        wrong.push(`${key}: ${signed(differences[name][key])} beside ${name}`);
    if (!(Math.abs(differences[name].truePeak) <= tolerance)) explain = true;
  }
  const sox = explain ? { narrow: soxPeak(path, samples.rateHz, 90), wide: soxPeak(path, samples.rateHz, 99.5) } : undefined;
  if (sox && !(ours.truePeak >= sox.narrow - TOLERANCE && ours.truePeak <= sox.wide + TOLERANCE))
    wrong.push(`true peak: ${ours.truePeak}, sox says ${sox.narrow} to ${sox.wide}`);
  return { file, samples, ours, differences, sox, wrong };
}

const signed = (value) => (value < 0 ? "" : "+") + value.toFixed(3);

try {
  run("cc", ["-O2", "-o", driver, "bench/ebur128.c", "-lebur128", "-lm"]);
  console.log("difference = this meter minus the other: I (LU), LRA (LU), true peak (dB), LRA by its rule (LU)");
  console.log(
    `${"file".padEnd(50)}      I    LRA     TP | ffmpeg                      | libebur128                  | sox 90 %, 99.5 %`,
  );
  const rows = files.map((file) => {
    const row = compare(file);
    const { ours, differences, sox, wrong } = row;
    const peers = Object.values(differences).map((peer) => Object.values(peer).map(signed).join(" "));
    const figures = [ours.integrated, ours.range, ours.truePeak].map((value) => value.toFixed(2).padStart(6)).join(" ");
    const judged = sox ? `${sox.narrow.toFixed(2)} ${sox.wide.toFixed(2)}` : "";
    console.log(
      `${file.padEnd(50)} ${figures} | ${peers.join(" | ")} | ${judged}${wrong.length ? ` WRONG: ${wrong.join("; ")}` : ""}`,
    );
    return row;
  });
  for (const name of ["ffmpeg", "libebur128"])
    for (const key of ["integrated", "range", "byRule", "truePeak"]) {
      const by = (row) => Math.abs(row.differences[name][key]);
      const worst = rows.reduce((most, row) => (by(row) > by(most) ? row : most));
      console.log(`worst ${key} against ${name}: ${signed(worst.differences[name][key])} (${worst.file})`);
    }
  const bad = rows.filter(({ wrong }) => wrong.length > 0).length;
  const alike = rows.filter(({ differences }) => Math.abs(differences.ffmpeg.range) <= TOLERANCE + PRINTED).length;
  console.log(`range as ffmpeg prints it without any change of rule: ${alike} of ${rows.length} files`);
  console.log(`${rows.length} files, ${rows.filter(({ sox }) => sox).length} judged by sox, ${bad} disagree`);
  if (bad > 0) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
