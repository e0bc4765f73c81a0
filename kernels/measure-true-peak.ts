// True peak: the largest |value| of the 16 times oversampled signal, found without computing all of it.
// A polyphase windowed sinc of 48 taps. Phases p and 16 - p mirror each other, so with s = right + left and d = right - left
// neighbour of each tap pair, the larger of |phase p| and |phase 16 - p| is |sum e s| + |sum o d|.
// Four grids, each looked at only where the coarser one leaves room for a new maximum: samples, 2, 4, 16 times. The bounds are
// proven by the taps themselves (src/measure/true-peak.ts computes the slacks).

const HALF_TAPS: i32 = 24;
const GROUP: i32 = 16;

// `pmax` throughout: one instruction, where `max` takes eight for the sake of NaN; samples are known to be finite here.
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

function largest(v: v128): f32 {
  const half = larger(v, v128.shuffle<f64>(v, v, 1, 0));
  return f32x4.extract_lane(larger(half, v128.shuffle<i32>(half, half, 1, 0, 3, 2)), 0);
}

/** The largest lane of each of four vectors. */
function largestOfEach(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = larger(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = larger(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return larger(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

function mulAdd(sum: v128, x: v128, table: usize, float: usize): v128 {
  return f32x4.add(sum, f32x4.mul(x, v128.load32_splat(table + (float << 2))));
}

function groupSamples(x: usize): v128 {
  const a = larger(f32x4.abs(v128.load(x, 0)), f32x4.abs(v128.load(x, 16)));
  return larger(a, larger(f32x4.abs(v128.load(x, 32)), f32x4.abs(v128.load(x, 48))));
}

function stepsAt(x: usize): v128 {
  return f32x4.abs(f32x4.sub(v128.load(x, 4), v128.load(x)));
}

function groupSteps(x: usize): v128 {
  return larger(larger(stepsAt(x), stepsAt(x + 16)), larger(stepsAt(x + 32), stepsAt(x + 48)));
}

/** Of each group of 16 from x on: the largest |sample| and the largest |step to the next sample|. `groups`: a multiple of 4. */
function groupMaxima(x: usize, groups: i32, samples: usize, steps: usize): void {
  for (let group: i32 = 0; group < groups; group += 4) {
    const own = largestOfEach(groupSamples(x), groupSamples(x + 64), groupSamples(x + 128), groupSamples(x + 192));
    v128.store(samples, own);
    v128.store(steps, largestOfEach(groupSteps(x), groupSteps(x + 64), groupSteps(x + 128), groupSteps(x + 192)));
    x += 256;
    samples += 16;
    steps += 16;
  }
}

/** Of four groups: the largest of each and the two on either side. `at`: two groups before the first. */
function neighbourhoods(at: usize): v128 {
  const sides = larger(larger(v128.load(at), v128.load(at, 4)), larger(v128.load(at, 12), v128.load(at, 16)));
  return larger(v128.load(at, 8), sides);
}

// Eight positions at a time: two sums side by side, so that neither waits for its own last addition.

/** The larger of positions x and x + 4, lane by lane: phase 8. Table: per tap pair e8. */
function halves(x: usize, table: usize): v128 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let left = x;
  let right = x + 4;
  for (let tap: i32 = 0; tap < HALF_TAPS; tap++) {
    const weight = v128.load32_splat(table);
    a = f32x4.add(a, f32x4.mul(f32x4.add(v128.load(right), v128.load(left)), weight));
    b = f32x4.add(b, f32x4.mul(f32x4.add(v128.load(right, 16), v128.load(left, 16)), weight));
    left -= 4;
    right += 4;
    table += 4;
  }
  return larger(f32x4.abs(a), f32x4.abs(b));
}

/** The same of phases 4 and 12. Table: per tap pair e4 o4. */
function quarters(x: usize, table: usize): v128 {
  let evenA = f32x4.splat(0);
  let oddA = f32x4.splat(0);
  let evenB = f32x4.splat(0);
  let oddB = f32x4.splat(0);
  let left = x;
  let right = x + 4;
  for (let tap: i32 = 0; tap < HALF_TAPS; tap++) {
    const even = v128.load32_splat(table);
    const odd = v128.load32_splat(table, 4);
    const rightA = v128.load(right);
    const leftA = v128.load(left);
    const rightB = v128.load(right, 16);
    const leftB = v128.load(left, 16);
    evenA = f32x4.add(evenA, f32x4.mul(f32x4.add(rightA, leftA), even));
    oddA = f32x4.add(oddA, f32x4.mul(f32x4.sub(rightA, leftA), odd));
    evenB = f32x4.add(evenB, f32x4.mul(f32x4.add(rightB, leftB), even));
    oddB = f32x4.add(oddB, f32x4.mul(f32x4.sub(rightB, leftB), odd));
    left -= 4;
    right += 4;
    table += 8;
  }
  return larger(f32x4.add(f32x4.abs(evenA), f32x4.abs(oddA)), f32x4.add(f32x4.abs(evenB), f32x4.abs(oddB)));
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
  const a = larger(f32x4.add(f32x4.abs(e1), f32x4.abs(o1)), f32x4.add(f32x4.abs(e2), f32x4.abs(o2)));
  const b = larger(f32x4.add(f32x4.abs(e3), f32x4.abs(o3)), f32x4.add(f32x4.abs(e5), f32x4.abs(o5)));
  const c = larger(f32x4.add(f32x4.abs(e6), f32x4.abs(o6)), f32x4.add(f32x4.abs(e7), f32x4.abs(o7)));
  return larger(larger(a, b), c);
}

/**
 * The larger of `running` and the largest |value| between position x[0] and position x[positions].
 * Reads x[-32] to x[positions + 111]; `positions` >= 16. `scratch`: positions / 8 + 32 f32. Slacks: how far, per largest step from
 * sample to sample of the neighbourhood, the 16 times grid can rise above two neighbouring points of the samples, of the 2 times
 * grid, of the 4 times grid; Infinity switches the short cut off. `roundingSlack`: what single precision adds, per largest |sample|.
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
  roundingSlack: f32,
  scratch: usize,
  running: f32,
): f32 {
  const groups = (positions + GROUP - 1) / GROUP;
  const looked = (groups + 4 + 3) & ~3;
  const samples = scratch;
  const steps = scratch + ((<usize>looked) << 2) + 16;
  groupMaxima(x - 128, looked, samples, steps);
  for (let first: i32 = 0; first < groups; first += 4) {
    const at = (<usize>first) << 2;
    const own = larger(v128.load(samples + at, 8), v128.load(samples + at, 12));
    const rise = f32x4.mul(neighbourhoods(steps + at), f32x4.splat(sampleSlack));
    const rounding = f32x4.mul(neighbourhoods(samples + at), f32x4.splat(roundingSlack));
    const bound = f32x4.add(f32x4.add(own, rise), rounding);
    if (!v128.any_true(f32x4.gt(bound, f32x4.splat(running)))) continue;
    const end = first + 4 < groups ? first + 4 : groups;
    for (let group = first; group < end; group++) {
      const offset = (<usize>group) << 2;
      const step = largestOfFive(steps + offset);
      const rounded = roundingSlack * largestOfFive(samples + offset);
      let start = group * GROUP;
      if (start + GROUP > positions) start = positions - GROUP; // the last group overlaps the one before
      for (let eight: i32 = 0; eight < GROUP; eight += 8) {
        const at = x + ((<usize>(start + eight)) << 2);
        const own = larger(f32x4.abs(v128.load(at)), f32x4.abs(v128.load(at, 16)));
        const whole = larger(own, f32x4.abs(v128.load(at, 20)));
        let grid = largest(larger(whole, f32x4.abs(v128.load(at, 4))));
        if (grid + sampleSlack * step + rounded <= running) continue;
        const half = larger(f32x4.splat(grid), halves(at, halfTable));
        grid = largest(half);
        if (grid > running) running = grid;
        if (grid + halfSlack * step + rounded <= running) continue;
        grid = largest(larger(half, quarters(at, quarterTable)));
        if (grid > running) running = grid;
        if (grid + quarterSlack * step + rounded <= running) continue;
        grid = largest(larger(fine(at, fineTable), fine(at + 16, fineTable)));
        if (grid > running) running = grid;
      }
    }
  }
  return running;
}

/** Of five groups from `at` on. */
function largestOfFive(at: usize): f32 {
  return largest(larger(v128.load(at), v128.load(at, 4)));
}
