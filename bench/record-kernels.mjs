// Kernels that write down how long each call took. For every-kernel.bench.mjs.
import { instantiateKernels } from "../dist/src/kernels/kernels.js";

/** ns that asking for the time twice costs: what a call of nothing seems to take. */
function clockNs() {
  const empty = Array.from({ length: 2001 }, () => {
    const begin = process.hrtime.bigint();
    return Number(process.hrtime.bigint() - begin);
  });
  return empty.sort((a, b) => a - b)[1000];
}

/** Calls that something else on the machine has interrupted are left out: as many as this. */
const INTERRUPTED = 0.02;

/** A fresh instance, and `take`: for each kernel that was called since the last time, the ns of all its calls together. */
export function recordingKernels() {
  const kernels = instantiateKernels();
  const overhead = clockNs();
  const calls = new Map();
  const call = {};
  for (const [name, loop] of Object.entries(kernels.call)) {
    if (typeof loop !== "function") continue;
    call[name] = (...args) => {
      const begin = process.hrtime.bigint();
      const result = loop(...args);
      const ns = Number(process.hrtime.bigint() - begin) - overhead;
      const known = calls.get(name);
      if (known) known.push(Math.max(0, ns));
      else calls.set(name, [Math.max(0, ns)]);
      return result;
    };
  }
  const take = () => {
    const totals = new Map();
    for (const [name, each] of calls) {
      const kept = each.sort((a, b) => a - b).slice(0, Math.ceil(each.length * (1 - INTERRUPTED)));
      totals.set(name, (kept.reduce((sum, ns) => sum + ns, 0) / kept.length) * each.length);
    }
    calls.clear();
    return totals;
  };
  return { kernels: { call, heap: kernels.heap }, take };
}
