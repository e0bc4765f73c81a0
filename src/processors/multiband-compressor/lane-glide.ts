// The bands' parameters as lanes that glide to new values in a straight line, one step a group of frames.
// kernels/multiband-dynamics.ts reads what this writes, in the order of LANE.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";

export const LANES = 8;
export const LANE = {
  THRESHOLD_DBFS: 0,
  SLOPE: 1,
  KNEE_DB: 2,
  UP_THRESHOLD_DBFS: 3,
  UP_SLOPE: 4,
  RANGE_DB: 5,
  MAKEUP_DB: 6,
  MIX: 7,
  AUDIBLE: 8,
  THROUGH: 9,
} as const;

const PARAMETERS = 10;

export class LaneGlide {
  readonly #kernels: Kernels;
  readonly #memory: F32Block;
  /** Where to, parameter by parameter, eight lanes each. */
  readonly #values = new Float32Array(PARAMETERS * LANES);

  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#memory = kernels.heap.f32(2 * PARAMETERS * LANES);
  }

  get ptr(): number {
    return this.#memory.ptr;
  }

  set(parameter: number, lane: number, value: number): void {
    this.#values[parameter * LANES + lane] = value;
  }

  /** Where the parameter of a lane is heading. */
  goal(parameter: number, lane: number): number {
    return this.#values[parameter * LANES + lane] as number;
  }

  /** Stands at the values at once. */
  jump(): void {
    this.#each((memory, target, step, value) => {
      memory[target] = value;
      memory[step] = 0;
    });
  }

  /** Sets off to the values with `left` groups of the last glide to go. Returns the groups to go now. */
  aim(left: number, groups: number): number {
    let moved = false;
    this.#each((memory, target, _, value) => {
      moved ||= memory[target] !== value;
    });
    if (!moved) return left;
    this.#each((memory, target, step, value) => {
      const now = (memory[target] as number) - left * (memory[step] as number);
      memory[target] = value;
      memory[step] = (value - now) / groups;
    });
    return groups;
  }

  release(): void {
    this.#kernels.heap.release(this.#memory);
  }

  #each(visit: (memory: Float32Array, target: number, step: number, value: number) => void): void {
    const memory = this.#memory.array;
    for (let parameter = 0; parameter < PARAMETERS; parameter++)
      for (let lane = 0; lane < LANES; lane++) {
        const target = parameter * 2 * LANES + lane;
        visit(memory, target, target + LANES, this.#values[parameter * LANES + lane] as number);
      }
  }
}
