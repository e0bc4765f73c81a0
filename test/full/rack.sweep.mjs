// Every processor with its defaults and every preset, on real stems of STEMROOM_DATA (default ../shared/data), as a user runs them:
// `stemroom process`. ffmpeg reads the results. Prints what each did to loudness, true peak, the balance of highs and lows, and how
// large the difference signal is; fails where a run fails, the length changes, a sample is not finite, the sound is gone on all
// stems or more than 20 dB louder, nothing happens, or a click appears that the input had not.
// Arguments: ids; `--pictures FOLDER` leaves a spectrogram of each result there.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../dist/src/processors/catalog.js";

const DATA = process.env.STEMROOM_DATA ?? "../shared/data";
const RATE_HZ = 48_000;
const SECONDS = 8;
/** A voice and drums: what rings, breathes and hisses, and what hits; and a record driven over full scale, for what works at the ceiling. */
const STEMS = [
  { name: "vocal", file: "stems/political-captain/02_vocal.flac", fromS: 30 },
  { name: "drums", file: "stems/mdn-funk/01_drums.flac", fromS: 10 },
  { name: "record", file: "references/rock_joshua_morin_on_the_run.flac", fromS: 60, gainDb: 3 },
];
const LARGEST_CHANGE_DB = 20;
const SMALLEST_DIFFERENCE_DB = -90;
/** How far the sharpest kink may grow against the loudest sample. Distortion sharpens edges; a click does more. */
const KINK_GROWTH = 6;

const args = process.argv.slice(2);
const at = args.indexOf("--pictures");
const pictures = at >= 0 ? args.splice(at, 2)[1] : undefined;
const missing = STEMS.filter(({ file }) => !existsSync(join(DATA, file)));
if (missing.length > 0) {
  console.error(`rack: ${missing.map(({ file }) => file).join(", ")} is not in ${DATA}. Set STEMROOM_DATA to the recordings.`);
  process.exit(1);
}
if (pictures) mkdirSync(pictures, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), "stemroom-rack-"));
const ffmpeg = (...rest) => execFileSync("ffmpeg", ["-v", "error", "-y", ...rest], { maxBuffer: 2 ** 28 });

