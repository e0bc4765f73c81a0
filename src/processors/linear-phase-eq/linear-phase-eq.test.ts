// The linear-phase equaliser against the analogue magnitude and against phase 0 around its latency, measured through the sound; against a
// plain TypeScript twin (sampled curve, summed cosines, direct convolution). Writes the manual's plots.
import { expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { powerToDb } from "../../units/decibels.ts";
import { cos, PI, sin } from "../../units/exact-math.ts";
import { largestDifference } from "../contract/compare.ts";
import { gainsDb, impulseResponse, logFrequencies } from "../contract/response.ts";
import { take } from "../contract/rig.ts";
import { noise, richSignal } from "../contract/signals.ts";
import type { Band } from "../equalisers/bands.params.ts";
import { bandPower } from "../equalisers/bands.ts";
import { parametricEq } from "../parametric-eq/parametric-eq.params.ts";
import { parametricEqFactory } from "../parametric-eq/parametric-eq.ts";
import { linearPhaseEq } from "./linear-phase-eq.params.ts";
import { linearPhaseEqFactory } from "./linear-phase-eq.ts";
import { twinConvolve, twinTaps } from "./linear-phase-eq.twin.ts";

const subject = { declaration: linearPhaseEq, create: linearPhaseEqFactory.create };
const RESOLUTIONS = ["low", "medium", "high"] as const;
/** From where on bells with Q 1 and slopes of 12 dB are exact, and narrow or steep ones. */
const EXACT_FROM_HZ = { low: [80, 240], medium: [40, 120], high: [20, 60] } as const;

function band(fields: Partial<Band>): Band {
  return { shape: "bell", hz: 1000, gainDb: 0, q: Math.SQRT1_2, slopeDbPerOctave: 12, enabled: true, ...fields };
}

function asParams(bands: readonly Band[]) {
  return bands.map((one) => ({ ...one }));
}

function latency(resolution: (typeof RESOLUTIONS)[number], rateHz: number): number {
  return linearPhaseEq.latencyFrames({ resolution, bands: [], outputGainDb: 0 }, rateHz);
}

test.each(RESOLUTIONS)(
  "resolution %s: within 0.1 dB of the analogue magnitude above its limits, at 44.1, 48 and 192 kHz",
  (resolution) => {
    const frequencies = logFrequencies(24);
    const [gentleHz, steepHz] = EXACT_FROM_HZ[resolution];
    const sets = [
      [band({ hz: gentleHz, gainDb: 12, q: 1 }), band({ shape: "high-shelf", hz: 9000, gainDb: -6 })],
      [band({ shape: "high-pass", hz: gentleHz }), band({ hz: 16000, gainDb: -9, q: 2 })],
      [band({ hz: steepHz, gainDb: 6, q: 4 }), band({ shape: "low-shelf", hz: 200, gainDb: 4 })],
      [
        band({ shape: "high-pass", hz: steepHz, slopeDbPerOctave: 48 }),
        band({ shape: "low-pass", hz: 12000, slopeDbPerOctave: 24 }),
      ],
    ];
    for (const rateHz of [44100, 48000, 192000])
      for (const bands of sets) {
        const seconds = (2.2 * latency(resolution, rateHz)) / rateHz;
        const response = impulseResponse(subject, { resolution, bands: asParams(bands) }, rateHz, seconds);
        for (const [index, gainDb] of gainsDb(response, frequencies, rateHz).entries()) {
          const hz = frequencies[index] ?? NaN;
          const expected = powerToDb(bands.reduce((product, one) => product * bandPower(one, hz), 1));
          if (expected < -40) continue;
          expect(Math.abs(gainDb - expected), `${hz} Hz at ${rateHz} of ${JSON.stringify(bands)}`).toBeLessThan(0.1);
        }
      }
  },
);

const MIXED = [
  band({ shape: "high-pass", hz: 60, slopeDbPerOctave: 24 }),
  band({ hz: 250, gainDb: -5, q: 1.2 }),
  band({ hz: 3000, gainDb: 9, q: 3 }),
  band({ shape: "high-shelf", hz: 10000, gainDb: -6 }),
];

test.each(RESOLUTIONS)("resolution %s: the phase is that of a delay, the group delay constant", (resolution) => {
  const centre = latency(resolution, 48000);
  const response = impulseResponse(subject, { resolution, bands: asParams(MIXED) }, 48000, (2.2 * centre) / 48000);
  const most = Math.abs(response[centre] ?? 0);
  for (let distance = 1; distance < centre; distance++)
    expect(Math.abs((response[centre + distance] ?? 0) - (response[centre - distance] ?? 0)) / most).toBeLessThan(1e-6);
  for (const hz of logFrequencies(30, 50, 20000)) {
    let [re, im] = [0, 0];
    for (const [frame, value] of response.entries()) {
      const angle = (2 * PI * ((hz * (frame - centre)) % 48000)) / 48000;
      re += value * cos(angle);
      im -= value * sin(angle);
    }
    expect(Math.abs(im) / re, `${hz} Hz`).toBeLessThan(1e-4); // radians; the sign is right, too
  }
});

test("taps left and right of the centre are alike bit for bit", () => {
  const { call, heap } = instantiateKernels();
  const [half, window, taps] = [heap.f32(64), heap.f32(36), heap.f32(128)];
  half.array.set(noise(64, 1, 3).left);
  window.array.set(noise(36, 1, 4).left);
  call.symmetricTaps(half.ptr, window.ptr, 64, 0, 64, 0.125, taps.ptr);
  for (let distance = 1; distance < 32; distance++) expect(taps.array[32 + distance]).toBe(taps.array[32 - distance]);
  expect(taps.array[32 + 5]).toBe(Math.fround(Math.fround((half.array[5] ?? 0) * (window.array[5] ?? 0)) * 0.125));
});

test("kernels and the TypeScript twin agree within -110 dB", () => {
  const input = noise(7000, 0.5, 8);
  const output = take(subject, input, { resolution: "low", bands: asParams(MIXED) });
  const taps = twinTaps(MIXED, 4096, 48000);
  for (let frame = 300; frame < 7000; frame += 37) {
    const expected = twinConvolve(taps, input.left, frame - 256);
    expect(Math.abs(expected - (output.left[frame] ?? NaN))).toBeLessThan(3e-6);
  }
});

test("mixed with its own original nothing cancels: |1 + H| = 1 + |H|", () => {
  const resolution = "low";
  const centre = latency(resolution, 48000);
  const response = impulseResponse(
    subject,
    { resolution, bands: asParams([band({ shape: "high-pass", hz: 300 })]) },
    48000,
    0.12,
  );
  const wet = gainsDb(response, logFrequencies(20));
  response[centre] = (response[centre] ?? 0) + 1;
  for (const [index, gainDb] of gainsDb(response, logFrequencies(20)).entries()) {
    const magnitude = 10 ** ((wet[index] ?? NaN) / 20);
    expect(gainDb).toBeCloseTo(20 * Math.log10(1 + magnitude), 3);
  }
});

test("a curve that was turned to ends as if it had always been there, bit for bit", () => {
  const input = richSignal(48000, 48000);
  const params = { resolution: "low", bands: asParams(MIXED) };
  const changes = [10, 11, 12, 30].map((block, index) => ({
    atFrame: block * 128,
    params: index === 3 ? params : { resolution: "low", bands: [{ hz: 200 * (index + 1), gainDb: 6 }] },
  }));
  const moved = take(subject, input, { resolution: "low" }, { changes });
  expect(largestDifference(moved, take(subject, input, params), 20000)).toBe(0);
});

test("writes the manual's plots", () => {
  const frequencies = logFrequencies(60, 20, 200);
  const bands = [{ hz: 40, gainDb: 9, q: 2 }];
  writePlot("linear-phase-eq-resolution", {
    title: "Linear-phase EQ: bell 40 Hz +9 dB, Q 2, measured at 48 kHz",
    x: { label: "Hz", from: 20, to: 200, log: true, ticks: [20, 40, 80, 120, 200] },
    y: { label: "gain, dB", from: -3, to: 12, ticks: [-3, 0, 3, 6, 9, 12] },
    curves: RESOLUTIONS.map((resolution) => ({
      label: resolution,
      points: gainsDb(impulseResponse(subject, { resolution, bands }, 48000, 0.42), frequencies).map(
        (gainDb, index) => [frequencies[index] ?? 0, gainDb] as const,
      ),
    })),
  });
  const ring = [{ hz: 150, gainDb: 12, q: 4 }];
  const linear = impulseResponse(subject, { bands: ring }, 48000, 0.25);
  const minimum = impulseResponse(
    { declaration: parametricEq, create: parametricEqFactory.create },
    { bands: ring },
    48000,
    0.25,
  );
  const centre = latency("medium", 48000);
  const around = Array.from({ length: 241 }, (_, index) => index - 120); // thirds of a millisecond
  writePlot("linear-phase-eq-pre-ring", {
    title: "An impulse through a bell of 150 Hz, +12 dB, Q 4",
    x: { label: "ms from the impulse", from: -40, to: 40, ticks: [-40, -20, 0, 20, 40] },
    y: { label: "amplitude, %", from: -1, to: 1.5, ticks: [-1, -0.5, 0, 0.5, 1] },
    curves: [
      {
        label: "linear phase: half of the ringing comes before",
        points: around.map((n) => [n / 3, 100 * (linear[centre + 16 * n] ?? 0)]),
      },
      { label: "minimum phase (parametric EQ)", points: around.map((n) => [n / 3, n < 0 ? 0 : 100 * (minimum[16 * n] ?? 0)]) },
    ],
  });
});
