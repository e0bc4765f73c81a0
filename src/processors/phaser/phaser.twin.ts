// The phaser once more in plain TypeScript, double precision, its loop solved by iteration: the oracle that its kernel is held against.
import type { StereoSignal } from "../contract/signals.ts";
import { swingTwin } from "../modulation/line.twin.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { phaser } from "./phaser.params.ts";
import { cornersHz } from "./phaser.ts";

/** Below this the loop counts as solved. */
const SOLVED = 1e-15;

/** With fixed parameters. */
export function phaserTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("phaser", phaser.parameters, given);
  const [low, high] = cornersHz(params, sampleRateHz).map((hz) => Math.log(Math.tan((Math.PI * hz) / sampleRateHz))) as [
    number,
    number,
  ];
  const [feedback, mix] = [params.feedbackPercent / 100, params.mixPercent / 100];
  const side = (samples: Float32Array, ahead: number) => {
    const states = Array.from({ length: Number(params.stages) }, () => 0);
    return samples.map((x, n) => {
      const turns = ((n + 1) * params.rateHz) / sampleRateHz + ahead;
      const g = Math.exp((low + high) / 2 + ((high - low) / 2) * swingTwin(turns, params.shape));
      const share = g / (1 + g);
      const chain = (u: number) => states.reduce((y, state) => 2 * (state + share * (y - state)) - y, u);
      let y = chain(x);
      for (let turn = 0; turn < 400; turn++) {
        const next = chain(x + feedback * y); // converges: the chain passes at most 1 x the feedback
        const change = Math.abs(next - y);
        y = next;
        if (change < SOLVED) break;
      }
      states.reduce(
        (u, state, stage) => {
          const lowPassed = state + share * (u - state);
          states[stage] = 2 * lowPassed - state;
          return 2 * lowPassed - u;
        },
        x + feedback * y,
      );
      return x + mix * (y - x);
    });
  };
  return { left: side(input.left, 0), right: side(input.right, params.stereoDegrees / 360) };
}
