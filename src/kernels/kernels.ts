// Loads the per-sample loops (kernels/*.ts, compiled to one WASM module with SIMD) and gives them memory.
import type { KernelExports } from "./exports.generated.ts";
import { Heap } from "./heap.ts";
import { KERNELS_BASE64 } from "./module.generated.ts";

/** One instance of the module: its functions and its memory. An engine, a worker or a meter owns one. */
export interface Kernels {
  /** The exported loops. Pointers are byte addresses from `heap`. */
  readonly call: KernelExports;
  readonly heap: Heap;
}

const INITIAL_PAGES = 16;
const MAXIMUM_PAGES = 65536;

/** The module's bytes, the same in every host. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(KERNELS_BASE64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

let compiled: WebAssembly.Module | undefined;

/** Compiles once a process. Worklets have no `atob`: hand them the module instead (`processorOptions`). */
export function compileKernels(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(kernelBytes());
  return compiled;
}

/** A fresh instance with its own memory. */
export function instantiateKernels(module: WebAssembly.Module = compileKernels()): Kernels {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const call = instance.exports as unknown as KernelExports;
  return { call, heap: new Heap(memory, call.heapBase()) };
}
