// Envelope generator for played notes: straight attack, exponential decay and release that really end at zero.
import { exp } from "../units/exact-math.ts";

export interface EnvelopeShape {
  /** Straight rise from 0 to 1; at least 1 ms, so that no note begins with a click. */
  readonly attackMs: number;
  /** Time constant of the fall from 1 to `sustain`. */
  readonly decayMs: number;
  /** 0…1. */
  readonly sustain: number;
  /** Time constant of the fall after the key is let go. */
  readonly releaseMs: number;
}

const UNDERSHOOT = 0.008; // the release aims this far below zero, so it crosses zero and ends

export class Envelope {
  level = 0;
  #stage: "attack" | "decay" | "release" = "attack";
  readonly #rise: number;
  readonly #decay: number;
  readonly #release: number;
  readonly #sustain: number;

  constructor(rateHz: number, shape: EnvelopeShape) {
    this.#rise = 1000 / (Math.max(1, shape.attackMs) * rateHz);
    this.#decay = exp(-1000 / (shape.decayMs * rateHz));
    this.#release = exp(-1000 / (Math.max(1, shape.releaseMs) * rateHz));
    this.#sustain = shape.sustain;
  }

  letGo(): void {
    this.#stage = "release";
  }

  get ended(): boolean {
    return this.#stage === "release" && this.level <= 0;
  }

  step(): number {
    if (this.#stage === "attack") {
      this.level += this.#rise;
      if (this.level >= 1) {
        this.level = 1;
        this.#stage = "decay";
      }
    } else if (this.#stage === "decay") {
      this.level = this.#sustain + (this.level - this.#sustain) * this.#decay;
    } else {
      this.level = Math.max(0, (this.level + UNDERSHOOT) * this.#release - UNDERSHOOT);
    }
    return this.level;
  }
}
