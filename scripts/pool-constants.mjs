// Moves the kernels' vector constants into memory: V8 builds a constant anew at each use (a 64-bit immediate, a move, a shuffle), also
// inside loops, where a load is one step. Same numbers, same bits; other engines keep such constants in memory by themselves.
import binaryen from "binaryen";

/** Where the pool lies. Below stays free for addresses that mean nothing; behind, the heap begins. */
const POOL_BASE = 1024;
export const POOL_END = 8192;
const VECTOR_BYTES = 16;

const VECTOR = /\(v128\.const i32x4 (0x[0-9a-f]{8}) (0x[0-9a-f]{8}) (0x[0-9a-f]{8}) (0x[0-9a-f]{8})\)/g;
/** Cheaper than a load: all bits 0, all bits 1. */
const CHEAP = new Set(["0x00000000", "0xffffffff"]);

/** The module's bytes, rewritten. */
export function poolConstants(bytes) {
  const before = binaryen.readBinary(bytes);
  const pool = new Map();
  const text = before.emitText().replace(VECTOR, (whole, ...groups) => {
    const words = groups.slice(0, 4);
    if (CHEAP.has(words[0]) && words.every((word) => word === words[0])) return whole;
    const key = words.join(" ");
    if (!pool.has(key)) pool.set(key, POOL_BASE + pool.size * VECTOR_BYTES);
    return `(v128.load offset=${pool.get(key)} (i32.const 0))`;
  });
  const end = POOL_BASE + pool.size * VECTOR_BYTES;
  if (end > POOL_END) throw new Error(`build: the constants end at ${end}, the heap begins at ${POOL_END}. Raise POOL_END.`);
  const data = [...pool.keys()].map((words) => words.split(" ").map(littleEndian).join("")).join("");
  const segment = `(data (i32.const ${POOL_BASE}) "${data}")`;
  const after = binaryen.parseText(text.replace(/\)\s*$/, `${segment})`));
  const { MutableGlobals, NontrappingFPToInt, SignExt, BulkMemory, BulkMemoryOpt, SIMD128 } = binaryen.Features;
  after.setFeatures(MutableGlobals | NontrappingFPToInt | SignExt | BulkMemory | BulkMemoryOpt | SIMD128);
  if (!after.validate()) throw new Error("build: the module with its constants in memory is not valid.");
  return after.emitBinary();
}

function littleEndian(word) {
  return word
    .slice(2)
    .match(/../g)
    .reverse()
    .map((byte) => `\\${byte}`)
    .join("");
}
