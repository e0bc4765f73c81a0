// The FET compressor against the numbers of the unit it is modelled on, against a loop run at 64 times the rate, and against its twin.
// Writes the manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";
import { distortionDb, gainOverTimeDb, steadyGainDb, steppedTone, timeConstantMs } from "../contract/behaviour.ts";
import { largestDifference, samplePeak } from "../contract/compare.ts";
import { besideHarmonicsDb, harmonicsOf } from "../contract/harmonics.ts";
import { RIG_RATE_HZ, type Subject, take } from "../contract/rig.ts";
import { noise, richSignal, signalOf } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { compressorFet } from "./compressor-fet.params.ts";
import { compressorFetFactory, FET_RATIOS } from "./compressor-fet.ts";
import { compressorFetTwin } from "./compressor-fet.twin.ts";

const fet: Subject = { declaration: compressorFet, create: compressorFetFactory.create };
const exactly: ParamValues = { attackMs: 0.02, releaseMs: 1100 };

/** A tone at a quarter of the sample rate, of which no sample is 0: a constant level to the rectifier. [seconds, dBFS] */
function held(steps: readonly (readonly [seconds: number, dbfs: number])[], rateHz: number) {
  const ends = steps.map(([seconds, dbfs], index) => ({
    end: Math.round(steps.slice(0, index).reduce((sum, [s]) => sum + s, seconds) * rateHz),
    level: dbToGain(dbfs),
  }));
  return signalOf(ends.at(-1)?.end ?? 0, (frame) => {
    const level = ends.find(({ end }) => frame < end)?.level ?? 0;
    const value = (frame % 4 < 2 ? level : -level) / Math.SQRT2;
    return [value, value];
  });
}

/** Reduction in dB, frame by frame, of a signal that is never 0. */
function reductions(input: Float32Array, output: Float32Array): number[] {
  return Array.from(output, (y, frame) => -gainToDb(Math.abs(y / (input[frame] ?? NaN))));
}

describe("static curve", () => {
  test.each(["4", "8", "12", "20"] as const)("ratio %s: above the knee the label's slope, within 0.3 dB", (ratio) => {
    const { thresholdDbfs, kneeDb } = FET_RATIOS[ratio];
    const kneeEndsDb = (kneeDb * Number(ratio)) / 2;
    for (const over of [kneeEndsDb + 0.5, 15, 20, 25]) {
      const gainDb = steadyGainDb(fet, { ...exactly, ratio, inputDb: 20, outputDb: -12 }, thresholdDbfs + over - 20);
      expect(Math.abs(gainDb - 8 + over * (1 - 1 / Number(ratio))), `${over} dB over`).toBeLessThan(0.3);
    }
  });

  test("the threshold moves up with the ratio, by 7 dB from 4:1 to 20:1, and 4:1 bends softest", () => {
    const reductionAt = (ratio: string, level: number) => -steadyGainDb(fet, { ...exactly, ratio }, level);
    // a straight line through 20 and 25 dB over meets no reduction at the threshold
    const thresholdOf = (ratio: "4" | "20") => {
      const slope = (reductionAt(ratio, 8) - reductionAt(ratio, 3)) / 5;
      return 8 - reductionAt(ratio, 8) / slope;
    };
    expect(thresholdOf("20") - thresholdOf("4")).toBeGreaterThan(6.8);
    expect(thresholdOf("20") - thresholdOf("4")).toBeLessThan(7.2);
    // less reduction for the same sound
    expect(reductionAt("20", -9)).toBeLessThan(reductionAt("4", -9) - 3);
    const atThreshold = (ratio: "4" | "8" | "12" | "20") => reductionAt(ratio, FET_RATIOS[ratio].thresholdDbfs);
    expect(atThreshold("4")).toBeGreaterThan(2.5 * atThreshold("8"));
    expect(atThreshold("8")).toBeGreaterThan(atThreshold("20"));
  });

  test("all buttons: a slope between 12:1 and 20:1 that is not straight", () => {
    const gainAt = (over: number) => {
      const input = held([[1.5, -20]], RIG_RATE_HZ); // the bias needs a second to drift to its rest
      const output = take(fet, input, { ...exactly, ratio: "all", inputDb: 7 + over });
      return -(reductions(input.left, output.left).at(-1) ?? NaN);
    };
    const ratioAt = (over: number) => 1 / ((gainAt(over + 1) - gainAt(over - 1)) / 2);
    const [low, high] = [ratioAt(6), ratioAt(22)];
    expect(low).toBeGreaterThan(11.9);
    expect(low).toBeLessThan(15);
    expect(high).toBeGreaterThan(17);
    expect(high).toBeLessThan(20.5);
  });
});

