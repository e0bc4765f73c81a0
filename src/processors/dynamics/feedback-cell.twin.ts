// kernels/crest-level.ts and kernels/feedback-cell.ts once more in plain TypeScript, double precision, sample by sample.
import { dbToGain, powerToDb } from "../../units/decibels.ts";
import type { StereoSignal } from "../contract/signals.ts";
import { cellCoefficients } from "./feedback-cell.ts";

/** Square of the amplitude of the sine through three samples where the middle one is the greatest, and never less than of the two newest. */
export function crestPowerTwin(a: number, b: number, c: number): number {
  let power = b * b;
  if (Math.abs(b) >= Math.abs(a) && Math.abs(b) >= Math.abs(c)) {
    const sum = (a + c) * (b < 0 ? -1 : 1);
    const room = (2 * Math.abs(b) - sum) * (2 * Math.abs(b) + sum);
    power *= 1 + Math.min(1, ((c - a) * (c - a)) / Math.max(room, 1e-30));
  }
  return Math.max(power, c * c);
}

/** Crest amplitude of one sample after the other. */
export function crestFollower(): (sample: number) => number {
  let [a, b] = [0, 0];
  return (c) => {
    const power = crestPowerTwin(a, b, c);
    [a, b] = [b, c];
    return Math.sqrt(power);
  };
}

/** Crest level in dBFS, frame by frame. */
export function crestLevelTwin(samples: Float32Array): Float64Array {
  const crest = crestFollower();
  return Float64Array.from(samples, (sample) => 2 * powerToDb(Math.max(crest(sample), 1e-10)));
}

export interface LawTwin {
  readonly thresholdDbfs: number;
  readonly ratio: number;
  readonly kneeDb: number;
  readonly bend: number;
}

/** Where the loop rests, found by halving: r = S k(level - r - threshold). */
export function loopRestTwin(levelDbfs: number, { thresholdDbfs, ratio, kneeDb, bend }: LawTwin): number {
  let low = 0;
  let high = 300;
  for (let step = 0; step < 60; step++) {
    const r = (low + high) / 2;
    const over = levelDbfs - thresholdDbfs - r;
    const knee = over >= kneeDb / 2 ? over : over <= -kneeDb / 2 ? 0 : ((over + kneeDb / 2) * (over + kneeDb / 2)) / (2 * kneeDb);
    if ((ratio - 1) * knee > r) low = r;
    else high = r;
  }
  const e = (low * ratio) / (ratio - 1);
  const m = Math.min(e, 24);
  return low + bend * m * (2 * e - m);
}

export interface StoreTwin {
  /** Parts of the way in a frame; `release` is what is left. */
  readonly attack: number;
  readonly release: number;
  readonly holdFrames: number;
  readonly lag?: { readonly bias: number; readonly unbias: number; readonly drift: number; readonly drifting: number };
}

/** The store's output for what is asked of it. */
export function storeTwin(asked: readonly number[], { attack, release, holdFrames, lag }: StoreTwin): number[] {
  let [held, waiting, older, newest, age, stored, network, drifted] = [0, 0, 0, 0, 0, 0, 0, 0];
  return asked.map((now) => {
    newest = Math.max(newest, now);
    const most = Math.max(older, newest);
    if (now >= held || age >= Math.floor(holdFrames / 2)) {
      age = 0;
      older = newest;
      newest = now;
    }
    age++;
    if (now >= held || waiting <= 0) {
      held = now >= held ? now : most;
      waiting = holdFrames;
    } else waiting--;
    let target = held;
    let speed = attack;
    if (lag) {
      network += held > 0.25 ? lag.bias * (1 - network) : -lag.unbias * network;
      drifted += lag.drifting * (network - drifted);
      target *= 1 - lag.drift + lag.drift * drifted;
      speed *= Math.max(0, 2 * network - 1);
    }
    stored = target > stored ? stored + speed * (target - stored) : Math.max(stored * release - 1e-9, target);
    return stored;
  });
}

export interface CellTwin {
  readonly inDb: number;
  readonly outDb: number;
  readonly wet: number;
  readonly cellSquare: number;
  readonly cellCube: number;
  readonly lineSquare: number;
  readonly lineCube: number;
  readonly lows: number;
}

/** One channel through the cell, for its reduction in dB. */
export function gainCellTwin(
  samples: Float32Array,
  reductionDb: readonly number[],
  cell: CellTwin,
  sampleRateHz: number,
): Float32Array {
  const [b0 = 0, a1 = 0, a2 = 0, lowShare = 0, block = 0] = cellCoefficients(sampleRateHz);
  const [inGain, outGain] = [dbToGain(cell.inDb), dbToGain(cell.outDb)];
  const limit = (x: number) => Math.min(1.5, Math.max(-1.5, x));
  let [w1, w2, band1, band2, low, slowCell, slowLine] = [0, 0, 0, 0, 0, 0, 0];
  return samples.map((x, frame) => {
    const gain = dbToGain(-(reductionDb[frame] ?? 0));
    const w = x * inGain * gain;
    const band = b0 * (w + 2 * w1 + w2) - a1 * band1 - a2 * band2;
    [w2, w1, band2, band1] = [w1, w, band1, band];
    low += lowShare * (band - low);
    const z = limit(band + cell.lows * low);
    const bentCell = (1 - gain) * z * z * (cell.cellSquare + cell.cellCube * z);
    slowCell += block * (bentCell - slowCell);
    const far = limit(outGain * (band + cell.lows * low));
    const bentLine = far * far * (cell.lineSquare + cell.lineCube * far);
    slowLine += block * (bentLine - slowLine);
    const y = outGain * (w - bentCell + slowCell) - bentLine + slowLine;
    return x + cell.wet * (y - x);
  });
}

/** Reductions that both channels' crests ask for, linked by `link` of the way. */
export function askedTwin(heard: StereoSignal, law: LawTwin, link: number): [left: number[], right: number[]] {
  const left = crestLevelTwin(heard.left);
  const right = crestLevelTwin(heard.right);
  const linked = (own: number, frame: number) => {
    const rest = loopRestTwin(own, law);
    return rest + link * (loopRestTwin(Math.max(left[frame] ?? 0, right[frame] ?? 0), law) - rest);
  };
  return [Array.from(left, linked), Array.from(right, linked)];
}
