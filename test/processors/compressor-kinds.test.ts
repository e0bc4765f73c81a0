// The compressors of the rack side by side: the same sounds through all of them, each set so that it takes off 6 dB. They must differ by
// measurement: how fast they take hold, how they let go after a short and after a long sound, what they add. Writes the overview of the manual.
import { describe, expect, test } from "vitest";
import { catalog } from "../../src/processors/catalog.ts";
import { gainOverTimeDb, steppedTone, timeConstantMs } from "../../src/processors/contract/behaviour.ts";
import { harmonicsOf } from "../../src/processors/contract/harmonics.ts";
import { RIG_RATE_HZ, type Subject, take } from "../../src/processors/contract/rig.ts";
import { concatenate, silence, slice, type StereoSignal } from "../../src/processors/contract/signals.ts";
import { type ParamValues, resolveParams } from "../../src/processors/parameters.ts";
import { createProcessor } from "../../src/processors/registry.ts";
import { writePlot } from "../manual-plot.ts";

/** A kind with a usual setting, and the control that drives it: its value for little and for much reduction. */
interface Kind {
  readonly id: string;
  readonly label: string;
  readonly params: ParamValues;
  readonly drive: readonly [name: string, little: number, much: number];
}

const threshold = ["thresholdDbfs", 0, -60] as const;
const KINDS: readonly Kind[] = [
  { id: "compressor", label: "clean", params: { ratio: 4, kneeDb: 0, attackMs: 5, releaseMs: 150 }, drive: threshold },
  { id: "compressor-fet", label: "FET", params: { ratio: "4" }, drive: ["inputDb", -12, 30] },
  { id: "compressor-fet", label: "FET, all buttons", params: { ratio: "all" }, drive: ["inputDb", -12, 30] },
  { id: "compressor-vca", label: "VCA", params: { ratio: 4 }, drive: threshold },
  { id: "compressor-ota", label: "OTA", params: {}, drive: ["sustainDb", 0, 40] },
  { id: "compressor-opto", label: "opto", params: {}, drive: ["peakReductionDb", 0, 60] },
  { id: "compressor-tube", label: "tube", params: { ratio: 4 }, drive: threshold },
  { id: "bus-compressor", label: "bus, VCA", params: { ratio: 4, kneeDb: 0 }, drive: threshold },
  {
    id: "bus-compressor",
    label: "bus, diode bridge",
    params: { circuit: "diode-bridge", ratio: 4, kneeDb: 0, attackMs: 4 },
    drive: threshold,
  },
];

const SOFT_DBFS = -26;
const LOUD_DBFS = -16;
const STEADY_S = 1.5;

const present = KINDS.filter(({ id }) => catalog.some((declaration) => declaration.id === id));

function subjectOf(id: string): Subject {
  const declaration = catalog.find((one) => one.id === id);
  if (!declaration) throw new Error(`no ${id} in the catalog`);
  return { declaration, create: createProcessor.bind(null, id) };
}

/** The output without its delay. */
function through(id: string, input: StereoSignal, params: ParamValues): StereoSignal {
  const subject = subjectOf(id);
  const { declaration } = subject;
  const latency = declaration.latencyFrames(resolveParams(id, declaration.parameters, params), RIG_RATE_HZ);
  return slice(take(subject, concatenate(input, silence(latency)), params), latency);
}

/** The kind's parameters at which a loud tone ends up 6 dB lower than a soft one would. */
function settled({ id, params, drive: [name, little, much] }: Kind): ParamValues {
  const loud = steppedTone([[STEADY_S, LOUD_DBFS]]);
  let [low, high] = [0, 1];
  for (let step = 0; step < 11; step++) {
    const middle = (low + high) / 2;
    const at = { ...params, [name]: little + middle * (much - little) };
    if ((take(subjectOf(id), loud, at).meterLow[0] ?? 0) > -6) low = middle;
    else high = middle;
  }
  return { ...params, [name]: little + high * (much - little) };
}

interface Portrait {
  readonly attackMs: number;
  /** Nine tenths of the way back after 0.1 s and after 4 s of loud sound. */
  readonly afterShortMs: number;
  readonly afterLongMs: number;
  readonly secondDb: number;
  readonly thirdDb: number;
}

function gains(id: string, params: ParamValues, steps: readonly (readonly [seconds: number, dbfs: number])[]): Float64Array {
  const input = steppedTone(steps);
  return gainOverTimeDb(input.left, through(id, input, params).left);
}

/** Milliseconds from frame `from` until the gain in dB has made nine tenths of its way to what it is at the end. */
function nineTenthsMs(all: Float64Array, from: number): number {
  const start = all[from - 1] ?? NaN;
  const goal = start + 0.9 * ((all.at(-100) ?? NaN) - start);
  return ((all.findIndex((gain, frame) => frame >= from && gain >= goal) - from) * 1000) / RIG_RATE_HZ;
}

function portraitOf(kind: Kind, params: ParamValues): Portrait {
  const frames = (seconds: number) => Math.round(seconds * RIG_RATE_HZ);
  const up = gains(kind.id, params, [
    [0.5, SOFT_DBFS],
    [STEADY_S, LOUD_DBFS],
  ]);
  const release = (loudS: number) => {
    const down = gains(kind.id, params, [
      [0.5, -50],
      [loudS, LOUD_DBFS],
      [6, -50],
    ]);
    return nineTenthsMs(down, frames(0.5 + loudS));
  };
  // 6 dB over what was loud, so that what they add stands out
  const driven = take(subjectOf(kind.id), steppedTone([[2.5, LOUD_DBFS + 6]], 1000), params);
  const { db } = harmonicsOf(driven.left, 1000);
  return {
    attackMs: timeConstantMs(up, frames(0.5), frames(0.5 + STEADY_S) - 100),
    afterShortMs: release(0.1),
    afterLongMs: release(4),
    secondDb: Math.max(-110, db[2] ?? NaN),
    thirdDb: Math.max(-110, db[3] ?? NaN),
  };
}

