// For tests: small sessions, sources made of arrays, and an engine run to the end.
import { instantiateKernels, type Kernels } from "../../src/kernels/kernels.ts";
import type { Bus, Group, Insert, Return, Session, Track } from "../../src/session/schema.ts";
import { BLOCK_FRAMES } from "../../src/units/blocks.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { Plan, TapRequest } from "../../src/engine/plan.ts";
import { planSession } from "../../src/engine/plan-session.ts";
import type { BlockSource } from "../../src/engine/running-program.ts";

/** Left and right. */
export type Stereo = readonly [Float32Array, Float32Array];

export function bus(id: string, changes: Partial<Bus> = {}): Bus {
  return {
    id,
    name: id,
    colour: "#808080",
    polarityInverted: false,
    trimDb: 0,
    inserts: [],
    sends: [],
    faderDb: 0,
    pan: 0,
    mute: false,
    solo: false,
    automation: [],
    ...changes,
  };
}

export function track(id: string, changes: Partial<Track> = {}): Track {
  return { ...bus(id), stemId: id, role: "other", regions: null, output: "mix", ...changes };
}

export function group(id: string, changes: Partial<Group> = {}): Group {
  return { ...bus(id), output: "mix", ...changes };
}

export function effectReturn(id: string, changes: Partial<Return> = {}): Return {
  return { ...bus(id), output: "mix", ...changes };
}

export function insert(id: string, processor: string, params: Insert["params"] = {}, changes: Partial<Insert> = {}): Insert {
  return { id, processor, version: 1, enabled: true, params, keyFrom: null, ...changes };
}

/** A session whose stems are the tracks' ids, `frames` long. */
export function session(tracks: Track[], frames: number, changes: Partial<Session> = {}): Session {
  return {
    kind: "stemroom-session",
    version: 1,
    name: "test",
    sampleRateHz: 48000,
    tempoBpm: null,
    seed: 1,
    panLawDb: -3,
    stems: [...new Set(tracks.map((one) => one.stemId))].map((id) => ({
      id,
      path: `${id}.wav`,
      contentHash: "",
      format: "wav",
      sampleRateHz: 48000,
      channels: 2,
      bitDepth: 32,
      fileFrames: frames,
      frames,
    })),
    tracks,
    groups: [],
    returns: [],
    mix: bus("mix"),
    master: bus("master"),
    references: [],
    moves: [],
    pins: [],
    ...changes,
  };
}

/** Noise that is the same on every run. */
export function noise(frames: number, seed: number, gain = 0.5): Stereo {
  let state = seed >>> 0 || 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return gain * (state / 2147483648 - 1);
  };
  return [Float32Array.from({ length: frames }, next), Float32Array.from({ length: frames }, next)];
}

export function impulse(frames: number, at = 0): Stereo {
  const one = new Float32Array(frames);
  one[at] = 1;
  return [one, one.slice()];
}

export function constant(frames: number, value = 1): Stereo {
  return [new Float32Array(frames).fill(value), new Float32Array(frames).fill(value)];
}

export function sine(frames: number, hz: number, gain = 0.5): Stereo {
  const one = Float32Array.from({ length: frames }, (_, index) => gain * Math.sin((2 * Math.PI * hz * index) / 48000));
  return [one, one.slice()];
}

export function arraySource([left, right]: Stereo): BlockSource {
  return {
    read(startFrame, block) {
      const { array } = block;
      array.fill(0);
      array.set(left.subarray(startFrame, startFrame + BLOCK_FRAMES), 0);
      array.set(right.subarray(startFrame, startFrame + BLOCK_FRAMES), BLOCK_FRAMES);
    },
  };
}

/** The engine of a plan whose stems are arrays. */
export function startEngine(
  plan: Plan,
  stems: Record<string, Stereo>,
  startFrame = 0,
  kernels: Kernels = instantiateKernels(),
): Engine {
  return createEngine({
    kernels,
    plan,
    openSource: (stem) => arraySource(stems[stem] as Stereo),
    startFrame,
  });
}

/** Runs `frames` frames (whole blocks) and returns every tap. `between` is called before each block. */
export function runEngine(engine: Engine, frames: number, between?: (block: number) => void): Stereo[] {
  const taps = engine.plan.taps.length;
  const blocks = Math.ceil(frames / BLOCK_FRAMES);
  const out = Array.from(
    { length: taps },
    (): Stereo => [new Float32Array(blocks * BLOCK_FRAMES), new Float32Array(blocks * BLOCK_FRAMES)],
  );
  for (let block = 0; block < blocks; block++) {
    between?.(block);
    engine.process();
    out.forEach(([left, right], index) => {
      const { array } = engine.tap(index);
      left.set(array.subarray(0, BLOCK_FRAMES), block * BLOCK_FRAMES);
      right.set(array.subarray(BLOCK_FRAMES), block * BLOCK_FRAMES);
    });
  }
  return out;
}

/** A session's taps, rendered from the start. */
export function renderTaps(of: Session, stems: Record<string, Stereo>, frames: number, taps?: TapRequest[]): Stereo[] {
  return runEngine(startEngine(planSession(of, taps ? { taps } : {}), stems), frames);
}

/** The master of a session. */
export function renderMaster(of: Session, stems: Record<string, Stereo>, frames: number): Stereo {
  return renderTaps(of, stems, frames)[0] as Stereo;
}
