// The plain twins of the reverb kernels, sample by sample in double precision: the oracle of their tests.

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
      bass[line] = (low[line] as number) + network.shelfPole * ((bass[line] as number) - (low[line] as number));
      const shelved = (low[line] as number) + (network.shelves[line] as number) * (bass[line] as number);
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