/** Reductions over time at 192 kHz for a level that is held `overDb` over the threshold, then far below it. */
function stepAt192k(params: ParamValues, overDb: number, loudS: number, afterS: number) {
  const rateHz = 192000;
  const threshold = FET_RATIOS[(params.ratio ?? "4") as "4"].thresholdDbfs;
  const input = held(
    [
      [0.05, threshold - 40],
      [loudS, threshold + overDb],
      [afterS, threshold - 40],
    ],
    rateHz,
  );
  const output = take(fet, input, params, { sampleRateHz: rateHz });
  const from = Math.round(0.05 * rateHz);
  return { db: reductions(input.left, output.left), from, to: from + Math.round(loudS * rateHz), rateHz };
}

describe("times", () => {
  test.each([0.02, 0.05, 0.2, 0.8])("an attack of %d ms is that long, for small and large steps", (attackMs) => {
    for (const [ratio, overDb] of [
      ["4", 12],
      ["4", 24],
      ["20", 6],
      ["20", 20],
    ] as const) {
      const { db, from, to, rateHz } = stepAt192k({ ratio, attackMs, releaseMs: 1100 }, overDb, 0.02, 0);
      const goal = 0.632 * (db[to - 1] ?? NaN);
      const frames = db.findIndex((one, frame) => frame >= from && one >= goal) - from + 1;
      // a frame at 192 kHz is 0.005 ms
      expect(Math.abs((1000 * frames) / rateHz - attackMs), `${ratio}:1, ${overDb} dB over`).toBeLessThan(
        0.1 * attackMs + 0.0053,
      );
    }
  });

  test.each([0.2, 0.8])("and so it does on a tone of 5 kHz at 48 kHz: %d ms", (attackMs) => {
    const input = steppedTone([
      [0.1, -60],
      [0.1, 0],
    ]);
    const gains = gainOverTimeDb(input.left, take(fet, input, { ratio: "8", attackMs, releaseMs: 1100 }).left);
    expect(Math.abs(timeConstantMs(gains, 4800, 9600) - attackMs)).toBeLessThan(0.15 * attackMs + 0.05);
  });

  test.each([50, 200, 1100])("a release of %d ms is that long, wherever from", (releaseMs) => {
    for (const [ratio, overDb] of [
      ["4", 12],
      ["4", 24],
      ["20", 15],
    ] as const) {
      const steps = [
        [0.2, FET_RATIOS[ratio].thresholdDbfs + overDb],
        [5 * (releaseMs / 1000), FET_RATIOS[ratio].thresholdDbfs - 30],
      ] as const;
      const input = held(steps, RIG_RATE_HZ);
      const output = take(fet, input, { ratio, attackMs: 0.1, releaseMs });
      const gains = Float64Array.from(reductions(input.left, output.left), (db) => -db);
      const measured = timeConstantMs(gains, 9600, input.left.length);
      expect(Math.abs(measured - releaseMs) / releaseMs, `${ratio}:1, ${overDb} dB over: ${measured}`).toBeLessThan(0.05);
    }
  });

  test("all buttons: after rest the first transient passes for 3 to 8 ms; one soon after is caught at once", () => {
    const params = { ratio: "all", attackMs: 0.02, releaseMs: 50 };
    const first = stepAt192k(params, 15, 0.05, 0);
    const halfWay = (db: number[], from: number) => db.findIndex((one, frame) => frame >= from && one > 5) - from;
    const lateMs = (1000 * halfWay(first.db, first.from)) / first.rateHz;
    expect(lateMs).toBeGreaterThan(3);
    expect(lateMs).toBeLessThan(8);
    const second = held(
      [
        [0.05, -60],
        [0.05, 0],
        [0.1, -60],
        [0.05, 0],
      ],
      192000,
    );
    const again = reductions(second.left, take(fet, second, params, { sampleRateHz: 192000 }).left);
    expect((1000 * halfWay(again, 38400)) / 192000).toBeLessThan(0.5);
    const plain = stepAt192k({ ...params, ratio: "20" }, 15, 0.05, 0);
    expect((1000 * halfWay(plain.db, plain.from)) / plain.rateHz).toBeLessThan(0.05);
  });
});

