// The gains of a running engine: where each one is and where it will be at the end of the block. Kernels ramp in between.
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { gainAt, isMoving, type PlannedGain } from "./gains.ts";

/** One gain while it runs. `left` and `right` hold its value at the start of the block and at the start of the next. */
export class RunningGain {
  readonly left = new Float32Array(2);
  readonly right = new Float32Array(2);
  #gain: PlannedGain;
  #isMoving: boolean;
  /** How far the gain still is from where it should be, at the start of the ramp. */
  #offsetLeft = 0;
  #offsetRight = 0;
  #rampBlocks = 0;
  #rampLeft = 0;

  constructor(gain: PlannedGain, frame: number) {
    this.#gain = gain;
    this.#isMoving = isMoving(gain);
    this.jump(frame);
  }

  /** Stands at its value at once. */
  jump(frame: number): void {
    const songFrame = frame - this.#gain.latencyFrames;
    this.left.fill(gainAt(this.#gain, -1, songFrame));
    this.right.fill(gainAt(this.#gain, 1, songFrame));
    this.#rampLeft = 0;
  }

  /** Stands at a value that the plan does not know, such as 1 before it was planned. */
  stand(left: number, right: number): void {
    this.left.fill(left);
    this.right.fill(right);
  }

  /** Takes another definition and travels there from where it is. */
  redefine(gain: PlannedGain, frame: number, rampBlocks: number): void {
    this.#gain = gain;
    this.#isMoving = isMoving(gain);
    const songFrame = frame - gain.latencyFrames;
    this.#offsetLeft = (this.left[0] as number) - Math.fround(gainAt(gain, -1, songFrame));
    this.#offsetRight = (this.right[0] as number) - Math.fround(gainAt(gain, 1, songFrame));
    this.#rampBlocks = rampBlocks;
    this.#rampLeft = this.#offsetLeft === 0 && this.#offsetRight === 0 ? 0 : rampBlocks;
  }

  /** Computes where the gain is at the end of the block that begins at `frame`. */
  aim(frame: number): void {
    if (this.#rampLeft === 0 && !this.#isMoving) return;
    const songFrame = frame + BLOCK_FRAMES - this.#gain.latencyFrames;
    let left = gainAt(this.#gain, -1, songFrame);
    let right = gainAt(this.#gain, 1, songFrame);
    if (this.#rampLeft > 0) {
      this.#rampLeft--;
      const rest = this.#rampLeft / this.#rampBlocks;
      left += this.#offsetLeft * rest;
      right += this.#offsetRight * rest;
    }
    this.left[1] = left;
    this.right[1] = right;
  }

  /** The block has been computed: its end is the next one's start. */
  advance(): void {
    this.left[0] = this.left[1] as number;
    this.right[0] = this.right[1] as number;
  }

  /** The same gain on both channels at the end of this block. */
  aimAt(gain: number): void {
    this.left[1] = gain;
    this.right[1] = gain;
  }
}
