// Where free memory starts: src/kernels/heap.ts owns everything above this address.

/** First byte above the module's static data. */
export function heapBase(): usize {
  return __heap_base;
}
