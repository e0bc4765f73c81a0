// Digests of what both hosts compute without a sound card: math over a grid of inputs, and a stem of the demo song.
import { createResampler } from "../../src/conversion/resampler.ts";
import { demoSong } from "../../src/demo/demo-song.ts";
import { instantiateKernels } from "../../src/kernels/kernels.ts";
import * as exact from "../../src/units/exact-math.ts";

/** 64 hex digits over the numbers' bits. */
async function digest(numbers: Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", numbers));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function grid(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + ((to - from) * (index + 0.137)) / count);
}

const POINTS = 50_000;

/** By function: the TypeScript ones, their kernels, the four-lane kernels, and a resampler over noise. */
export async function mathDigests(): Promise<Record<string, string>> {
  const kernels = instantiateKernels();
  const { call } = kernels;
  const scalars: Record<string, Float64Array<ArrayBuffer>> = {
    exp: Float64Array.from(grid(-700, 700, POINTS), exact.exp),
    log: Float64Array.from(grid(1e-9, 1e6, POINTS), exact.log),
    log10: Float64Array.from(grid(1e-9, 1e6, POINTS), exact.log10),
    pow: Float64Array.from(grid(1e-6, 50, POINTS), (x) => exact.pow(x, 1.7)),
    sin: Float64Array.from(grid(-1000, 1000, POINTS), exact.sin),
    cos: Float64Array.from(grid(-1000, 1000, POINTS), exact.cos),
    tan: Float64Array.from(grid(-1.5, 1.5, POINTS), exact.tan),
    tanh: Float64Array.from(grid(-22, 22, POINTS), exact.tanh),
    cosh: Float64Array.from(grid(-22, 22, POINTS), exact.cosh),
    "kernel exp": Float64Array.from(grid(-700, 700, POINTS), (x) => call.exp(x)),
    "kernel log": Float64Array.from(grid(1e-9, 1e6, POINTS), (x) => call.log(x)),
    "kernel sin": Float64Array.from(grid(-1000, 1000, POINTS), (x) => call.sin(x)),
    "kernel cos": Float64Array.from(grid(-1000, 1000, POINTS), (x) => call.cos(x)),
    "kernel tanh": Float64Array.from(grid(-22, 22, POINTS), (x) => call.tanh(x)),
  };
  const lanes = kernels.heap.f32(POINTS);
  const out = kernels.heap.f32(POINTS);
  const block = (from: number, to: number, run: (input: number, output: number, count: number) => void) => {
    lanes.array.set(grid(from, to, POINTS));
    run(lanes.ptr, out.ptr, POINTS);
    return Float32Array.from(out.array);
  };
  const vectors: Record<string, Float32Array<ArrayBuffer>> = {
    "lanes exp2": block(-120, 120, (...args) => call.exp2Block(...args)),
    "lanes sin": block(-4, 4, (...args) => call.sinCyclesBlock(...args)),
    resampler: resampledNoise(),
  };
  const digests: Record<string, string> = {};
  for (const [name, numbers] of Object.entries({ ...scalars, ...vectors })) digests[name] = await digest(numbers);
  return digests;
}

function resampledNoise(): Float32Array<ArrayBuffer> {
  let state = 1;
  const noise = Float32Array.from({ length: 20_000 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  });
  const resampler = createResampler({ fromHz: 44100, toHz: 48000, channels: 1, kernels: instantiateKernels() });
  return Float32Array.from([...resampler.push([noise]), ...resampler.finish()].flatMap((one) => [...one]));
}

/** A stem of the demo song as it is played, before it is written to a file. */
export async function demoDigest(path: string): Promise<string> {
  const stem = demoSong(1).stems.find((one) => one.path.startsWith(path));
  if (!stem) throw new Error(`The demo song has no stem ${path}.`);
  return digest(stem.render()[0] as Float32Array<ArrayBuffer>);
}