/** A feedback loop with one frame of delay, in dB, at `times` the rate: rectifier, hard knee, store. */
function delayedLoop(
  levels: readonly number[],
  ratio: number,
  thresholdDbfs: number,
  attackFrames: number,
  releaseFrames: number,
  times: number,
) {
  const part = 1 - Math.exp(-1 / (attackFrames * times * ratio)); // inside the loop a rise is `ratio` times as fast
  const kept = Math.exp(-1 / (releaseFrames * times));
  let reduction = 0;
  return levels.map((level) => {
    for (let step = 0; step < times; step++) {
      const asked = (ratio - 1) * Math.max(0, level - reduction - thresholdDbfs);
      reduction = asked > reduction ? reduction + part * (asked - reduction) : reduction * kept;
    }
    return reduction;
  });
}

/** The same, one step a frame, with the store's time what it is outside: the naive digital feedback compressor. */
function ringingLoop(levels: readonly number[], ratio: number, thresholdDbfs: number, attackFrames: number) {
  let reduction = 0;
  return levels.map((level) => {
    const asked = (ratio - 1) * Math.max(0, level - reduction - thresholdDbfs);
    reduction += (1 - Math.exp(-1 / attackFrames)) * (asked - reduction);
    return reduction;
  });
}

test("the loop at 20:1 and 20 µs at 44.1 kHz does what a loop run at 64 times the rate does; with a frame of delay it would ring", () => {
  const rateHz = 44100;
  const { thresholdDbfs } = FET_RATIOS[20];
  const steps = [
    [0.02, thresholdDbfs - 1],
    [0.01, thresholdDbfs + 20],
    [0.03, thresholdDbfs - 1],
    [0.01, thresholdDbfs + 9],
  ] as const;
  const input = held(steps, rateHz);
  const params = { ratio: "20", attackMs: 0.02, releaseMs: 50 };
  const output = take(fet, input, params, { sampleRateHz: rateHz });
  const measured = reductions(input.left, output.left);
  const levels = Array.from(input.left, (x) => gainToDb(Math.SQRT2 * Math.abs(x)));
  const expected = delayedLoop(levels, 20, thresholdDbfs, 0.00002 * rateHz, 0.05 * rateHz, 64);
  // what the cell bends, and the hold of a quarter of a millisecond on the way down
  const hold = Math.round(2 * 0.00025 * rateHz);
  for (const [frame, one] of measured.entries()) {
    const late = Math.max(expected[frame] ?? NaN, expected[frame - hold - 1] ?? 0);
    if ((levels[frame - 8] ?? 0) > (levels[frame] ?? 0) + 10) continue; // the loud sound's bend still rings in the soft one
    // a crest is known one frame late
    expect(one).toBeGreaterThan(Math.min(expected[frame] ?? NaN, expected[frame - 1] ?? 0) - 0.15);
    expect(one).toBeLessThan(late + 0.15);
  }
  // An explicit loop at the unit's own speed overshoots what it should settle at.
  const ringing = ringingLoop(levels, 20, thresholdDbfs, 0.00002 * rateHz);
  expect(Math.max(...ringing)).toBeGreaterThan(Math.max(...expected) + 6);
});

