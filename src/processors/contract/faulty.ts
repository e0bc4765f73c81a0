// A small correct processor and the ways to spoil it: the proof that each check of the contract can fail.
import type { F64Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { choice, number, type ParamsOf } from "../parameters.ts";
import { declareProcessor, type Processor, type StereoBlock } from "../processor.ts";
import type { CheckName } from "./checks.ts";
import type { Subject } from "./rig.ts";

/** What is spoilt, and which check must notice. */
export const faults = {
  "the range of a number is upside down": "the declaration is whole",
  "a preset out of range": "presets are whole and each sounds its own way",
  "two presets for one sound": "presets are whole and each sounds its own way",
  "neutral is a hair too loud": "neutral parameters give the input back, bit for bit",
  "reports a frame too little": "neutral parameters give the input back, bit for bit",
  "reports ten frames too many and has no neutral": "the latency is as reported",
  "smooths by the block": "any split into blocks gives the same bits",
  "writes behind its frames": "any split into blocks gives the same bits",
  "reset forgets the envelope": "reset is like fresh",
  "reset lets the gain travel on": "reset is like fresh",
  "a dead parameter": "every parameter changes the sound",
  "update forgets a parameter": "every parameter changes the sound",
  "the gain jumps": "no parameter clicks when it jumps",
  "the gain bursts on its way": "no parameter clicks when it jumps",
  "takes any number": "wrong parameters are refused by name and range",
  "divides by the level": "output and meters are finite at all extremes",
  "a meter without a needle": "meters move",
  "a tail of denormals": "the tail is as reported and comes to rest at 0",
  "takes memory on update": "memory is taken in prepare and given back by dispose",
  "dispose forgets a piece": "memory is taken in prepare and given back by dispose",
  "counts time in frames": "all sample rates behave alike",
  "deaf to its key": "the key is heard if declared",
} as const satisfies Record<string, CheckName>;

export type Fault = keyof typeof faults;

const delayFrames = (lookAheadMs: number, sampleRateHz: number) => Math.round((lookAheadMs * sampleRateHz) / 1000);

function declareDucker(fault: Fault | undefined) {
  const loose = fault === "takes any number" ? { min: -1e300, max: 1e300 } : { min: -40, max: 20 };
  const upsideDown = fault === "the range of a number is upside down" ? { min: 5, max: 0 } : { min: 0, max: 5 };
  const misreported = fault === "reports a frame too little" ? -1 : fault?.startsWith("reports ten") ? 10 : 0;
  return declareProcessor({
    id: "ducker",
    name: "Ducker",
    kind: "dynamics",
    says: "Turns down what is loud.",
    timeBased: false,
    version: 1,
    source: "Made for this test.",
    parameters: {
      gainDb: number({ unit: "dB", ...loose, default: 0, label: "Gain", help: "Level change." }),
      depth: number({ unit: "", min: 0, max: 10, default: 0, label: "Depth", help: "How far loud parts go down." }),
      mode: choice({ choices: ["early", "late"], default: "early", label: "Mode", help: "Speed of the envelope." }),
      lookAheadMs: number({ unit: "ms", ...upsideDown, default: 1, label: "Look-ahead", help: "Delay.", structural: true }),
    },
    presets: [
      { name: "Gentle", says: "A little.", params: { depth: 1 } },
      {
        name: "Deep",
        says: "A lot.",
        params: { depth: fault === "a preset out of range" ? 11 : fault === "two presets for one sound" ? 1 : 5 },
      },
    ],
    keyed: true,
    meters: [{ name: "gainReductionDb", unit: "dB", kind: "reduction", help: "Now." }],
    neutral: fault?.endsWith("no neutral") ? null : { gainDb: 0, depth: 0 },
    latencyFrames: (params, sampleRateHz) => Math.max(0, delayFrames(params.lookAheadMs, sampleRateHz) + misreported),
    tailFrames: (_, sampleRateHz) => Math.round(sampleRateHz * 0.1),
  });
}

type Params = ParamsOf<ReturnType<typeof declareDucker>["parameters"]>;

const GAIN = 0;
const GAIN_STEP = 1;
const RAMP_LEFT = 2;
const DEPTH = 3;
const ENVELOPE = 4;

class Ducker implements Processor<Params> {
  readonly meters = new Float64Array(1);
  readonly #kernels: Kernels;
  readonly #fault: Fault | undefined;
  #rateHz = 0;
  #params!: Params;
  #state!: F64Block;
  #line!: F64Block;
  #at = 0;

  constructor(kernels: Kernels, fault: Fault | undefined) {
    this.#kernels = kernels;
    this.#fault = fault;
  }

  prepare(sampleRateHz: number, params: Params): void {
    this.#rateHz = this.#fault === "counts time in frames" ? 48000 : sampleRateHz;
    this.#params = { ...params };
    this.#state = this.#kernels.heap.f64(8);
    this.#line = this.#kernels.heap.f64(2 * Math.max(1, delayFrames(params.lookAheadMs, sampleRateHz)));
    this.#line.array[0] = delayFrames(params.lookAheadMs, sampleRateHz) > 0 ? 0 : NaN; // NaN: no delay
    this.reset();
  }

  reset(): void {
    const state = this.#state.array;
    if (Number.isFinite(this.#line.array[0])) this.#line.array.fill(0);
    this.#at = 0;
    state[DEPTH] = this.#params.depth;
    if (this.#fault !== "reset forgets the envelope") state[ENVELOPE] = 0;
    if (this.#fault === "reset lets the gain travel on") return;
    state[GAIN] = dbToGain(this.#params.gainDb);
    state[RAMP_LEFT] = 0;
  }

  update(params: Params): void {
    const state = this.#state.array;
    if (params.gainDb !== this.#params.gainDb) {
      state[RAMP_LEFT] = this.#fault === "the gain jumps" ? 1 : 480;
      state[GAIN_STEP] = (dbToGain(params.gainDb) - (state[GAIN] ?? 0)) / (state[RAMP_LEFT] ?? 1);
    }
    const depth = this.#fault === "update forgets a parameter" ? this.#params.depth : params.depth;
    this.#params = { ...params, depth, lookAheadMs: this.#params.lookAheadMs };
    if (this.#fault === "takes memory on update") this.#kernels.heap.release(this.#kernels.heap.f32(7));
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    const { buffer } = this.#kernels.heap.memory;
    const own = [new Float32Array(buffer, block.left), new Float32Array(buffer, block.right)] as const;
    const heard = key && this.#fault !== "deaf to its key" ? new Float32Array(buffer, key.left) : own[0];
    const listened = heard.slice(0, frames);
    const hum = this.#fault === "a tail of denormals" ? 1e-39 : 0;
    let lowest = 1;
    if (this.#fault === "smooths by the block") this.#glideDepth(10 / frames);
    for (let frame = 0; frame < frames; frame++) {
      const gain = this.#nextGain(listened[frame] ?? 0);
      lowest = Math.min(lowest, gain / (this.#state.array[GAIN] ?? 1));
      const slot = this.#at;
      for (const [side, channel] of own.entries())
        channel[frame] = gain * this.#delayed(2 * slot + side, channel[frame] ?? 0) + hum;
      this.#at = (slot + 1) % (this.#line.length / 2);
    }
    if (this.#fault === "writes behind its frames") own[1][frames] = 0;
    this.meters[0] = this.#fault === "a meter without a needle" ? -1 : Math.min(0, gainToDb(Math.max(1e-9, lowest)));
  }

  dispose(): void {
    this.#kernels.heap.release(this.#state);
    if (this.#fault !== "dispose forgets a piece") this.#kernels.heap.release(this.#line);
  }

  #delayed(slot: number, input: number): number {
    const line = this.#line.array;
    if (Number.isNaN(line[0])) return input;
    const output = line[slot] ?? 0;
    line[slot] = input;
    return output;
  }

  #glideDepth(amount: number): void {
    const state = this.#state.array;
    const depth = state[DEPTH] ?? 0;
    const target = this.#fault === "a dead parameter" ? 3 : this.#params.depth;
    state[DEPTH] = Math.abs(target - depth) < 1e-6 ? target : depth + (target - depth) * amount;
  }

  #nextGain(heard: number): number {
    const state = this.#state.array;
    if ((state[RAMP_LEFT] ?? 0) > 0) {
      state[GAIN] = (state[GAIN] ?? 0) + (state[GAIN_STEP] ?? 0);
      state[RAMP_LEFT] = (state[RAMP_LEFT] ?? 0) - 1;
      if (state[RAMP_LEFT] === 0) state[GAIN] = dbToGain(this.#params.gainDb);
    }
    if (this.#fault !== "smooths by the block") this.#glideDepth(0.005);
    const timeS = this.#params.mode === "early" ? 0.01 : 0.1;
    const past = exp(-1 / (timeS * this.#rateHz));
    const envelope = past * (state[ENVELOPE] ?? 0) + (1 - past) * Math.abs(heard);
    state[ENVELOPE] = envelope < 1e-15 ? 0 : envelope;
    const rest = this.#fault === "neutral is a hair too loud" ? 1e-7 : 0;
    const level = this.#fault === "divides by the level" ? 1 / (state[ENVELOPE] ?? 0) : 0;
    const way = (state[RAMP_LEFT] ?? 0) / 480;
    const burst = this.#fault === "the gain bursts on its way" ? 1 + 500 * way * way * (1 - way) * (1 - way) : 1;
    return (
      (burst * (state[GAIN] ?? 0)) / (1 + (state[DEPTH] ?? 0) * (state[ENVELOPE] ?? 0) + (level === Infinity ? NaN : 0)) + rest
    );
  }
}

/** The correct one, or one with a fault. */
export function ducker(fault?: Fault): Subject {
  return { declaration: declareDucker(fault), create: (kernels) => new Ducker(kernels, fault) };
}
