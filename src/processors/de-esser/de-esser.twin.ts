// The de-esser once more in plain TypeScript, double precision, sample by sample: the oracle that its kernels are held against. The
// filters are written as textbook biquads here, the kernels' as state-variable filters.
import { dbToGain, powerToDb } from "../../units/decibels.ts";
import { exp, PI, tan } from "../../units/exact-math.ts";
import { type StereoSignal, silence } from "../contract/signals.ts";
import { type ParamValues, resolveParams } from "../parameters.ts";
import { deEsser } from "./de-esser.params.ts";

/** b0 s² + b1 s + b2 over s² + k s + 1 at s = (1 - z⁻¹) / (g (1 + z⁻¹)), direct form I. */
function biquad(g: number, k: number, b0: number, b1: number, b2: number): (x: number) => number {
  const scale = 1 / (1 + k * g + g * g);
  const [n0, n1, n2] = [b0 + b1 * g + b2 * g * g, 2 * (b2 * g * g - b0), b0 - b1 * g + b2 * g * g];
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return (x) => {
    const y = scale * (n0 * x + n1 * x1 + n2 * x2 - 2 * (g * g - 1) * y1 - (1 - k * g + g * g) * y2);
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  };
}

/** De-esses with fixed parameters. */
export function deEsserTwin(input: StereoSignal, given: ParamValues, sampleRateHz: number): StereoSignal {
  const params = resolveParams("de-esser", deEsser.parameters, given);
  const leftAfter = (ms: number) => exp(-1000 / (ms * sampleRateHz));
  const half = (PI * params.frequencyHz) / sampleRateHz;
  const g = tan(half);
  const k = params.mode === "bell" ? g / half / params.q : Math.SQRT2;
  const holdFrames = Math.round((Math.min(10, params.releaseMs / 10) * sampleRateHz) / 1000);
  const isRelative = params.detection === "relative";
  const threshold = isRelative ? params.relativeThresholdDb : params.thresholdDbfs;
  const sides = [input.left, input.right].map((sound) => {
    const bell = biquad(g, k, 0, params.mode === "bell" ? k : 1, 0);
    const high = biquad(g, k, 1, 0, 0);
    const top = biquad(g, k, 1, 0, 0);
    return { sound, bell, high, top, bandMean: 0, wholeMean: 0, whole: 0, held: 0, waiting: 0, released: 0, reductionDb: 0 };
  });
  const output = silence(input.left.length);
  for (let frame = 0; frame < input.left.length; frame++) {
    const found = sides.map((side) => {
      const x = side.sound[frame] ?? 0;
      const tuned = side.bell(x);
      const high = side.high(x);
      const top = side.top(high);
      const band = { bell: tuned, shelf: high, split: top }[params.mode];
      side.bandMean += (1 - leftAfter(1)) * (band * band - side.bandMean);
      side.wholeMean += (1 - leftAfter(1)) * (x * x - side.wholeMean);
      side.whole = Math.max(side.whole * leftAfter(5), side.wholeMean);
      const power = isRelative ? side.bandMean / (side.whole + 5e-9) : 2 * side.bandMean;
      const over = powerToDb(Math.max(1e-20, power)) - threshold;
      const bent = Math.abs(over) < 3 ? (over + 3) ** 2 / 12 : Math.max(0, over);
      return { x, tuned, band, asked: Math.min(params.maxReductionDb, bent) };
    });
    const larger = Math.max(...found.map(({ asked }) => asked));
    const heard = sides.map((side, index) => {
      const { x, tuned, band, asked: own } = found[index] as (typeof found)[number];
      const asked = own + (params.stereoLinkPercent / 100) * (larger - own);
      if (asked >= side.held) {
        side.held = asked;
        side.waiting = holdFrames;
      } else {
        if (side.waiting <= 0) side.held = Math.max(asked, side.held - 20 / holdFrames);
        side.waiting--;
      }
      side.released = Math.max(side.held, side.held + (side.released - side.held) * leftAfter(params.releaseMs));
      const climbing = side.released + (side.reductionDb - side.released) * leftAfter(params.attackMs);
      side.reductionDb = Math.min(climbing, side.released);
      if (params.listen) return band;
      const gain = dbToGain(-side.reductionDb);
      if (params.mode === "bell") return x + (gain - 1) * band;
      if (params.mode === "shelf") return x + (gain - 1) * band + (Math.sqrt(gain) - 1) * tuned * Math.SQRT2;
      return x - 2 * Math.SQRT2 * tuned + (gain - 1) * band;
    });
    output.left[frame] = heard[0] ?? NaN;
    output.right[frame] = heard[1] ?? NaN;
  }
  return output;
}
