// True peak: the largest |value| of the 16 times oversampled signal, found without computing all of it.
// A polyphase windowed sinc of 48 taps. Phases p and 16 - p mirror each other, so with s = right + left and d = right - left
// neighbour of each tap pair, the larger of |phase p| and |phase 16 - p| is |sum e s| + |sum o d|.
// Four grids, each looked at only where the coarser one leaves room for a new maximum: samples, 2, 4, 16 times. The bounds are
// proven by the taps themselves (src/measure/true-peak.ts computes the slacks).

const HALF_TAPS: i32 = 24;
const GROUP: i32 = 16;

function largest(v: v128): f32 {
  const half = f32x4.max(v, v128.shuffle<f64>(v, v, 1, 0));
  return max<f32>(f32x4.extract_lane(half, 0), f32x4.extract_lane(half, 1));
}

function mulAdd(sum: v128, x: v128, table: usize, float: usize): v128 {
  return f32x4.add(sum, f32x4.mul(x, v128.load32_splat(table + (float << 2))));
}

/** Largest |sample| of each group of 16 from x on, `groups` of them. */
function groupMaxima(x: usize, groups: i32, out: usize): void {
  for (let group: i32 = 0; group < groups; group++) {
    const at = x + ((<usize>group) << 6);
    const a = f32x4.max(f32x4.abs(v128.load(at, 0)), f32x4.abs(v128.load(at, 16)));
    const b = f32x4.max(f32x4.abs(v128.load(at, 32)), f32x4.abs(v128.load(at, 48)));
    store<f32>(out + ((<usize>group) << 2), largest(f32x4.max(a, b)));
  }
}

/** Phase 8 of four positions. Table: per tap pair e8. */
function halves(x: usize, table: usize): v128 {
  let e8 = f32x4.splat(0);
  for (let tap: i32 = 0; tap < HALF_TAPS; tap++) {
    const right = v128.load(x + ((<usize>(tap + 1)) << 2));
    const left = v128.load(x - ((<usize>tap) << 2));
    e8 = mulAdd(e8, f32x4.add(right, left), table, 0);
    table += 4;
  }
  return f32x4.abs(e8);
}

/** Phases 4 and 12 of four positions. Table: per tap pair e4 o4. */
function quarters(x: usize, table: usize): v128 {
  let e4 = f32x4.splat(0);
  let o4 = f32x4.splat(0);
  for (let tap: i32 = 0; tap < HALF_TAPS; tap++) {
    const right = v128.load(x + ((<usize>(tap + 1)) << 2));
    const left = v128.load(x - ((<usize>tap) << 2));
    e4 = mulAdd(e4, f32x4.add(right, left), table, 0);
    o4 = mulAdd(o4, f32x4.sub(right, left), table, 1);
    table += 8;
  }
  return f32x4.add(f32x4.abs(e4), f32x4.abs(o4));
}

/** The twelve phases between, of four positions. Table: per tap pair e1 o1 e2 o2 e3 o3 e5 o5 e6 o6 e7 o7. */
function fine(x: usize, table: usize): v128 {
  let e1 = f32x4.splat(0);
  let o1 = f32x4.splat(0);
  let e2 = f32x4.splat(0);
  let o2 = f32x4.splat(0);
  let e3 = f32x4.splat(0);
  let o3 = f32x4.splat(0);
  let e5 = f32x4.splat(0);
  let o5 = f32x4.splat(0);
  let e6 = f32x4.splat(0);
  let o6 = f32x4.splat(0);
  let e7 = f32x4.splat(0);
  let o7 = f32x4.splat(0);
  for (let tap: i32 = 0; tap < HALF_TAPS; tap++) {
    const right = v128.load(x + ((<usize>(tap + 1)) << 2));
    const left = v128.load(x - ((<usize>tap) << 2));
    const s = f32x4.add(right, left);
    const d = f32x4.sub(right, left);
    e1 = mulAdd(e1, s, table, 0);
    o1 = mulAdd(o1, d, table, 1);
    e2 = mulAdd(e2, s, table, 2);
    o2 = mulAdd(o2, d, table, 3);
    e3 = mulAdd(e3, s, table, 4);
    o3 = mulAdd(o3, d, table, 5);
    e5 = mulAdd(e5, s, table, 6);
    o5 = mulAdd(o5, d, table, 7);
    e6 = mulAdd(e6, s, table, 8);
    o6 = mulAdd(o6, d, table, 9);
    e7 = mulAdd(e7, s, table, 10);
    o7 = mulAdd(o7, d, table, 11);
    table += 48;
  }
  const a = f32x4.max(f32x4.add(f32x4.abs(e1), f32x4.abs(o1)), f32x4.add(f32x4.abs(e2), f32x4.abs(o2)));
  const b = f32x4.max(f32x4.add(f32x4.abs(e3), f32x4.abs(o3)), f32x4.add(f32x4.abs(e5), f32x4.abs(o5)));
  const c = f32x4.max(f32x4.add(f32x4.abs(e6), f32x4.abs(o6)), f32x4.add(f32x4.abs(e7), f32x4.abs(o7)));
  return f32x4.max(f32x4.max(a, b), c);
}

/**
 * The larger of `running` and the largest |value| between position x[0] and position x[positions].
 * Reads x[-32] to x[positions + 47]; `positions` >= 16. `scratch`: positions / 16 + 6 f32. Slacks: how far, per largest |sample| of
 * the neighbourhood, the 16 times grid can rise above two neighbouring points of the samples, of the 2 times grid, of the
 * 4 times grid. Infinity switches the short cut off.
 */
export function truePeakScan(
  x: usize,
  positions: i32,
  halfTable: usize,
  quarterTable: usize,
  fineTable: usize,
  sampleSlack: f32,
  halfSlack: f32,
  quarterSlack: f32,
  scratch: usize,
  running: f32,
): f32 {
  const groups = (positions + GROUP - 1) / GROUP;
  groupMaxima(x - 128, groups + 4, scratch);
  for (let group: i32 = 0; group < groups; group++) {
    const g = scratch + ((<usize>group) << 2);
    const own = max<f32>(load<f32>(g, 8), load<f32>(g, 12));
    const near = max<f32>(max<f32>(own, load<f32>(g, 16)), max<f32>(load<f32>(g, 0), load<f32>(g, 4)));
    if (own + sampleSlack * near <= running) continue;
    let start = group * GROUP;
    if (start + GROUP > positions) start = positions - GROUP; // the last group overlaps the one before
    for (let quad: i32 = 0; quad < GROUP; quad += 4) {
      const at = x + ((<usize>(start + quad)) << 2);
      const samples = f32x4.max(f32x4.abs(v128.load(at)), f32x4.abs(v128.load(at, 4)));
      const half = f32x4.max(samples, halves(at, halfTable));
      let grid = largest(half);
      running = max<f32>(running, grid);
      if (grid + halfSlack * near <= running) continue;
      grid = largest(f32x4.max(half, quarters(at, quarterTable)));
      running = max<f32>(running, grid);
      if (grid + quarterSlack * near <= running) continue;
      running = max<f32>(running, largest(fine(at, fineTable)));
    }
  }
  return running;
}
