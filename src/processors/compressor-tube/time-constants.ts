// The storage networks: how fast the control voltage charges, leaks, and shares with slower stores. All per second.
import type { ParamsOf } from "../parameters.ts";
import type { compressorTube } from "./compressor-tube.params.ts";

type Params = ParamsOf<typeof compressorTube.parameters>;

/** A capacitor that the rectifier charges, with a resistor across it, and up to two more behind resistors of their own. */
export interface StorageNetwork {
  readonly attackMs: number;
  /** What leaks off the first store. */
  readonly leak: number;
  /** What it gives to the second and third for each dB of difference, and what that fills them by. */
  readonly toSecond: number;
  readonly chargeSecond: number;
  readonly toThird: number;
  readonly chargeThird: number;
}

function single(attackMs: number, releaseS: number): StorageNetwork {
  return { attackMs, leak: 1 / releaseS, toSecond: 0, chargeSecond: 1, toThird: 0, chargeThird: 1 };
}

/**
 * Attack and release of 1 to 4 as published. 5: 2 s after one peak, 10 s after several. 6: 0.3 s, 10 s, and 25 s after a sustained
 * passage. Branches fitted to these with peaks of 0.1 s twice a second for 5 s, and 30 s of steady sound.
 */
const NETWORKS: Readonly<Record<string, StorageNetwork>> = {
  "1": single(0.2, 0.3),
  "2": single(0.2, 0.8),
  "3": single(0.4, 2),
  "4": single(0.8, 5),
  "5": { attackMs: 0.4, leak: 0.1867, toSecond: 0.4863, chargeSecond: 0.29, toThird: 0, chargeThird: 1 },
  "6": { attackMs: 0.2, leak: 0.3886, toSecond: 3.4879, chargeSecond: 0.4858, toThird: 0.2213, chargeThird: 0.0328 },
};

export function networkOf(params: Params): StorageNetwork {
  return NETWORKS[params.timeConstant] ?? single(params.attackMs, params.releaseMs / 1000);
}
