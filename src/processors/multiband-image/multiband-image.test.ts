// The bands against theory: crossover slopes, a sum that is an all-pass, width per band, a mono sum that no width changes,
// the guard by
// an independent correlation, the kernels by plain twins. Writes the manual's plots.
import { describe, expect, test } from "vitest";
import { writePlot } from "../../../test/manual-plot.ts";
import { amplitudeAt, dbAt, decode, farthest, powerSpectrum, recording } from "../../../test/processors/judges.ts";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { largestDifference } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, richSignal, seededRandom, signalOf, type StereoSignal } from "../contract/signals.ts";
import type { ParamValues } from "../parameters.ts";
import { Ramps } from "../ramps.ts";
import { BAND_NAMES, multibandImage } from "./multiband-image.params.ts";
import { multibandImageFactory } from "./multiband-image.ts";
import { bandImageTwin, midSideTwin } from "./multiband-image.twin.ts";

const RATE_HZ = 48000;
const subject = { declaration: multibandImage, create: multibandImageFactory.create };
const run = (input: StereoSignal, params: ParamValues) => take(subject, input, params, { sampleRateHz: RATE_HZ });
const mix = (signal: StereoSignal, sign: 1 | -1) =>
  signal.left.map((left, frame) => 0.5 * (left + sign * (signal.right[frame] ?? 0)));
const WIDTHS = ["lowWidthPercent", "lowMidWidthPercent", "highMidWidthPercent", "highWidthPercent"] as const;
const all = (percent: number) => Object.fromEntries(WIDTHS.map((name) => [name, percent]));
/** A width that makes it work and does nothing audible. */
const AWAKE = { lowWidthPercent: 100.001 };

const impulse = (right: 1 | -1 | 0) => signalOf(32768, (frame) => (frame === 0 ? [0.5, 0.5 * right] : [0, 0]));

/** dB by frequency of the mid (+1) or the side (-1) of an impulse in it. */
function curve(params: ParamValues, sign: 1 | -1): (readonly [hz: number, db: number])[] {
  const power = powerSpectrum(mix(run(impulse(sign), params), sign));
  const points: [number, number][] = [];
  for (let bin = 14; bin < 13650; bin++) points.push([(bin * RATE_HZ) / 32768, 10 * Math.log10(4 * (power[bin] as number))]);
  return points;
}

test("the bands add up to an all-pass, mid and side", () => {
  for (const sign of [1, -1] as const) expect(farthest(curve(AWAKE, sign).map(([, db]) => db))).toBeLessThan(0.001);
});

