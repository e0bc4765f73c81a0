// Feedback delay network of 32 lines for reverbs (J.-M. Jot, 1991): read, absorb, swing, mix by a Hadamard matrix, write.
// Half of the lines take the left input, the others the right; all of them give both outputs. Absorption of a line: gain, one-pole low-
// pass, low shelf. «Swing» is a first-order all-pass over four frames in its energy-preserving rotation form (K. J. Werner, DAFx-20),
// whose angle moves slowly: it loses nothing at any frequency or speed, and no resonance stands still.
//
// Works on tiles of four frames that start at multiples of four. Filters have lines as lanes, the matrix has frames as lanes. A tile
// that a call cuts in two is computed twice from the states at its start, and only the frames of the call are written.
//
// Network, in bytes: 0 i32 mask, 4 i32 stride of a line, 8 i32 position; f32: 12 tiles left in the glide, 16 swing (radians), 20 its
// step, 24 its target; 28 i32 mask of the all-passes' memory in tiles; f32: 32 shortening 0..1, 36 middle angle, 40 pole of the shelf.
// Then 32 values each: 64 i32 delays; f32 192 gains, 320 steps, 448 targets; 576 gains when shortened, 704, 832; 960 poles, 1088,
// 1216; 1344 shelves (gain at DC less 1), 1472, 1600; 1728 low-pass states; 1856 shelf states; i32 1984 phases, 2112 increments a
// tile; f32 scratch of 32 vectors each: 2240, 2752; 3264 all-pass states: group, tile, frame, line. A line is followed by a copy of
// its first four frames.

import { settleLanes } from "./silence";
import { storeFrames } from "./tiles";

const GROUPS: usize = 8;

/** Sines of four angles within -1.2..1.2 radians (error below 1e-3; the cosines are taken from them). */
// @ts-ignore: decorator
@inline
function sineOf(angle: v128): v128 {
  const square = f32x4.mul(angle, angle);
  const inner = f32x4.sub(f32x4.mul(square, f32x4.splat(0.008333333)), f32x4.splat(0.16666667));
  return f32x4.add(angle, f32x4.mul(f32x4.mul(angle, square), inner));
}

/** Angles of four all-passes: two parabolas make a sine of the phase. */
// @ts-ignore: decorator
@inline
function anglesOf(phases: v128, middle: v128, swing: v128): v128 {
  const turn = f32x4.mul(f32x4.convert_i32x4_s(phases), f32x4.splat(4.656612873077393e-10)); // -1..1: one turn
  const wave = f32x4.mul(f32x4.mul(f32x4.splat(4), turn), f32x4.sub(f32x4.splat(1), f32x4.abs(turn)));
  return f32x4.add(middle, f32x4.mul(swing, wave));
}

// @ts-ignore: decorator
@inline
function readTile(line: usize, tile: i32, delay: i32, mask: i32): v128 {
  return v128.load(line + (<usize>((tile - delay) & mask) << 2));
}

