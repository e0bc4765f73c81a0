// What a whole channel strip costs, in ns per stereo frame at 48 kHz: console EQ, gate, FET compressor, tape, console channel, all
// switched on and working, in turn on the same block as the engine runs them. `node bench/strip.bench.mjs` after a build.
import { resolveParams } from "../dist/src/processors/parameters.js";
import { findDeclaration } from "../dist/src/processors/catalog.js";
import { createProcessor } from "../dist/src/processors/registry.js";
import { instantiateKernels } from "../dist/src/kernels/kernels.js";

const BLOCK = 128;
const RATE_HZ = 48_000;
const BLOCKS = 375;
const TURNS = 21;
const STRIP = [
  ["console-eq-1073", { highPassHz: "80", lowHz: "110", lowGainDb: 3, midHz: "3200", midGainDb: 4, highGainDb: 3 }],
  ["gate", { thresholdDbfs: -30, rangeDb: 30 }],
  ["compressor-fet", { inputDb: 12 }],
  ["saturator-tape", {}],
  ["console-channel", {}],
];

const sound = [0, 1].map((side) =>
  Float32Array.from({ length: BLOCKS * BLOCK }, (_, n) => {
    const beat = Math.exp(-((n % 12_000) / 3000));
    const noise = ((Math.imul(n + 7919 * side + 1, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 0.1;
    return beat * (0.4 * Math.sin(0.0131 * n) + 0.1 * Math.sin(0.31 * n + side) + noise);
  }),
);

const kernels = instantiateKernels();
const left = kernels.heap.f32(BLOCK);
const right = kernels.heap.f32(BLOCK);
const block = { left: left.ptr, right: right.ptr };

function known(id, params) {
  const { parameters } = findDeclaration(id);
  const unknown = Object.keys(params).filter((name) => !(name in parameters));
  if (unknown.length > 0) throw new Error(`${id} has no ${unknown.join(", ")}; it has ${Object.keys(parameters).join(", ")}`);
  return resolveParams(id, parameters, params);
}

const strip = STRIP.map(([id, given]) => {
  const processor = createProcessor(id, kernels);
  processor.prepare(RATE_HZ, known(id, given));
  return { id, processor };
});

/** ns per stereo frame of one turn through the sound. */
function turn(processors) {
  const begin = process.cpuUsage();
  for (let at = 0; at < BLOCKS * BLOCK; at += BLOCK) {
    left.array.set(sound[0].subarray(at, at + BLOCK));
    right.array.set(sound[1].subarray(at, at + BLOCK));
    for (const { processor } of processors) processor.process(block, BLOCK, null);
  }
  const { user, system } = process.cpuUsage(begin);
  return ((user + system) * 1000) / (BLOCKS * BLOCK);
}

const rows = [
  { name: "copying alone", of: [] },
  ...strip.map((one) => ({ name: one.id, of: [one] })),
  { name: "the strip", of: strip },
];
const costs = rows.map(() => []);
for (let count = 0; count < TURNS; count++) for (const [index, { of }] of rows.entries()) costs[index].push(turn(of));
console.log("ns per stereo frame, median (least to most)");
for (const [index, { name }] of rows.entries()) {
  const sorted = costs[index].sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[(TURNS - 1) / 2], sorted[TURNS - 1]].map((ns) => ns.toFixed(1));
  console.log(`${name.padEnd(24)} ${median.padStart(7)}   (${least} to ${most})`);
}
