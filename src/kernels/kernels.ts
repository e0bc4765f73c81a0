// Loads the per-sample loops (kernels/*.ts, compiled to one WASM module with SIMD) and gives them memory.
import { instantiateModule, type Kernels } from "./instance.ts";
import { KERNELS_BASE64 } from "./module.generated.ts";

export type { Kernels } from "./instance.ts";

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
  return instantiateModule(module);
}
