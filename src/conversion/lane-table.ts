// The resampler's taps in the order in which kernels/resample-lanes.ts reads them: four neighbouring output frames side by side.
import type { ResamplerDesign } from "./resampler-design.ts";

/** A cycle has at least this many input frames, so that little time goes into turning frames into lanes. */
const SHORTEST_CYCLE_FRAMES = 128;

export interface LaneTable {
  /** Input and output frames of a cycle: a whole number of times those of the design. */
  readonly cycle: number;
  readonly rows: number;
  /** Groups of four rows; rows that the last one lacks are 0. */
  readonly groups: number;
  /** Taps a group, a multiple of 4: the input frames from the first one's first to the last one's last. */
  readonly taps: number;
  /** groups x taps x 4. */
  readonly table: Float32Array;
  /** First input frame of each group. */
  readonly starts: Int32Array;
  /** Input frames that a cycle's taps touch, a multiple of 4. */
  readonly reach: number;
}

const tables = new WeakMap<ResamplerDesign, LaneTable>();

/** Kept as long as the design. */
export function laneTable(design: ResamplerDesign): LaneTable {
  const known = tables.get(design);
  if (known) return known;
  const made = makeTable(design);
  tables.set(design, made);
  return made;
}

function makeTable({ inFrames, outFrames, taps: rowTaps, table: rowTable }: ResamplerDesign): LaneTable {
  const times = Math.ceil(SHORTEST_CYCLE_FRAMES / inFrames);
  const rows = outFrames * times;
  const groups = Math.ceil(rows / 4);
  const beginOf = (row: number) => Math.floor((row * inFrames) / outFrames);
  const starts = Int32Array.from({ length: groups }, (_, group) => beginOf(4 * group));
  const spread = Math.max(...Array.from(starts, (start, group) => beginOf(4 * group + 3) - start));
  const taps = upToFours(rowTaps + spread);
  const table = new Float32Array(groups * taps * 4);
  for (let row = 0; row < rows; row++) {
    const group = Math.floor(row / 4);
    const first = group * taps + beginOf(row) - (starts[group] as number);
    const source = (row % outFrames) * rowTaps;
    for (let tap = 0; tap < rowTaps; tap++) table[(first + tap) * 4 + (row % 4)] = rowTable[source + tap] as number;
  }
  return { cycle: inFrames * times, rows, groups, taps, table, starts, reach: upToFours((starts[groups - 1] as number) + taps) };
}

function upToFours(frames: number): number {
  return 4 * Math.ceil(frames / 4);
}
