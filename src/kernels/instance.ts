// One instance of the kernels' module with its own memory. Apart from kernels.ts, so that a worklet is not handed the module's text.
import type { KernelExports } from "./exports.generated.ts";
import { Heap } from "./heap.ts";

/** One instance of the module: its functions and its memory. An engine, a worker or a meter owns one. */
export interface Kernels {
  /** The exported loops. Pointers are byte addresses from `heap`. */
  readonly call: KernelExports;
  readonly heap: Heap;
}

const INITIAL_PAGES = 16;
const MAXIMUM_PAGES = 65536;

/** A fresh instance of a compiled module. Needs nothing but WebAssembly: worklets have no `atob` and no `fetch`. */
export function instantiateModule(module: WebAssembly.Module): Kernels {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const call = instance.exports as unknown as KernelExports;
  return { call, heap: new Heap(memory, call.heapBase()) };
}