function samplesOf(file) {
  const bytes = ffmpeg("-i", file, "-f", "f32le", "-ac", "2", "-");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function loudnessOf(file) {
  const said = spawnSync("ffmpeg", [
    "-nostats",
    "-hide_banner",
    "-i",
    file,
    "-af",
    "ebur128=peak=true:framelog=verbose",
    "-f",
    "null",
    "-",
  ]);
  const text = said.stderr.toString();
  const last = (pattern) => Number([...text.matchAll(pattern)].at(-1)?.[1] ?? NaN);
  return { lufs: last(/I:\s+(-?[\d.]+) LUFS/g), dbtp: last(/Peak:\s+(-?[\d.]+) dBFS/g) };
}

/** Level, sharpest kink against the loudest sample, and how bright: first difference against the samples, in dB. */
function lookAt(samples) {
  let [power, slope, peak, kink] = [0, 0, 0, 0];
  let isFinite = true;
  for (let n = 8; n < samples.length; n++) {
    const x = samples[n];
    isFinite &&= Number.isFinite(x);
    power += x * x;
    slope += (x - samples[n - 2]) ** 2;
    peak = Math.max(peak, Math.abs(x));
    kink = Math.max(kink, Math.abs(x - 4 * samples[n - 2] + 6 * samples[n - 4] - 4 * samples[n - 6] + samples[n - 8]));
  }
  return {
    isFinite,
    db: 10 * Math.log10(power / samples.length + 1e-20),
    bright: 10 * Math.log10((slope + 1e-20) / (power + 1e-20)),
    kink: kink / (peak + 1e-9),
  };
}

function differenceDb(one, other) {
  let [difference, power] = [0, 0];
  for (let n = 0; n < one.length; n++) {
    difference += (one[n] - other[n]) ** 2;
    power += one[n] ** 2;
  }
  return 10 * Math.log10((difference + 1e-20) / (power + 1e-20));
}

const inputs = STEMS.map(({ name, file, fromS, gainDb = 0 }) => {
  const path = join(scratch, `${name}.wav`);
  ffmpeg(
    "-ss",
    String(fromS),
    "-t",
    String(SECONDS),
    "-i",
    join(DATA, file),
    "-ar",
    String(RATE_HZ),
    "-ac",
    "2",
    "-af",
    `volume=${gainDb}dB`,
    "-c:a",
    "pcm_f32le",
    path,
  );
  const samples = samplesOf(path);
  return { name, path, samples, ...loudnessOf(path), look: lookAt(samples) };
});

const problems = [];
const cell = (value, digits = 1) => value.toFixed(digits).padStart(7);
console.log(`${"".padEnd(58)} ${inputs.map(({ name }) => `${name.padEnd(7)} LU   dBTP bright  diff dB`).join("   ")}`);
const wanted = catalog.filter(({ id }) => args.length === 0 || args.includes(id));
const jobs = wanted.flatMap(({ id, presets }) => [{ id }, ...presets.map(({ name }) => ({ id, preset: name }))]);
for (const { id, preset } of jobs) {
  const label = `${id}${preset ? `: ${preset}` : ""}`;
  let isHeard = false;
  let doesSomething = preset === undefined;
  const columns = inputs.map((input) => {
    const out = join(scratch, "out.wav");
    const insert = JSON.stringify({ processor: id, ...(preset && { preset }) });
    const done = spawnSync(process.execPath, [
      "dist/cli/stemroom.js",
      "process",
      input.path,
      out,
      "--insert",
      insert,
      "--force",
      "--quiet",
    ]);
    if (done.status !== 0) {
      problems.push(`${label} on ${input.name}: exit ${done.status}: ${done.stderr}`);
      return "failed";
    }
    const samples = samplesOf(out);
    const { lufs, dbtp } = loudnessOf(out);
    const look = lookAt(samples);
    const difference = differenceDb(input.samples, samples);
    const complain = (text) => problems.push(`${label} on ${input.name}: ${text}`);
    if (samples.length !== input.samples.length) complain(`${samples.length} samples instead of ${input.samples.length}`);
    if (!look.isFinite) complain("a sample is not finite");
    if (!(look.db - input.look.db < LARGEST_CHANGE_DB)) complain(`level from ${input.look.db} to ${look.db} dB`);
    if (look.db - input.look.db > -LARGEST_CHANGE_DB) isHeard = true;
    if (difference >= SMALLEST_DIFFERENCE_DB) doesSomething = true;
    if (look.kink > KINK_GROWTH * input.look.kink) complain(`a click? kink ${look.kink} from ${input.look.kink}`);
    if (pictures) {
      const file = join(pictures, `${label.replaceAll(/[^a-z0-9]+/gi, "-")}-${input.name}.png`);
      execFileSync("sox", ["-V1", out, "-n", "spectrogram", "-r", "-x", "800", "-y", "257", "-z", "100", "-o", file]); // ffmpeg takes 10 s
    }
    return `${cell(lufs - input.lufs)} ${cell(dbtp - input.dbtp)} ${cell(look.bright - input.look.bright)} ${cell(difference)}`;
  });
  if (!doesSomething) problems.push(`${label}: does nothing on any stem`);
  if (!isHeard) problems.push(`${label}: the sound is gone on every stem`); // a kick's gate may well shut a voice out
  console.log(`${label.padEnd(58)} ${columns.join("     ")}`);
}
rmSync(scratch, { recursive: true, force: true });
for (const problem of problems) console.error(`rack: ${problem}`);
console.log(`${jobs.length} settings on ${inputs.length} stems, ${problems.length} problems`);
process.exit(problems.length > 0 ? 1 : 0);
