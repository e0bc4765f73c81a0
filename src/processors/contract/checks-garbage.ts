// A check of the contract that the audio path leaves nothing for the garbage collector, whose pauses are heard as gaps.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { RIG_RATE_HZ, Rig, type Subject } from "./rig.ts";
import { richSignal } from "./signals.ts";
import { randomParams } from "./variations.ts";

const BLOCKS = 1000;
/** Without a collection in between the compiler comes to keep short-lived objects out of the heap; the first warm-up does as a rule. */
const WARM_BLOCKS = 2500;
const MOST_TURNS = 8;
/** V8 boxes some fractional arguments and fields, 16 bytes each. A copied block takes more than twice this. */
const MOST_BYTES_A_BLOCK = 320;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function bytesInUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes a block in the best of the turns, or in the first that is good: what else happens in the program only adds. */
function garbageBytesABlock(subject: Subject): number {
  const rig = new Rig(subject, randomParams(subject.declaration, 1));
  const input = richSignal(BLOCK_FRAMES, RIG_RATE_HZ);
  const block = { left: rig.heap.f32(BLOCK_FRAMES), right: rig.heap.f32(BLOCK_FRAMES) };
  const pointers = { left: block.left.ptr, right: block.right.ptr };
  const [left, right] = [block.left.array, block.right.array];
  const run = (blocks: number) => {
    for (let count = 0; count < blocks; count++) {
      left.set(input.left);
      right.set(input.right);
      rig.processor.process(pointers, BLOCK_FRAMES, null);
    }
  };
  let least = Infinity;
  for (let turn = 0; turn < MOST_TURNS && !(least < MOST_BYTES_A_BLOCK); turn++) {
    run(WARM_BLOCKS);
    collect();
    const before = bytesInUse();
    run(BLOCKS);
    const grown = bytesInUse() - before;
    if (grown >= 0) least = Math.min(least, grown / BLOCKS); // below 0 the collector came in between
  }
  return least;
}

/** process() makes no objects. */
export function checkGarbage(subject: Subject): string[] {
  const bytes = garbageBytesABlock(subject);
  return bytes < MOST_BYTES_A_BLOCK ? [] : [`process() leaves ${bytes.toFixed(0)} bytes of garbage a block`];
}
