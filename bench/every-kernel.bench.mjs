// Every kernel in ns per frame, timed where it works: inside a processor, a meter, a resampler. Beside the whole of it plain TypeScript (the
// twins of the tests) and the nearest filter of ffmpeg (C), all in one run. Arguments: names of kernels or of what puts them to work.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";
import { catalog } from "../dist/src/processors/catalog.js";
import { resolveParams } from "../dist/src/processors/parameters.js";
import { createProcessor } from "../dist/src/processors/registry.js";
import { MORE_SETTINGS, PEERS, ROWS, TWINS } from "./kernel-rows.mjs";
import { PLAIN } from "./plain-loops.mjs";
import { recordingKernels } from "./record-kernels.mjs";
import { SUBJECTS } from "./subjects.mjs";

const BLOCK = 128;
const RATE_HZ = 48_000;
const TURNS = 5;
const FFMPEG_SECONDS = 60;
const wanted = process.argv.slice(2);
const asked = (...names) => wanted.every((word) => names.some((name) => name.includes(word)));
const folder = mkdtempSync(join("dist", "bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A second of decaying partials with noise, a little over full scale, so that gates open and clippers clip. */
const sound = [0, 1].map((side) =>
  Float32Array.from({ length: 375 * BLOCK }, (_, n) => {
    const beat = Math.exp(-((n % 12_000) / 6000));
    const noise = ((Math.imul(n + 7919 * side + 1, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 0.1;
    return beat * (0.8 * Math.sin(0.0131 * n) + 0.3 * Math.sin(0.31 * n + side) + noise);
  }),
);
const frames = sound[0].length;
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const ns = (value) => value.toFixed(value < 10 ? 2 : 1).padStart(9);

/** ns of processor time per frame: median of some turns. */
function perFrame(turn, count = frames, turns = TURNS) {
  turn();
  return median(
    Array.from({ length: turns }, () => {
      const begin = process.cpuUsage();
      turn();
      return (process.cpuUsage(begin).user * 1000) / count;
    }),
  );
}

/** Turns of a processor: with defaults; where it `jumps`, from one preset to the next, with a key to listen to. */
function processorTurns(declaration, kernels, jumps) {
  const given = [{}, ...declaration.presets.map(({ params }) => params), ...(MORE_SETTINGS[declaration.id] ?? [])];
  const settings = given.map((params) => resolveParams(declaration.id, declaration.parameters, params));
  const [left, right, keyLeft, keyRight] = [0, 1, 2, 3].map(() => kernels.heap.f32(BLOCK));
  const key = jumps ? { left: keyLeft.ptr, right: keyRight.ptr } : null;
  return (jumps ? settings : settings.slice(0, 1)).map((params, index) => {
    const processor = createProcessor(declaration.id, kernels);
    processor.prepare(RATE_HZ, params);
    return () => {
      for (let at = 0; at < frames; at += BLOCK) {
        left.array.set(sound[0].subarray(at, at + BLOCK));
        right.array.set(sound[1].subarray(at, at + BLOCK));
        keyLeft.array.set(left.array);
        keyRight.array.set(right.array);
        if (jumps && at % (16 * BLOCK) === 0) processor.update(settings[(index + at / (16 * BLOCK)) % settings.length]);
        processor.process({ left: left.ptr, right: right.ptr }, BLOCK, key);
      }
    };
  });
}

async function twinOf(subject) {
  const [file, name] = TWINS[subject];
  const bundle = await rolldown({ input: `src/processors/${file}`, platform: "node", logLevel: "silent" });
  await bundle.write({ file: join(folder, `${subject}.mjs`), format: "esm" });
  const twin = (await import(pathToFileURL(join(folder, `${subject}.mjs`)).href))[name];
  const input = { left: sound[0].slice(0, 12_000), right: sound[1].slice(0, 12_000) };
  return perFrame(() => twin(input, {}, RATE_HZ), 12_000, 3);
}

function ffmpegS(chain) {
  const source = `anoisesrc=r=${RATE_HZ}:d=${FFMPEG_SECONDS}:a=0.3,aformat=fltp,pan=stereo|c0=c0|c1=c0`;
  const words = ["-hide_banner", "-threads", "1", "-benchmark", "-f", "lavfi", "-i", source, ...chain, "-f", "null", "-"];
  return Number(/bench: utime=([\d.]+)s/.exec(spawnSync("ffmpeg", words, { encoding: "utf8" }).stderr ?? "")?.[1] ?? NaN);
}

/** ns per frame of a filter alone: the same noise without it is taken off. */
function peerOf(subject) {
  const costs = Array.from({ length: 3 }, () => ffmpegS(["-af", PEERS[subject]]) - ffmpegS([]));
  return (median(costs) * 1e9) / (FFMPEG_SECONDS * RATE_HZ);
}

const declarations = new Map(catalog.map((declaration) => [declaration.id, declaration]));
const kernelsOf = (subject) => Object.keys(ROWS).filter((kernel) => ROWS[kernel] === subject);
console.log("ns per stereo frame of 48 kHz, all calls of a kernel together: median of turns of a second, least in brackets.");
for (const subject of new Set(Object.values(ROWS))) {
  const rows = kernelsOf(subject).filter((kernel) => asked(kernel, subject));
  if (rows.length === 0) continue;
  const declaration = declarations.get(subject);
  const { kernels, take } = recordingKernels();
  const costs = new Map(rows.map((kernel) => [kernel, []]));
  const turns = declaration
    ? [false, true].flatMap((jumps) => processorTurns(declaration, kernels, jumps))
    : [SUBJECTS[subject](kernels, sound)];
  for (let again = 0; again <= TURNS; again++)
    for (const turn of turns) {
      turn();
      for (const [kernel, total] of take()) if (again > 0) costs.get(kernel)?.push(total / frames);
    }
  console.log(`\n${subject}`);
  for (const kernel of rows) {
    const own = costs.get(kernel) ?? [];
    const least = own.reduce((lowest, one) => Math.min(lowest, one), Infinity);
    const plain = PLAIN[kernel] ? perFrame(PLAIN[kernel](sound)) : null;
    const beside = plain === null ? "" : `   TypeScript ${ns(plain)}`;
    console.log(
      `  ${kernel.padEnd(22)} ${own.length ? `${ns(median(own))} (${least.toFixed(2)})` : "    was not called"}${beside}`,
    );
  }
  const alone = instantiateKernels();
  const [whole] = declaration ? processorTurns(declaration, alone, false) : [SUBJECTS[subject](alone, sound)];
  console.log(`  ${"the whole".padEnd(22)} ${ns(perFrame(whole))}`);
  if (TWINS[subject]) console.log(`  ${"its TypeScript twin".padEnd(22)} ${ns(await twinOf(subject))}`);
  if (PEERS[subject]) {
    const peer = peerOf(subject);
    const name = `ffmpeg ${PEERS[subject].split("=")[0]}`.padEnd(22);
    console.log(Number.isNaN(peer) ? `  ${name} is not here` : `  ${name} ${ns(peer)}`);
  }
}
