// The functions of math-lanes.ts over whole blocks. `count` is rounded up to a multiple of four: blocks of the heap have room.
import { dbToGainLanes, exp2Lanes, gainToDbLanes, log2Lanes, powerToDbLanes, sinCyclesLanes, tanhLanes } from "./math-lanes";

/** out = 2^in. */
export function exp2Block(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, exp2Lanes(v128.load(input + at)));
}

/** out = log2 in. */
export function log2Block(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, log2Lanes(v128.load(input + at)));
}

/** out = 20 log10 in; 0 gives -758.6 dB. */
export function gainToDbBlock(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, gainToDbLanes(v128.load(input + at)));
}

/** out = 10 log10 in; 0 gives -379.3 dB. */
export function powerToDbBlock(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, powerToDbLanes(v128.load(input + at)));
}

/** out = 10^(in / 20). */
export function dbToGainBlock(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, dbToGainLanes(v128.load(input + at)));
}

/** out = tanh in. */
export function tanhBlock(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, tanhLanes(v128.load(input + at)));
}

/** out = sin(2 pi in). */
export function sinCyclesBlock(input: usize, output: usize, count: i32): void {
  for (let at: usize = 0; at < (<usize>count) << 2; at += 16) v128.store(output + at, sinCyclesLanes(v128.load(input + at)));
}
