// Every kernel in ns per frame, timed where it works: inside a processor, a meter, a resampler. Beside the whole of it plain TypeScript (the
// twins of the tests) and the nearest filter of ffmpeg (C), all in one run. Arguments: names of kernels or of what puts them to work.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";
import { createProcessor } from "../dist/src/processors/registry.js";
import * as designs from "./designs.mjs";
import { AT_WORK, MORE_SETTINGS, PEERS, ROWS } from "./kernel-rows.mjs";
import { TWINS } from "./kernel-twins.mjs";
import { PLAIN } from "./plain-loops.mjs";
import { recordingKernels } from "./record-kernels.mjs";
import { SUBJECTS } from "./subjects.mjs";

const { catalog, resolveParams } = designs;
const BLOCK = 128;
const RATE_HZ = 48_000;
const TURNS = 5;
const PEER_SECONDS = 60;
/** Less than this, in ns, drowns in what making the noise costs. */
const LITTLE = 1;
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

/** ns of processor time per frame: median of some turns. User and system, as only their sum is counted exactly. */
function perFrame(turn, count = frames, turns = TURNS) {
  turn();
  return median(
    Array.from({ length: turns }, () => {
      const begin = process.cpuUsage();
      turn();
      const { user, system } = process.cpuUsage(begin);
      return ((user + system) * 1000) / count;
    }),
  );
}

/** Turns of a processor: at work, which for most is its defaults; where it `jumps`, from one preset to the next, with a key to listen to. */
function processorTurns(declaration, kernels, jumps) {
  const given = [
    AT_WORK[declaration.id] ?? {},
    ...declaration.presets.map(({ params }) => params),
    ...(MORE_SETTINGS[declaration.id] ?? []),
  ];
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

const TWIN_FRAMES = 12_000;

/** ns per frame of the twin of a processor or a kernel. */
async function twinOf(name) {
  const [file, called] = TWINS[name];
  const bundle = await rolldown({ input: `src/processors/${file}`, platform: "node", logLevel: "silent" });
  await bundle.write({ file: join(folder, `${name}.mjs`), format: "esm" });
  const twins = await import(pathToFileURL(join(folder, `${name}.mjs`)).href);
  const input = { left: sound[0].slice(0, TWIN_FRAMES), right: sound[1].slice(0, TWIN_FRAMES) };
  const declaration = declarations.get(name);
  const given = AT_WORK[name] ?? {};
  if (typeof called === "string") return perFrame(() => twins[called](input, given, RATE_HZ), TWIN_FRAMES, 3);
  const made = called(twins, input, declaration ? resolveParams(name, declaration.parameters, given) : null, designs);
  return typeof made === "function" ? perFrame(made, TWIN_FRAMES, 3) : perFrame(made.turn, made.frames, 3);
}

function ffmpegS(chain) {
  const source = `anoisesrc=r=${RATE_HZ}:d=${PEER_SECONDS}:a=0.3,aformat=fltp,pan=stereo|c0=c0|c1=c0`;
  const words = [
    "-hide_banner",
    "-threads",
    "1",
    "-benchmark",
    "-f",
    "lavfi",
    "-i",
    source,
    ...chain,
    "-c:a",
    "pcm_f32le",
    "-f",
    "null",
    "-",
  ];
  return Number(/bench: utime=([\d.]+)s/.exec(spawnSync("ffmpeg", words, { encoding: "utf8" }).stderr ?? "")?.[1] ?? NaN);
}

/** User seconds of sox as the shell counts them: in the second line, of what it has waited for. */
function soxS(effect) {
  const line = `sox -r ${RATE_HZ} -n -n synth ${PEER_SECONDS} noise noise ${effect} && times`;
  const { status, stdout } = spawnSync("bash", ["-c", line], { encoding: "utf8" });
  const [, minutes, rest] = /\n(\d+)m([\d.]+)s/.exec(stdout ?? "") ?? [];
  return status === 0 ? 60 * Number(minutes) + Number(rest) : NaN;
}

/** ns per frame of a filter alone: the same noise without it is taken off. */
function peerOf(chain) {
  const effect = /^sox (.*)/.exec(chain)?.[1];
  const alone = () => (effect ? soxS(effect) - soxS("") : ffmpegS(["-af", chain]) - ffmpegS([]));
  return (median(Array.from({ length: 3 }, alone)) * 1e9) / (PEER_SECONDS * RATE_HZ);
}

const declarations = new Map(catalog.map((declaration) => [declaration.id, declaration]));
const kernelsOf = (subject) => Object.keys(ROWS).filter((kernel) => ROWS[kernel] === subject);
console.log("ns per stereo frame of 48 kHz, all calls of a kernel together: median of turns of a second, least in brackets.");
// processors that share their kernels with others, and have a twin or a peer
const others = [...Object.keys(TWINS), ...Object.keys(PEERS)].filter((name) => declarations.has(name));
for (const subject of new Set([...Object.values(ROWS), ...others])) {
  const rows = kernelsOf(subject).filter((kernel) => asked(kernel, subject));
  if (rows.length === 0 && !asked(subject)) continue;
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
    const isTwin = kernel in TWINS;
    const plain = isTwin ? await twinOf(kernel) : PLAIN[kernel] ? perFrame(PLAIN[kernel](sound, designs)) : null;
    const beside = plain === null ? "" : `   TypeScript ${ns(plain)}${isTwin ? ", its twin" : ""}`;
    console.log(
      `  ${kernel.padEnd(22)} ${own.length ? `${ns(median(own))} (${least.toFixed(2)})` : "    was not called"}${beside}`,
    );
  }
  const alone = instantiateKernels();
  const [whole] = declaration ? processorTurns(declaration, alone, false) : [SUBJECTS[subject](alone, sound)];
  console.log(`  ${"the whole".padEnd(22)} ${ns(perFrame(whole))}`);
  if (TWINS[subject]) console.log(`  ${"its TypeScript twin".padEnd(22)} ${ns(await twinOf(subject))}`);
  for (const [chain, difference] of PEERS[subject] ?? []) {
    const peer = peerOf(chain);
    const name = (chain.startsWith("sox") ? chain : `ffmpeg ${chain.split("=")[0]}`).padEnd(22);
    if (Number.isNaN(peer)) console.log(`  ${name} is not here`);
    else console.log(`  ${name} ${peer < LITTLE ? "   little" : ns(peer)}   (${difference})`);
  }
}