/** Reads, absorbs and swings four lines; their tile goes to the first scratch. */
// @ts-ignore: decorator
@inline
function runGroup(network: usize, group: usize, first: usize, stride: usize, mask: i32, tile: i32, memory: usize, from: i32, to: i32): void {
  const place = network + (group << 4);
  const r0 = readTile(first, tile, load<i32>(place, 64), mask);
  const r1 = readTile(first + stride, tile, load<i32>(place, 68), mask);
  const r2 = readTile(first + stride * 2, tile, load<i32>(place, 72), mask);
  const r3 = readTile(first + stride * 3, tile, load<i32>(place, 76), mask);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);

  const open = v128.load(place, 192);
  const gain = f32x4.add(open, f32x4.mul(v128.load32_splat(network, 32), f32x4.sub(v128.load(place, 576), open)));
  const pole = v128.load(place, 960);
  const shelf = v128.load(place, 1344);
  const shelfPole = v128.load32_splat(network, 40);
  const phases = v128.load(place, 1984);
  const a = sineOf(anglesOf(phases, v128.load32_splat(network, 36), v128.load32_splat(network, 16)));
  const c = f32x4.sqrt(f32x4.sub(f32x4.splat(1), f32x4.mul(a, a)));

  let x = f32x4.mul(gain, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  let low = f32x4.add(x, f32x4.mul(pole, f32x4.sub(v128.load(place, 1728), x)));
  let bass = f32x4.add(low, f32x4.mul(shelfPole, f32x4.sub(v128.load(place, 1856), low)));
  let y = f32x4.add(low, f32x4.mul(shelf, bass));
  let kept = v128.load(memory);
  const y0 = f32x4.add(f32x4.mul(a, y), f32x4.mul(c, kept));
  if (from == 0) v128.store(memory, f32x4.sub(f32x4.mul(c, y), f32x4.mul(a, kept)));

  x = f32x4.mul(gain, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  low = f32x4.add(x, f32x4.mul(pole, f32x4.sub(low, x)));
  bass = f32x4.add(low, f32x4.mul(shelfPole, f32x4.sub(bass, low)));
  y = f32x4.add(low, f32x4.mul(shelf, bass));
  kept = v128.load(memory, 16);
  const y1 = f32x4.add(f32x4.mul(a, y), f32x4.mul(c, kept));
  if (from <= 1 && to > 1) v128.store(memory, f32x4.sub(f32x4.mul(c, y), f32x4.mul(a, kept)), 16);

  x = f32x4.mul(gain, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  low = f32x4.add(x, f32x4.mul(pole, f32x4.sub(low, x)));
  bass = f32x4.add(low, f32x4.mul(shelfPole, f32x4.sub(bass, low)));
  y = f32x4.add(low, f32x4.mul(shelf, bass));
  kept = v128.load(memory, 32);
  const y2 = f32x4.add(f32x4.mul(a, y), f32x4.mul(c, kept));
  if (from <= 2 && to > 2) v128.store(memory, f32x4.sub(f32x4.mul(c, y), f32x4.mul(a, kept)), 32);

  x = f32x4.mul(gain, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
  low = f32x4.add(x, f32x4.mul(pole, f32x4.sub(low, x)));
  bass = f32x4.add(low, f32x4.mul(shelfPole, f32x4.sub(bass, low)));
  y = f32x4.add(low, f32x4.mul(shelf, bass));
  kept = v128.load(memory, 48);
  const y3 = f32x4.add(f32x4.mul(a, y), f32x4.mul(c, kept));
  if (to == 4) {
    v128.store(memory, f32x4.sub(f32x4.mul(c, y), f32x4.mul(a, kept)), 48);
    v128.store(place, settleLanes(low), 1728);
    v128.store(place, settleLanes(bass), 1856);
    v128.store(place, i32x4.add(phases, v128.load(place, 2112)), 1984);
  }
  const back01 = v128.shuffle<f32>(y0, y1, 0, 4, 1, 5);
  const back23 = v128.shuffle<f32>(y2, y3, 0, 4, 1, 5);
  const rest01 = v128.shuffle<f32>(y0, y1, 2, 6, 3, 7);
  const rest23 = v128.shuffle<f32>(y2, y3, 2, 6, 3, 7);
  const scratch = network + (group << 6);
  v128.store(scratch, v128.shuffle<f32>(back01, back23, 0, 1, 4, 5), 2240);
  v128.store(scratch, v128.shuffle<f32>(back01, back23, 2, 3, 6, 7), 2256);
  v128.store(scratch, v128.shuffle<f32>(rest01, rest23, 0, 1, 4, 5), 2272);
  v128.store(scratch, v128.shuffle<f32>(rest01, rest23, 2, 3, 6, 7), 2288);
}

/** The matrix between groups: four vectors to one half. Written one group on, so that no line feeds itself first. */
// @ts-ignore: decorator
@inline
function mixFour(place: usize, y0: v128, y1: v128, y2: v128, y3: v128): void {
  const a0 = f32x4.add(y0, y1);
  const a1 = f32x4.sub(y0, y1);
  const a2 = f32x4.add(y2, y3);
  const a3 = f32x4.sub(y2, y3);
  v128.store(place, f32x4.sub(a1, a3), 2752);
  v128.store(place, f32x4.add(a0, a2), 2816);
  v128.store(place, f32x4.add(a1, a3), 2880);
  v128.store(place, f32x4.sub(a0, a2), 2944);
}

/** The matrix between groups, for one line of each. */
// @ts-ignore: decorator
@inline
function mixGroups(place: usize): void {
  const y0 = v128.load(place, 2240);
  const y1 = v128.load(place, 2304);
  const y2 = v128.load(place, 2368);
  const y3 = v128.load(place, 2432);
  const y4 = v128.load(place, 2496);
  const y5 = v128.load(place, 2560);
  const y6 = v128.load(place, 2624);
  const y7 = v128.load(place, 2688);
  mixFour(place, f32x4.add(y0, y4), f32x4.add(y1, y5), f32x4.add(y2, y6), f32x4.add(y3, y7));
  mixFour(place + 256, f32x4.sub(y0, y4), f32x4.sub(y1, y5), f32x4.sub(y2, y6), f32x4.sub(y3, y7));
}

// @ts-ignore: decorator
@inline
function writeTile(at: usize, copy: usize, x: v128, from: i32, to: i32): void {
  const settled = settleLanes(x);
  storeFrames(at, settled, from, to);
  if (copy != 0) storeFrames(at + copy, settled, from, to);
}

/** The matrix within a group, and its four inputs, into the lines. */
// @ts-ignore: decorator
@inline
function feedGroup(scratch: usize, first: usize, stride: usize, copy: usize, x0: v128, x1: v128, x2: v128, x3: v128, from: i32, to: i32): void {
  const z0 = v128.load(scratch, 2752);
  const z1 = v128.load(scratch, 2768);
  const z2 = v128.load(scratch, 2784);
  const z3 = v128.load(scratch, 2800);
  const a0 = f32x4.add(z0, z1);
  const a1 = f32x4.sub(z0, z1);
  const a2 = f32x4.add(z2, z3);
  const a3 = f32x4.sub(z2, z3);
  const scale = f32x4.splat(0.17677669529663687); // 1/√32
  writeTile(first, copy, f32x4.add(f32x4.mul(scale, f32x4.add(a0, a2)), x0), from, to);
  writeTile(first + stride, copy, f32x4.add(f32x4.mul(scale, f32x4.add(a1, a3)), x1), from, to);
  writeTile(first + stride * 2, copy, f32x4.add(f32x4.mul(scale, f32x4.sub(a0, a2)), x2), from, to);
  writeTile(first + stride * 3, copy, f32x4.add(f32x4.mul(scale, f32x4.sub(a1, a3)), x3), from, to);
}

/** Gains, poles, shelves and swing one tile further. */
function glide(network: usize): void {
  const left = load<f32>(network, 12) - 1;
  store<f32>(network, left, 12);
  store<f32>(network, left > 0 ? load<f32>(network, 16) + load<f32>(network, 20) : load<f32>(network, 24), 16);
  for (let kind: usize = 192; kind <= 1344; kind += 384) {
    for (let at: usize = network + kind; at < network + kind + 128; at += 16) {
      v128.store(at, left > 0 ? f32x4.add(v128.load(at), v128.load(at, 128)) : v128.load(at, 256));
    }
  }
}

/** a + b + (c + d) of four lines of the first scratch, with any signs. */
// @ts-ignore: decorator
@inline
function sumOf(scratch: usize, b: f32, c: f32, d: f32): v128 {
  const first = v128.load(scratch, 2240);
  const second = v128.load(scratch, 2256);
  const third = v128.load(scratch, 2272);
  const fourth = v128.load(scratch, 2288);
  const near = b > 0 ? f32x4.add(first, second) : f32x4.sub(first, second);
  const far = c * d > 0 ? f32x4.add(third, fourth) : f32x4.sub(third, fourth);
  return c > 0 ? f32x4.add(near, far) : f32x4.sub(near, far);
}

// Signs c of an output and b of an input decide how much the tail resembles itself one line later: by c(Ac)/32 + b(A'b)/16 in each line
// (A: the matrix). With these signs Ac is 0 in half of the lines and ±√2 in the others for both outputs and for their sum, the least
// that can be (0.044), and A'b is 0 in all lines of each input.

// @ts-ignore: decorator
@inline
function upperSum(network: usize): v128 {
  const one = f32x4.sub(sumOf(network + 64, -1, -1, 1), sumOf(network, -1, 1, -1));
  return f32x4.add(one, f32x4.sub(sumOf(network + 192, 1, 1, 1), sumOf(network + 128, 1, -1, -1)));
}

// @ts-ignore: decorator
@inline
function lowerSum(network: usize): v128 {
  const one = f32x4.sub(sumOf(network + 320, 1, -1, -1), sumOf(network + 256, 1, 1, 1));
  return f32x4.add(one, f32x4.sub(sumOf(network + 384, -1, -1, 1), sumOf(network + 448, -1, 1, -1)));
}

/**
 * `frames` frames of input in, of reverb out; in and out must not overlap and have room for four frames more. `shortening`: for each frame
 * 0 (the decay as set) to 1 (the shortened one).
 */
export function runFeedbackNetwork(
  network: usize,
  lines: usize,
  inLeft: usize,
  inRight: usize,
  outLeft: usize,
  outRight: usize,
  shortening: usize,
  frames: i32,
): void {
  const mask = load<i32>(network);
  const stride = <usize>load<i32>(network, 4);
  const holdMask = load<i32>(network, 28);
  const holdBytes = <usize>(holdMask + 1) << 6;
  let position = load<i32>(network, 8);
  for (let i = 0; i < frames; ) {
    const from = position & 3;
    const tile = position - from;
    const to = min(4, from + frames - i);
    if (from == 0) store<f32>(network, load<f32>(shortening + (<usize>i << 2)), 32);
    let memory = network + 3264 + (<usize>((tile >> 2) & holdMask) << 6);
    let first = lines;
    for (let group: usize = 0; group < GROUPS; group++) {
      runGroup(network, group, first, stride, mask, tile, memory, from, to);
      first += stride << 2;
      memory += holdBytes;
    }
    const offset = <usize>(i - from) << 2;
    const upper = upperSum(network);
    const lower = lowerSum(network);
    storeFrames(outLeft + offset, f32x4.add(upper, lower), from, to);
    storeFrames(outRight + offset, f32x4.sub(upper, lower), from, to);
    mixGroups(network);
    mixGroups(network + 16);
    mixGroups(network + 32);
    mixGroups(network + 48);
    const left = v128.load(inLeft + offset);
    const right = v128.load(inRight + offset);
    const minusLeft = f32x4.neg(left);
    const minusRight = f32x4.neg(right);
    const copy = tile == 0 ? <usize>(mask + 1) << 2 : 0;
    first = lines + (<usize>tile << 2);
    for (let scratch = network; scratch < network + 512; scratch += 256) {
      feedGroup(scratch, first, stride, copy, right, left, right, left, from, to);
      first += stride << 2;
      feedGroup(scratch + 64, first, stride, copy, right, left, minusRight, minusLeft, from, to);
      first += stride << 2;
      feedGroup(scratch + 128, first, stride, copy, left, minusRight, left, minusRight, from, to);
      first += stride << 2;
      feedGroup(scratch + 192, first, stride, copy, left, minusRight, minusLeft, right, from, to);
      first += stride << 2;
    }
    if (to == 4 && load<f32>(network, 12) > 0) glide(network);
    i += to - from;
    position = (tile + to) & mask;
  }
  store<i32>(network, position, 8);
}