test("a hard-panned impulse stays on its side: mid and side turn together", () => {
  const { right } = run(impulse(0), AWAKE);
  expect(right.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThan(1e-6);
});

test("bands meet at -6.02 dB and fall by 24 dB per octave", () => {
  const bands = BAND_NAMES.map((solo) => curve({ solo }, 1));
  const edges = [150, 1000, 6000];
  edges.forEach((hz, index) => {
    expect(Math.abs(dbAt(bands[index]!, hz) + 6.02)).toBeLessThan(0.15);
    expect(Math.abs(dbAt(bands[index + 1]!, hz) + 6.02)).toBeLessThan(0.15);
  });
  expect(dbAt(bands[0]!, 1200) - dbAt(bands[0]!, 600)).toBeLessThan(-23);
  expect(dbAt(bands[0]!, 1200) - dbAt(bands[0]!, 600)).toBeGreaterThan(-25);
});

describe.each(WIDTHS.map((name, band) => ({ name, band })))("$name", ({ name, band }) => {
  test.each([
    [0, -40],
    [50, -6.02],
    [200, 6.02],
  ])("%i %% in the middle of the band", (percent, db) => {
    const points = curve({ [name]: percent }, -1);
    const centre = [35, 387, 2450, 18000][band]!;
    if (db === -40) expect(dbAt(points, centre)).toBeLessThan(-15);
    else expect(Math.abs(dbAt(points, centre) - db)).toBeLessThan(0.5);
    const elsewhere = [18000, 18000, 35, 35][band]!;
    expect(Math.abs(dbAt(points, elsewhere))).toBeLessThan(0.01);
  });
});

test("no width, mono frequency apart, changes the mid by a bit's worth", () => {
  const input = richSignal(24000, RATE_HZ);
  const wide = mix(run(input, { ...all(200) }), 1);
  const narrow = mix(run(input, { ...all(0) }), 1);
  const odd = mix(run(input, { lowWidthPercent: 13, highWidthPercent: 177, correlationFloor: 0.9 }), 1);
  for (const other of [narrow, odd]) wide.forEach((x, frame) => expect(Math.abs(x - other[frame]!) < 1.5e-7).toBe(true));
});

test("0 % everywhere is mono", () => {
  const { left, right } = run(richSignal(9600, RATE_HZ), all(0));
  expect(left).toEqual(right);
});

test("mono below 120 Hz: the side's slope is Linkwitz-Riley's, the mid keeps its level", () => {
  const side = curve({ monoBelowHz: 120 }, -1);
  expect(Math.abs(dbAt(side, 120) + 6.02)).toBeLessThan(0.1);
  expect(Math.abs(dbAt(side, 60) + 24.6)).toBeLessThan(0.3);
  expect(Math.abs(dbAt(side, 480))).toBeLessThan(0.05);
  expect(farthest(curve({ monoBelowHz: 120 }, 1).map(([, db]) => db))).toBeLessThan(0.001);
});

describe("guard", () => {
  const random = seededRandom(5);
  /** Mid and side noise, the side `ratio` as loud: correlation (1 - r^2) / (1 + r^2). */
  const wide = (ratio: number) =>
    signalOf(96000, () => {
      const [mid, side] = [0.2 * (2 * random() - 1), ratio * 0.2 * (2 * random() - 1)];
      return [mid + side, mid - side];
    });
  const correlation = ({ left, right }: StereoSignal, from: number) => {
    let [both, ofLeft, ofRight] = [0, 0, 0];
    for (let frame = from; frame < left.length; frame++) {
      both += left[frame]! * right[frame]!;
      ofLeft += left[frame]! ** 2;
      ofRight += right[frame]! ** 2;
    }
    return both / Math.sqrt(ofLeft * ofRight);
  };

  test.each([
    [0, 1.5, 100],
    [0.3, 0.8, 200],
    [0.6, 1, 100],
    [-0.5, 1.5, 200],
  ])("floor %d: a correlation that would fall below ends there", (correlationFloor, ratio, percent) => {
    const output = run(wide(ratio), { ...all(percent), correlationFloor });
    expect(Math.abs(correlation(output, 48000) - correlationFloor)).toBeLessThan(0.05);
  });

  test("what is above the floor is left alone", () => {
    const input = wide(0.3);
    expect(largestDifference(run(input, { ...all(110), correlationFloor: 0 }), run(input, all(110)))).toBe(0);
  });

  test("a floor of -1 is off", () => {
    expect(correlation(run(wide(1), all(200)), 48000)).toBeLessThan(-0.5);
  });

  test("a band out of phase does not narrow the others, and the meter shows it", () => {
    const input = signalOf(96000, (frame) => {
      const [low, high] = [250, 9000].map((hz) => 0.2 * Math.sin((2 * Math.PI * hz * frame) / RATE_HZ));
      return [low! + 0.5 * low! + high!, low! - 0.5 * low! - high!]; // 250 Hz: side half of mid; 9 kHz: side alone
    });
    const output = run(input, { correlationFloor: 0 });
    expect(amplitudeAt(mix(output, -1), 250, RATE_HZ, 48000, 48000)).toBeCloseTo(0.1, 2);
    expect(amplitudeAt(mix(output, -1), 9000, RATE_HZ, 48000, 48000)).toBeLessThan(0.01);
    expect(output.meterLow[0]).toBeLessThan(-20);
  });
});

test("turned on while sound runs it ends as if it had always been on", () => {
  const input = richSignal(48000, RATE_HZ);
  const late = take(subject, input, {}, { changes: [{ atFrame: 4800, params: all(150) }] });
  expect(largestDifference(late, run(input, all(150)), 24000)).toBeLessThan(1e-5);
});

test("the kernels are their twins, bit for bit", () => {
  const kernels = instantiateKernels();
  const stride = 132;
  const piece = () => kernels.heap.f32(stride);
  const [left, right, mid, side] = [piece(), piece(), piece(), piece()];
  const [sound, bands] = [noise(128, 1, 2), kernels.heap.f32(8 * stride)];
  left.array.set(sound.left);
  right.array.set(sound.right);
  kernels.call.splitMidSide(left.ptr, right.ptr, mid.ptr, side.ptr, 128);
  sound.left.forEach((l, n) => {
    expect([mid.array[n], side.array[n]]).toEqual(midSideTwin(l, sound.right[n]!));
  });
  const random = seededRandom(9);
  bands.array.forEach((_, n) => (bands.array[n] = 2 * random() - 1));
  const widths = [0.3, 1.9, 1, 0];
  const ramps = new Ramps(kernels, [...widths, 1, 1, 0.5, 1]);
  const [guard, state] = [kernels.heap.f64(2), kernels.heap.f64(40)];
  const [allowed, pace] = [0.5, 0.25];
  guard.array.set([allowed, pace]);
  kernels.call.settleBandImage(ramps.ptr, guard.ptr, state.ptr);
  kernels.call.joinBandImage(ramps.ptr, guard.ptr, state.ptr, bands.ptr, 4 * stride, mid.ptr, side.ptr, 128);
  const part = (index: number) => bands.array.slice(index * stride, index * stride + 128);
  const pairs = widths.map((_, band) => [part(2 * band), part(2 * band + 1)] as const);
  const [ofMid, ofSide] = bandImageTwin({ widths, gains: [1, 1, 0.5, 1], allowed, pace }, pairs);
  expect(mid.array.subarray(0, 128)).toEqual(ofMid);
  expect(side.array.subarray(0, 128)).toEqual(ofSide);
});

test("a real mix: mono sum at every width the same, correlation kept", () => {
  const file = recording("references/rock_joshua_morin_on_the_run.flac");
  if (!file) return;
  const music = decode(file, 30, 2);
  const [wide, guarded] = [run(music, all(200)), run(music, { ...all(200), correlationFloor: 0.5 })];
  const before = mix(run(music, AWAKE), 1);
  for (const output of [wide, guarded])
    expect(mix(output, 1).every((x, frame) => Math.abs(x - before[frame]!) < 3e-7)).toBe(true);
});

test("plots of the manual", () => {
  const thin = (points: readonly (readonly [number, number])[]) => {
    let last = 0;
    return points.filter(([hz]) => hz > last * 1.03 && (last = hz) > 0);
  };
  const x = { label: "Hz", from: 20, to: 20000, ticks: [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000], log: true };
  const widths = { lowWidthPercent: 30, lowMidWidthPercent: 80, highMidWidthPercent: 130, highWidthPercent: 180 };
  writePlot("multiband-image-bands", {
    title: "Bands, their sum, the side at 30, 80, 130, 180 %",
    x,
    y: { label: "dB", from: -36, to: 12, ticks: [-36, -30, -24, -18, -12, -6, 0, 6, 12] },
    curves: [
      ...BAND_NAMES.map((solo) => ({ label: solo, points: thin(curve({ solo }, 1)) })),
      { label: "sum", points: thin(curve(AWAKE, 1)) },
      { label: "side", points: thin(curve(widths, -1)) },
    ],
    names: "bottom",
  });
});
