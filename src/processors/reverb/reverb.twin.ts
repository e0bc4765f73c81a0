// The plain twins of the reverb kernels, sample by sample in double precision: the oracle of their tests.
import { dbToGain, powerToDb } from "../../units/decibels.ts";

export interface TwinNetwork {
  readonly delays: readonly number[];
  readonly gains: readonly number[];
  readonly poles: readonly number[];
  readonly shelves: readonly number[];
  readonly shelfPole: number;
  /** Angle of line `line`'s all-pass at frame `frame`. */
  angle(line: number, frame: number): number;
}

type Stereo = readonly [left: number[], right: number[]];

const parity = (bits: number): number => (bits === 0 ? 0 : (bits & 1) ^ parity(bits >> 1));

/** What line `from` gives to line `to`: Hadamard's matrix, its groups of four moved on by one within each half. */
function matrix(to: number, from: number): number {
  const group = ((to >> 2) & 3) === 0 ? 3 : ((to >> 2) & 3) - 1;
  // rows of the groups: all, 1 -1 1 -1, 1 1 -1 -1, 1 -1 -1 1
  const row = group === 3 ? 3 : group;
  const sign = parity(to & 3 & (from & 3)) ^ parity(row & (from >> 2) & 3) ^ ((to >> 4) & (from >> 4) & 1);
  return (sign === 1 ? -1 : 1) / Math.sqrt(32);
}

const IN_LEFT = "0+0+0+0-+0+0+0-0".repeat(2);
const IN_RIGHT = "+0+0+0-00-0-0-0+".repeat(2);
const OUT_LEFT = "-+-++--+--++++++----++--+--+-+-+";
const OUT_RIGHT = "-+-++--+--++++++++++--++-++-+-+-";
const signOf = (signs: string, line: number) => (signs[line] === "+" ? 1 : signs[line] === "-" ? -1 : 0);

export function twinNetwork(network: TwinNetwork, [inLeft, inRight]: Stereo): Stereo {
  const lines = network.delays.map(() => [] as number[]);
  const held = network.delays.map(() => [0, 0, 0, 0]);
  const low = network.delays.map(() => 0);
  const bass = network.delays.map(() => 0);
  const left: number[] = [];
  const right: number[] = [];
  for (let frame = 0; frame < inLeft.length; frame++) {
    const y = network.delays.map((delay, line) => {
      const x = (network.gains[line] as number) * ((lines[line] as number[])[frame - delay] ?? 0);
      low[line] = x + (network.poles[line] as number) * ((low[line] as number) - x);
      bass[line] = low[line] + network.shelfPole * ((bass[line] as number) - low[line]);
      const shelved = low[line] + (network.shelves[line] as number) * bass[line];
      const angle = network.angle(line, frame);
      const cosine = Math.sqrt(1 - angle * angle);
      const memory = held[line] as number[];
      const kept = memory[frame % 4] as number;
      memory[frame % 4] = cosine * shelved - angle * kept;
      return angle * shelved + cosine * kept;
    });
    left.push(y.reduce((sum, value, line) => sum + signOf(OUT_LEFT, line) * value, 0));
    right.push(y.reduce((sum, value, line) => sum + signOf(OUT_RIGHT, line) * value, 0));
    lines.forEach((line, to) => {
      const mixed = y.reduce((sum, value, from) => sum + matrix(to, from) * value, 0);
      line.push(mixed + signOf(IN_LEFT, to) * (inLeft[frame] as number) + signOf(IN_RIGHT, to) * (inRight[frame] as number));
    });
  }
  return [left, right];
}

export function twinDiffuse(
  stages: readonly { delay: number; gain: number; keep: number }[],
  input: readonly number[],
): number[] {
  return stages.reduce<number[]>(
    (samples, { delay, gain, keep }) => {
      const line: number[] = [];
      return samples.map((x, frame) => {
        const y = keep * (line[frame - delay] ?? 0) - gain * x;
        line.push(x + gain * y);
        return y;
      });
    },
    [...input],
  );
}

/** Sixteen first-order all-passes, each a frame behind the one before. */
export function twinDisperse(coefficient: number, input: readonly number[]): number[] {
  let samples = [...input];
  for (let stage = 0; stage < 16; stage++) {
    let memory = 0;
    const out = samples.map((x) => {
      const y = coefficient * x + memory;
      memory = x - coefficient * y;
      return y;
    });
    samples = stage === 15 ? out : [0, ...out.slice(0, -1)];
  }
  return samples;
}

export function twinReflect(taps: readonly { frames: number; gain: number }[], input: readonly number[]): number[] {
  return input.map((_, frame) => taps.reduce((sum, { frames, gain }) => sum + gain * (input[frame - frames] ?? 0), 0));
}

/** Settings of the ducking in shares a step, as in the kernel's header. */
export interface TwinDuck {
  readonly stepFrames: number;
  readonly power: number;
  readonly attack: number;
  readonly release: number;
  readonly restore: number;
  readonly duckDb: number;
  readonly thresholdDbfs: number;
}

/** Gains of the return and shortening of the decay. */
export function twinDuck(settings: TwinDuck, [left, right]: Stereo): readonly [gains: number[], shortening: number[]] {
  const gains: number[] = [];
  const shortening: number[] = [];
  let [mean, duck, shorter] = [0, 0, 0];
  let [fromGain, toGain, fromShorter] = [1, 1, 0];
  for (let frame = 0; frame < left.length; frame++) {
    const within = frame % settings.stepFrames;
    if (within === 0 && frame > 0) {
      let sum = 0;
      for (let i = frame - settings.stepFrames; i < frame; i++) {
        sum += (left[i] as number) * (left[i] as number) + (right[i] as number) * (right[i] as number);
      }
      mean += settings.power * (sum / (2 * settings.stepFrames) - mean);
      const levelDb = powerToDb(2 * mean);
      const active = Math.max(0, Math.min(1, 0.5 + (levelDb - settings.thresholdDbfs) / 6));
      fromGain = toGain;
      fromShorter = shorter;
      duck += (active > duck ? settings.attack : settings.release) * (active - duck);
      shorter += (active > shorter ? settings.attack : settings.restore) * (active - shorter);
      toGain = dbToGain(-settings.duckDb * duck);
    }
    const share = (within + 1) / settings.stepFrames;
    gains.push(fromGain + share * (toGain - fromGain));
    shortening.push(fromShorter + share * (shorter - fromShorter));
  }
  return [gains, shortening];
}

export interface TwinMix {
  readonly wet: number;
  readonly width: number;
  readonly network: number;
  readonly first: number;
}

export function twinMix(
  { wet, width, network, first }: TwinMix,
  dry: Stereo,
  early: Stereo,
  late: Stereo,
  duck: readonly number[],
): Stereo {
  const wetOf = (side: 0 | 1, i: number) => network * (late[side][i] as number) + first * (early[side][i] as number);
  const out = (side: 0 | 1) =>
    dry[side].map((x, i) => {
      const mid = (wetOf(0, i) + wetOf(1, i)) / 2;
      const rest = ((side === 0 ? 1 : -1) * width * (wetOf(0, i) - wetOf(1, i))) / 2;
      return (1 - wet) * x + wet * (duck[i] as number) * (mid + rest);
    });
  return [out(0), out(1)];
}