const settings = new Map(present.map((kind) => [kind.label, settled(kind)]));
const portraits = new Map(present.map((kind) => [kind.label, portraitOf(kind, settings.get(kind.label) ?? {})]));

function portrait(label: string): Portrait {
  const found = portraits.get(label);
  if (!found) throw new Error(`${label} is not in the catalog`);
  return found;
}

test("every compressor of the catalog has its place here", () => {
  const known = new Set([...KINDS.map(({ id }) => id), "multiband-compressor"]);
  const missing = catalog.filter(({ id }) => /^compressor|compressor$/.test(id) && !known.has(id)).map(({ id }) => id);
  expect(missing).toEqual([]);
});

test("all take off 6 dB", () => {
  for (const kind of present) {
    const low = take(subjectOf(kind.id), steppedTone([[STEADY_S, LOUD_DBFS]]), settings.get(kind.label) ?? {}).meterLow[0] ?? NaN;
    expect(Math.abs(low + 6), kind.label).toBeLessThan(0.3);
  }
});

/** Times differ when one is 1.4 times the other, harmonics when they are 6 dB apart and one of them is above -90 dB. */
function differences(a: Portrait, b: Portrait): string[] {
  const found: string[] = [];
  for (const name of ["attackMs", "afterShortMs", "afterLongMs"] as const)
    if (Math.max(a[name] / b[name], b[name] / a[name]) > 1.4) found.push(name);
  for (const name of ["secondDb", "thirdDb"] as const)
    if (Math.abs(a[name] - b[name]) > 6 && Math.max(a[name], b[name]) > -90) found.push(name);
  return found;
}

describe("no two are alike", () => {
  const pairs = present.flatMap((one, index) => present.slice(index + 1).map((other) => [one.label, other.label] as const));
  test.each(pairs)("%s and %s differ in two ways or more", (one, other) => {
    const [a, b] = [portrait(one), portrait(other)];
    expect(differences(a, b).length, `${JSON.stringify(a)} ${JSON.stringify(b)}`).toBeGreaterThanOrEqual(2);
  });
});

describe("each is what it is known for", () => {
  const has = (label: string) => portraits.has(label);

  test("the FET takes hold within a quarter of a millisecond; all but the tube's control amplifier take ten times as long", () => {
    const fet = portrait("FET").attackMs;
    expect(fet).toBeLessThan(0.3);
    for (const [label, { attackMs }] of portraits)
      if (label !== "FET" && label !== "tube") expect(attackMs, label).toBeGreaterThan(10 * fet);
  });

  test("what they add: the FET the second harmonic, pair and bridge the third; clean and VCA less than 0.1 %, their detectors' ripple", () => {
    expect(portrait("FET").secondDb).toBeGreaterThan(portrait("FET").thirdDb + 6);
    expect(portrait("FET, all buttons").secondDb).toBeGreaterThan(portrait("FET").secondDb + 6);
    expect(portrait("OTA").thirdDb).toBeGreaterThan(portrait("OTA").secondDb + 30);
    expect(portrait("bus, diode bridge").thirdDb).toBeGreaterThan(portrait("bus, diode bridge").secondDb + 3);
    for (const label of ["clean", "VCA", "bus, VCA"])
      expect(Math.max(portrait(label).secondDb, portrait(label).thirdDb), label).toBeLessThan(-60);
  });

  test("after a long sound: automatic releases take two and a half times as long, the opto a little longer (its memory takes a minute)", () => {
    const lingering = (label: string) => portrait(label).afterLongMs / portrait(label).afterShortMs;
    for (const label of ["bus, VCA", "bus, diode bridge"]) expect(lingering(label), label).toBeGreaterThan(2.5);
    if (has("opto")) expect(lingering("opto")).toBeGreaterThan(1.15);
    for (const label of ["clean", "FET", "VCA", "OTA"]) {
      expect(lingering(label), label).toBeGreaterThan(0.9);
      expect(lingering(label), label).toBeLessThan(1.1);
    }
  });
});

test("writes the overview", () => {
  const curveOf = (kind: Kind, fromMs: number, toMs: number) => {
    const all = gains(kind.id, settings.get(kind.label) ?? {}, [
      [1, SOFT_DBFS],
      [0.5, LOUD_DBFS],
      [1.5, SOFT_DBFS],
    ]);
    const before = all[RIG_RATE_HZ - 100] ?? NaN;
    return Array.from({ length: 161 }, (_, index) => {
      const ms = fromMs + ((toMs - fromMs) * index) / 160;
      return [ms, (all[Math.round(RIG_RATE_HZ + 48 * ms)] ?? NaN) - before] as const;
    });
  };
  const shown = present.filter(({ label }) => label !== "FET, all buttons" && label !== "bus, diode bridge");
  const y = { label: "change of gain, dB", from: -7, to: 1, ticks: [-6, -4, -2, 0] };
  writePlot("compressor-kinds", {
    title: "Half a second, 10 dB louder: each set to 6 dB of reduction",
    names: "bottom",
    x: { label: "ms", from: -50, to: 1550, ticks: [0, 500, 1000, 1500] },
    y,
    curves: shown.map((kind) => ({ label: kind.label, points: curveOf(kind, -50, 1550) })),
  });
  writePlot("compressor-kinds-attack", {
    title: "The same, the first 40 ms",
    x: { label: "ms", from: -2, to: 40, ticks: [0, 10, 20, 30, 40] },
    y,
    curves: shown.map((kind) => ({ label: kind.label, points: curveOf(kind, -2, 40) })),
  });
});
