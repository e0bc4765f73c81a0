// What every processor of the catalog costs, in ns per stereo frame at 48 kHz, with defaults and with each preset, on music-like sound.
// `node bench/processors.bench.mjs [ID…]` after a build. Processor time, median of turns; all rows of one run share the machine's mood.
import { instantiateKernels } from "../dist/src/kernels/kernels.js";
import { catalog } from "../dist/src/processors/catalog.js";
import { resolveParams } from "../dist/src/processors/parameters.js";
import { createProcessor } from "../dist/src/processors/registry.js";

const BLOCK = 128;
const RATE_HZ = 48_000;
const BLOCKS = 400;
const TURNS = 9;
const wanted = process.argv.slice(2);
const ids = catalog.filter(({ id }) => wanted.length === 0 || wanted.includes(id));

/** Two seconds of decaying low and high partials with noise, so that gates open and detectors work. */
const sound = [0, 1].map((side) =>
  Float32Array.from({ length: BLOCKS * BLOCK }, (_, n) => {
    const beat = Math.exp(-((n % 12_000) / 6000));
    const noise = ((Math.imul(n + 7919 * side + 1, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 0.1;
    return beat * (0.4 * Math.sin(0.0131 * n) + 0.1 * Math.sin(0.31 * n + side) + noise);
  }),
);

function subjectOf(declaration, name, given) {
  const kernels = instantiateKernels();
  const params = resolveParams(declaration.id, declaration.parameters, given);
  const processor = createProcessor(declaration.id, kernels);
  const left = kernels.heap.f32(BLOCK);
  const right = kernels.heap.f32(BLOCK);
  processor.prepare(RATE_HZ, params);
  const block = { left: left.ptr, right: right.ptr };
  const turn = () => {
    const begin = process.cpuUsage();
    for (let at = 0; at < BLOCKS * BLOCK; at += BLOCK) {
      left.array.set(sound[0].subarray(at, at + BLOCK));
      right.array.set(sound[1].subarray(at, at + BLOCK));
      processor.process(block, BLOCK, null);
    }
    const { user, system } = process.cpuUsage(begin);
    return ((user + system) * 1000) / (BLOCKS * BLOCK);
  };
  for (let warm = 0; warm < 3; warm++) turn();
  return { name, turn };
}

console.log("ns per stereo frame, median (least)");
for (const declaration of ids) {
  const subjects = [
    subjectOf(declaration, "defaults", {}),
    ...declaration.presets.map(({ name, params }) => subjectOf(declaration, name, params)),
  ];
  const costs = subjects.map(() => []);
  for (let turn = 0; turn < TURNS; turn++) for (const [index, subject] of subjects.entries()) costs[index].push(subject.turn());
  for (const [index, { name }] of subjects.entries()) {
    const sorted = costs[index].sort((a, b) => a - b);
    const label = `${declaration.id}: ${name}`.padEnd(56);
    console.log(`${label} ${sorted[(TURNS - 1) / 2].toFixed(1).padStart(7)}   (${sorted[0].toFixed(1)})`);
  }
}
