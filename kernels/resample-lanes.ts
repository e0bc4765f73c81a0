// Polyphase FIR between two sample rates whose ratio is simple: four output frames that share a row of taps are four lanes, four
// neighbouring rows and two channels are worked on together, so that each load serves two to four products.
// Each half of a filter is summed from its end to its middle: sums stay small to the last, so single precision loses little.
import { storeTransposed } from "./transpose";

/** Sums of four rows and two channels over `count` taps (even), from `lanes` on in the direction of the steps; 8 vectors to `sums`. */
function halfSums(lanes: usize, table: usize, count: i32, laneStep: usize, tableStep: usize, sums: usize): void {
  let l0 = f32x4.splat(0);
  let l1 = l0;
  let l2 = l0;
  let l3 = l0;
  let r0 = l0;
  let r1 = l0;
  let r2 = l0;
  let r3 = l0;
  for (; count > 0; count -= 2) {
    const left = v128.load(lanes);
    const right = v128.load(lanes, 16);
    const a = v128.load32_splat(table);
    l0 = f32x4.add(l0, f32x4.mul(left, a));
    r0 = f32x4.add(r0, f32x4.mul(right, a));
    const b = v128.load32_splat(table, 4);
    l1 = f32x4.add(l1, f32x4.mul(left, b));
    r1 = f32x4.add(r1, f32x4.mul(right, b));
    const c = v128.load32_splat(table, 8);
    l2 = f32x4.add(l2, f32x4.mul(left, c));
    r2 = f32x4.add(r2, f32x4.mul(right, c));
    const d = v128.load32_splat(table, 12);
    l3 = f32x4.add(l3, f32x4.mul(left, d));
    r3 = f32x4.add(r3, f32x4.mul(right, d));
    lanes += laneStep;
    table += tableStep;
    const nextLeft = v128.load(lanes);
    const nextRight = v128.load(lanes, 16);
    const e = v128.load32_splat(table);
    l0 = f32x4.add(l0, f32x4.mul(nextLeft, e));
    r0 = f32x4.add(r0, f32x4.mul(nextRight, e));
    const f = v128.load32_splat(table, 4);
    l1 = f32x4.add(l1, f32x4.mul(nextLeft, f));
    r1 = f32x4.add(r1, f32x4.mul(nextRight, f));
    const g = v128.load32_splat(table, 8);
    l2 = f32x4.add(l2, f32x4.mul(nextLeft, g));
    r2 = f32x4.add(r2, f32x4.mul(nextRight, g));
    const h = v128.load32_splat(table, 12);
    l3 = f32x4.add(l3, f32x4.mul(nextLeft, h));
    r3 = f32x4.add(r3, f32x4.mul(nextRight, h));
    lanes += laneStep;
    table += tableStep;
  }
  v128.store(sums, l0, 0);
  v128.store(sums, r0, 16);
  v128.store(sums, l1, 32);
  v128.store(sums, r1, 48);
  v128.store(sums, l2, 64);
  v128.store(sums, r2, 80);
  v128.store(sums, l3, 96);
  v128.store(sums, r3, 112);
}

/** Adds the sums of both halves of one channel (at `sums` and 128 bytes behind) and stores them, four frames to each of four cycles. */
// @ts-ignore: decorator
@inline
function storeFrames(sums: usize, work: usize, out: usize, cycleBytes: usize): void {
  storeTransposed(
    work,
    f32x4.add(v128.load(sums, 0), v128.load(sums, 128)),
    f32x4.add(v128.load(sums, 32), v128.load(sums, 160)),
    f32x4.add(v128.load(sums, 64), v128.load(sums, 192)),
    f32x4.add(v128.load(sums, 96), v128.load(sums, 224)),
  );
  v128.store(out, v128.load(work, 0));
  v128.store(out + cycleBytes, v128.load(work, 32));
  v128.store(out + 2 * cycleBytes, v128.load(work, 64));
  v128.store(out + 3 * cycleBytes, v128.load(work, 96));
}

// @ts-ignore: decorator
@inline
function fillLanes(line: usize, cycleBytes: usize, reach: i32, lanes: usize): void {
  const end = line + (<usize>reach << 2);
  for (; line < end; line += 16) {
    const b = line + cycleBytes;
    const c = b + cycleBytes;
    const d = c + cycleBytes;
    storeTransposed(lanes, v128.load(line), v128.load(b), v128.load(c), v128.load(d));
    lanes += 128;
  }
}

/**
 * `turns` times four cycles of `cycle` input frames, each of `rows` output frames, of two lines (channels, or one channel's next four
 * cycles); from turn to turn the lines go forward by `inStep` frames, the outputs by `outStep`. `groups` of four rows (the last one may
 * be short; up to 3 frames behind an output are overwritten), each with `taps` (a multiple of 4) times four values at `table` and its
 * first input frame in `starts` (i32). `reach`: input frames that a cycle's taps touch, a multiple of 4. `lanes`: 8 x reach + 96 floats.
 */
export function resampleLanes(
  left: usize,
  right: usize,
  outLeft: usize,
  outRight: usize,
  turns: i32,
  inStep: i32,
  outStep: i32,
  cycle: i32,
  rows: i32,
  groups: i32,
  taps: i32,
  table: usize,
  starts: usize,
  reach: i32,
  lanes: usize,
): void {
  const cycleBytes = <usize>cycle << 2;
  const outCycleBytes = <usize>rows << 2;
  const groupBytes = <usize>taps << 4;
  const sums = lanes + (<usize>reach << 5);
  const half = taps >> 1;
  const back: usize = 0;
  for (let turn = 0; turn < turns; turn++) {
    fillLanes(left, cycleBytes, reach, lanes);
    fillLanes(right, cycleBytes, reach, lanes + 16);
    // from the last group down: what a short one writes too far is overwritten by the first
    for (let group = groups - 1; group >= 0; group--) {
      const from = lanes + (<usize>load<i32>(starts + (<usize>group << 2)) << 5);
      const row = table + <usize>group * groupBytes;
      halfSums(from, row, half, 32, 16, sums);
      halfSums(from + (<usize>(taps - 1) << 5), row + groupBytes - 16, half, back - 32, back - 16, sums + 128);
      const at = <usize>group << 4;
      storeFrames(sums, sums + 256, outLeft + at, outCycleBytes);
      storeFrames(sums + 16, sums + 256, outRight + at, outCycleBytes);
    }
    left += <usize>inStep << 2;
    right += <usize>inStep << 2;
    outLeft += <usize>outStep << 2;
    outRight += <usize>outStep << 2;
  }
}
