// Feedback delay network of 32 lines for reverbs (J.-M. Jot, 1991): read, absorb, swing, mix by a Hadamard matrix, write.
// Half of the lines take the left input, the others the right; all of them give both outputs. Absorption of a line: gain, one-pole low-
// pass, low shelf. «Swing» is a first-order all-pass over four frames in its energy-preserving rotation form (K. J. Werner, DAFx-20),
// whose angle moves slowly: it loses nothing at any frequency or speed, and no resonance stands still.
//
// Works on tiles of four frames that start at multiples of four. Filters have lines as lanes, the matrix has frames as lanes. A tile
// that a call cuts in two is computed twice from the states at its start, and only the frames of the call are written.
//
// A line is a ring as long as its delay and up to two tiles more: what is read lies just ahead of what is written, and all lines together
// take no more of the cache than they must. Behind its end stands a copy of its first two tiles.
//
// Network, in bytes: 0 and 4 unused, 8 i32 frames so far (modulo 2^20); f32: 12 tiles left in the glide, 16 swing (radians), 20 its
// step, 24 its target; 28 i32 mask of the all-passes' memory in tiles; f32: 32 shortening 0..1, 36 middle angle, 40 pole of the shelf.
// Then 32 values each: 64 i32 bytes from where a line is written to where it is read (16..28); f32 192 gains, 320 steps, 448 targets; 576 gains when shortened, 704, 832; 960 poles, 1088,
// 1216; 1344 shelves (gain at DC less 1), 1472, 1600; 1728 low-pass states; 1856 shelf states; i32 1984 phases, 2112 increments a
// tile; f32 scratch of 32 vectors each: 2240, 2752; i32 addresses in `lines`: 3264 begin of each ring, 3392 end, 3520 where it is written;
// 3648 all-pass states: group, tile, frame, line.

import { settleLanes } from "./silence";
import { storeFrames } from "./tiles";

const GROUPS: usize = 8;
const MASK: i32 = 0xfffff;
const COPIED_BYTES: i32 = 32;

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
function readTile(lines: usize, place: usize): v128 {
  return v128.load(lines + <usize>load<i32>(place, 3520) + <usize>load<i32>(place, 64));
}

/** Reads, absorbs and swings four lines; their tile goes to the first scratch. */
// @ts-ignore: decorator
@inline
function runGroup(network: usize, group: usize, lines: usize, memory: usize, from: i32, to: i32): void {
  const place = network + (group << 4);
  const r0 = readTile(lines, place);
  const r1 = readTile(lines, place + 4);
  const r2 = readTile(lines, place + 8);
  const r3 = readTile(lines, place + 12);
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
function writeTile(lines: usize, place: usize, x: v128, copies: bool, from: i32, to: i32): void {
  const settled = settleLanes(x);
  const at = load<i32>(place, 3520);
  storeFrames(lines + <usize>at, settled, from, to);
  if (copies) copyTile(lines, place, at, settled, from, to);
}

function copyTile(lines: usize, place: usize, at: i32, x: v128, from: i32, to: i32): void {
  const past = at - load<i32>(place, 3264);
  if (past < COPIED_BYTES) storeFrames(lines + <usize>(load<i32>(place, 3392) + past), x, from, to);
}

/** The matrix within a group, and its four inputs, into the lines. */
// @ts-ignore: decorator
@inline
function feedGroup(network: usize, group: usize, lines: usize, x0: v128, x1: v128, x2: v128, x3: v128, from: i32, to: i32): void {
  const scratch = network + (group << 6);
  const place = network + (group << 4);
  const z0 = v128.load(scratch, 2752);
  const z1 = v128.load(scratch, 2768);
  const z2 = v128.load(scratch, 2784);
  const z3 = v128.load(scratch, 2800);
  const a0 = f32x4.add(z0, z1);
  const a1 = f32x4.sub(z0, z1);
  const a2 = f32x4.add(z2, z3);
  const a3 = f32x4.sub(z2, z3);
  const scale = f32x4.splat(0.17677669529663687); // 1/√32
  const at = v128.load(place, 3520);
  const begin = v128.load(place, 3264);
  const copies = v128.any_true(i32x4.lt_s(i32x4.sub(at, begin), i32x4.splat(COPIED_BYTES)));
  writeTile(lines, place, f32x4.add(f32x4.mul(scale, f32x4.add(a0, a2)), x0), copies, from, to);
  writeTile(lines, place + 4, f32x4.add(f32x4.mul(scale, f32x4.add(a1, a3)), x1), copies, from, to);
  writeTile(lines, place + 8, f32x4.add(f32x4.mul(scale, f32x4.sub(a0, a2)), x2), copies, from, to);
  writeTile(lines, place + 12, f32x4.add(f32x4.mul(scale, f32x4.sub(a1, a3)), x3), copies, from, to);
  if (to != 4) return;
  const next = i32x4.add(at, i32x4.splat(16));
  v128.store(place, v128.bitselect(begin, next, i32x4.eq(next, v128.load(place, 3392))), 3520);
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
  const holdMask = load<i32>(network, 28);
  const holdBytes = <usize>(holdMask + 1) << 6;
  let position = load<i32>(network, 8);
  for (let i = 0; i < frames; ) {
    const from = position & 3;
    const tile = position - from;
    const to = min(4, from + frames - i);
    if (from == 0) store<f32>(network, load<f32>(shortening + (<usize>i << 2)), 32);
    let memory = network + 3648 + (<usize>((tile >> 2) & holdMask) << 6);
    for (let group: usize = 0; group < GROUPS; group++) {
      runGroup(network, group, lines, memory, from, to);
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
    for (let group: usize = 0; group < GROUPS; group += 4) {
      feedGroup(network, group, lines, right, left, right, left, from, to);
      feedGroup(network, group + 1, lines, right, left, minusRight, minusLeft, from, to);
      feedGroup(network, group + 2, lines, left, minusRight, left, minusRight, from, to);
      feedGroup(network, group + 3, lines, left, minusRight, minusLeft, right, from, to);
    }
    if (to == 4 && load<f32>(network, 12) > 0) glide(network);
    i += to - from;
    position = (tile + to) & MASK;
  }
  store<i32>(network, position, 8);
}