describe("colour", () => {
  const steady = (params: ParamValues, dbfs: number, hz = 1000) => {
    const input = steppedTone([[2.2, dbfs]], hz);
    const output = take(fet, input, params);
    return { ...harmonicsOf(output.left, hz), reductionDb: -Math.min(...output.meterLow) };
  };

  test("the second harmonic leads and rises with the reduction", () => {
    const at = [-20, -13, -6, 0, 6].map((level) => steady({ releaseMs: 500 }, level));
    for (const [index, now] of at.entries()) {
      if (now.reductionDb > 1) expect((now.db[2] ?? 0) - (now.db[3] ?? 0), `${now.reductionDb} dB`).toBeGreaterThan(6);
      if (index > 0) expect(now.db[2] ?? 0).toBeGreaterThan((at[index - 1]?.db[2] ?? 0) + 1);
    }
  });

  test("limiting with slow times: less than 0.5 % from 50 Hz to 15 kHz, at all four ratios", () => {
    for (const ratio of ["4", "8", "12", "20"] as const) {
      for (const hz of [50, 200, 1000, 5000, 10000, 15000]) {
        const { thdPercent, reductionDb } = steady(
          { ratio, attackMs: 0.8, releaseMs: 1100, inputDb: 6 },
          FET_RATIOS[ratio].thresholdDbfs + 5,
          hz,
        );
        expect(thdPercent, `${hz} Hz`).toBeLessThan(0.5);
        expect(reductionDb).toBeGreaterThan(6);
      }
    }
  });

  test("with the fastest times the store follows a bass: more than 1 % at 40 Hz", () => {
    expect(steady({ attackMs: 0.02, releaseMs: 50 }, -6, 40).thdPercent).toBeGreaterThan(1);
  });

  test("50 Hz at 6 dB of reduction: -40 dB at a release of 200 ms, below -43 dB from 400 ms on", () => {
    for (const releaseMs of [200, 400, 1100]) {
      const output = take(fet, steppedTone([[3, -7.5]], 50), { releaseMs });
      expect(distortionDb(output.left, 50), `${releaseMs} ms`).toBeLessThan(releaseMs === 200 ? -39 : -43);
    }
  });

  test("50 Hz at 44.1 kHz, whose period holds no whole number of the rectifier's stretches: nothing beside the harmonics", () => {
    const sampleRateHz = 44100;
    const tone = signalOf(3 * sampleRateHz, (frame) => {
      const x = Math.sin((2 * Math.PI * (frame % 882)) / 882);
      return [x, x];
    });
    for (const params of [{}, { ratio: "all" }, { ratio: "20", attackMs: 0.02, releaseMs: 50 }])
      expect(besideHarmonicsDb(take(fet, tone, params, { sampleRateHz }).left, 882, 50), JSON.stringify(params)).toBeLessThan(
        -100,
      );
  });

  test("all buttons bend at least twice as much as 20:1 at the same reduction", () => {
    const twenty = steady({ ratio: "20", releaseMs: 500 }, 3);
    const all = steady({ ratio: "all", releaseMs: 500 }, twenty.reductionDb > 11.7 ? -1 : -1.6);
    expect(Math.abs(all.reductionDb - twenty.reductionDb)).toBeLessThan(1);
    expect(all.thdPercent / twenty.thdPercent).toBeGreaterThan(2);
  });

  test("nothing folds back: beside a 5 kHz tone and its harmonics all is below -90 dBc, driven hard", () => {
    for (const params of [
      { inputDb: 6 },
      { ratio: "20", inputDb: 12 },
      { ratio: "all", inputDb: 12 },
      { ...exactly, inputDb: 12 },
    ])
      expect(steady(params, -6, 5000).elseDb, JSON.stringify(params)).toBeLessThan(-90);
    // 997 Hz meets the samples at another place in every period
    expect(steady({ attackMs: 0.02, releaseMs: 50 }, -6, 997).elseDb).toBeLessThan(-70);
    expect(steady({}, -6, 997).elseDb).toBeLessThan(-80);
  });

  test("attack off: a line amplifier, whatever the input", () => {
    const params = { reducing: false, inputDb: 20, outputDb: -20 };
    expect(Math.abs(steadyGainDb(fet, params, -3))).toBeLessThan(0.05);
    expect(take(fet, steppedTone([[0.2, 0]]), params).meterLow[0]).toBeCloseTo(0, 12);
    const { thdPercent } = steady(params, -18);
    expect(thdPercent).toBeGreaterThan(0.01);
    expect(thdPercent).toBeLessThan(0.05);
  });
});

test("linked, both channels have the same gain within 0.1 dB; unlinked, each its own", () => {
  const input = { left: steppedTone([[0.6, -3]]).left, right: steppedTone([[0.6, -30]]).right };
  const gains = (stereoLinkPercent: number) => {
    const output = take(fet, input, { stereoLinkPercent, attackMs: 0.1 });
    return [
      gainOverTimeDb(input.left, output.left).at(-1) ?? NaN,
      gainOverTimeDb(input.right, output.right).at(-1) ?? NaN,
    ] as const;
  };
  const [left, right] = gains(100);
  expect(left).toBeLessThan(-9);
  expect(Math.abs(left - right)).toBeLessThan(0.1);
  expect(gains(0)[1]).toBeCloseTo(0, 1);
});

test("a key is heard instead of the input, times the cell's gain", () => {
  const quiet = steppedTone([[0.5, -40]]);
  const output = take(fet, quiet, { ratio: "20", attackMs: 0.1 }, { key: steppedTone([[0.5, 1]], 300) });
  expect(gainOverTimeDb(quiet.left, output.left).at(-1)).toBeCloseTo(-9.5, 0);
});

