// The opto compressor once more in plain TypeScript, written from its description: the oracle for the kernel.
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { exp, LN10, PI, pow } from "../../units/exact-math.ts";
import { silence, type StereoSignal } from "../contract/signals.ts";
import { crestFollower } from "../dynamics/feedback-cell.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { compressorOpto } from "./compressor-opto.params.ts";

const GROUP = 16;

/** A one-pole low-pass. */
function follower(hz: number, rateHz: number): (x: number) => number {
  const part = 1 - exp((-2 * PI * hz) / rateHz);
  let y = 0;
  return (x) => {
    y += part * (x - y);
    return y;
  };
}

/** The photo-cell: level in, reduction out, once a group. */
class Cell {
  reduction = 0;
  #held = -200;
  #waiting = 0;
  #slow = 0;
  #memory = 0;
  readonly #threshold: number;
  readonly #exponent: number;
  readonly #groupS: number;

  constructor(thresholdDbfs: number, exponent: number, groupS: number) {
    this.#threshold = thresholdDbfs;
    this.#exponent = exponent;
    this.#groupS = groupS;
  }

  step(levelDbfs: number): void {
    const part = (seconds: number) => 1 - exp(-this.#groupS / seconds);
    if (levelDbfs >= this.#held) {
      this.#held = levelDbfs;
      this.#waiting = Math.round(0.0125 / this.#groupS);
    } else if (this.#waiting > 0) this.#waiting--;
    else this.#held = Math.max(levelDbfs, this.#held - 2000 * this.#groupS);
    const light = pow(dbToGain(this.#held - this.reduction - this.#threshold), this.#exponent);
    const asked = gainToDb(1 + light);
    // f(g) = asked(level - g) - g, its first two derivatives, and Halley's step towards f = 0
    const f = asked - this.reduction;
    const f1 = -1 - this.#exponent * (light / (1 + light));
    const f2 = (this.#exponent * this.#exponent * (LN10 / 20) * light) / (1 + light) / (1 + light);
    const settled = Math.min(40, this.reduction - (2 * f * f1) / (2 * f1 * f1 - f * f2));
    const toSlow = 0.4 * settled - this.#slow;
    this.#slow += toSlow * (toSlow > 0 ? part(0.04) : this.#groupS / (0.36 + 10.4 * this.#memory * this.#memory));
    if (settled > this.reduction) this.reduction += part(0.0095) * (settled - this.reduction);
    else this.reduction += part(0.025) * (Math.max(settled, this.#slow) - this.reduction);
    const toMemory = Math.min(1, this.reduction / 20) - this.#memory;
    this.#memory += toMemory * part(toMemory > 0 ? 12 : 15);
  }
}

/** Compresses with fixed parameters, without a key. */
export function compressorOptoTwin(input: StereoSignal, given: ParamValues, rateHz: number): StereoSignal {
  const params = resolveParams("compressor-opto", compressorOpto.parameters, given);
  const exponent = params.mode === "limit" ? 16 : 3;
  const threshold = -params.peakReductionDb - 1 - gainToDb(dbToGain(1) - 1) / exponent;
  const cell = new Cell(threshold, exponent, GROUP / rateHz);
  const emphasis = (params.emphasisPercent / 100) * (1 - dbToGain(-10));
  const output = silence(input.left.length);
  const sides = (["left", "right"] as const).map((side) => ({
    from: input[side],
    to: output[side],
    crest: crestFollower(),
    low: follower(1000, rateHz),
    soft: follower(4000, rateHz),
    dc: follower(10, rateHz),
  }));
  let [gain, goal, loudest] = [dbToGain(params.makeupDb), dbToGain(params.makeupDb), 1e-10];
  for (let frame = 0; frame < input.left.length; frame++) {
    const now = gain + ((goal - gain) * ((frame % GROUP) + 1)) / GROUP;
    for (const { from, to, crest, low, soft, dc } of sides) {
      const x = from[frame] ?? 0;
      loudest = Math.max(loudest, crest(x - emphasis * low(x)));
      const held = x * now;
      const inTube = Math.max(-2, Math.min(2, soft(held)));
      const bent = inTube * inTube * (0.016 - 0.0096 * inTube);
      to[frame] = x + (params.mixPercent / 100) * (held + bent - dc(bent) - x);
    }
    if (frame % GROUP < GROUP - 1) continue;
    cell.step(gainToDb(loudest));
    gain = goal;
    goal = dbToGain(params.makeupDb - cell.reduction);
    loudest = 1e-10;
  }
  return output;
}