const twinCases: ParamValues[] = [
  {},
  { ratio: "20", inputDb: 12, outputDb: -6, attackMs: 0.02, releaseMs: 50 },
  { ratio: "all", inputDb: 10, attackMs: 0.8, releaseMs: 80, stereoLinkPercent: 30 },
  { ratio: "12", inputDb: 20, outputDb: 6, mixPercent: 40, stereoLinkPercent: 0 },
  { reducing: false, inputDb: 18 },
];

test.each(twinCases)("kernels and the TypeScript twin agree: %j", (params) => {
  const input = richSignal(9600, RIG_RATE_HZ);
  const output = take(fet, input, params);
  expect(largestDifference(output, compressorFetTwin(input, params, RIG_RATE_HZ))).toBeLessThan(
    1e-5 * Math.max(1, samplePeak(output)),
  );
});

test("the worst of inputs at the shortest times: nothing rings, the gain stays between the input's and none", () => {
  const input = noise(20000, 1, 3);
  for (const sampleRateHz of [44100, 48000]) {
    const output = take(fet, input, { ratio: "20", attackMs: 0.02, releaseMs: 50, inputDb: 20, outputDb: -20 }, { sampleRateHz });
    expect(samplePeak(output)).toBeLessThan(1.05);
    expect(Math.min(...output.meterLow)).toBeGreaterThan(-32);
  }
});

test("writes the manual's plots", () => {
  const levels = Array.from({ length: 19 }, (_, index) => -36 + 2 * index);
  const ratios = ["4", "8", "12", "20", "all"] as const;
  writePlot("compressor-fet-static", {
    title: "FET compressor: static curve, input and output at 0 dB",
    names: "bottom",
    x: { label: "input, dBFS", from: -36, to: 0, ticks: [-36, -30, -24, -18, -12, -6, 0] },
    y: { label: "output, dBFS", from: -36, to: 0, ticks: [-36, -30, -24, -18, -12, -6, 0] },
    curves: ratios.map((ratio) => ({
      label: ratio === "all" ? "all buttons" : `${ratio}:1`,
      points: levels.map((level) => [level, level + steadyGainDb(fet, { ...exactly, ratio }, level)] as const),
    })),
  });
  const rateHz = 192000;
  const step = held(
    [
      [0.005, -50],
      [0.02, -3],
    ],
    rateHz,
  );
  writePlot("compressor-fet-attack", {
    title: "FET compressor: the first milliseconds of a loud sound",
    names: "bottom",
    x: { label: "ms", from: -1, to: 10, ticks: [0, 2, 4, 6, 8, 10] },
    y: { label: "gain, dB", from: -14, to: 2, ticks: [-12, -8, -4, 0] },
    curves: (
      [
        ["4:1, 0.02 ms", { ratio: "4", attackMs: 0.02 }],
        ["4:1, 0.8 ms", { ratio: "4", attackMs: 0.8 }],
        ["all buttons, 0.02 ms", { ratio: "all", attackMs: 0.02 }],
        ["all buttons, 0.8 ms", { ratio: "all", attackMs: 0.8 }],
      ] as const
    ).map(([label, params]) => {
      const db = reductions(step.left, take(fet, step, params, { sampleRateHz: rateHz }).left);
      return {
        label,
        points: Array.from({ length: 221 }, (_, index) => [index / 20 - 1, -(db[768 + Math.round(index * 9.6)] ?? 0)] as const),
      };
    }),
  });
  const inputs = Array.from({ length: 11 }, (_, index) => -20 + 2 * index);
  writePlot("compressor-fet-harmonics", {
    title: "FET compressor: harmonics of 1 kHz, release 500 ms",
    x: { label: "input, dBFS", from: -20, to: 0, ticks: [-20, -15, -10, -5, 0] },
    y: { label: "dB below the tone", from: -100, to: -30, ticks: [-100, -80, -60, -40] },
    curves: (["4", "all"] as const).flatMap((ratio) =>
      [2, 3].map((order) => ({
        label: `${ratio === "all" ? "all buttons" : "4:1"}, harmonic ${order}`,
        points: inputs.map((level) => {
          const output = take(fet, steppedTone([[1.5, level]], 1000), { ratio, releaseMs: 500 });
          return [level, harmonicsOf(output.left, 1000).db[order] ?? NaN] as const;
        }),
      })),
    ),
  });
});
