// Automation: known values, straight ramps without steps, and the time at which it meets the sound.
import { describe, expect, test, vi } from "vitest";
import {
  bus,
  constant,
  effectReturn,
  insert,
  renderMaster,
  runEngine,
  session,
  startEngine,
  track,
} from "../../test/support/engine-sessions.ts";
import type { Automation } from "../session/schema.ts";
import { laneValueAt } from "./automation.ts";
import { panGain } from "./pan.ts";
import { planSession } from "./plan-session.ts";

vi.mock("../processors/catalog.ts", async (original) => {
  const { testDeclarations } = await import("../../test/support/test-processors.ts");
  const real = await original<typeof import("../processors/catalog.ts")>();
  return { ...real, findDeclaration: (id: string) => testDeclarations.get(id) ?? real.findDeclaration(id) };
});
vi.mock("../processors/registry.ts", async (original) => {
  const { createTestProcessor } = await import("../../test/support/test-processors.ts");
  const real = await original<typeof import("../processors/registry.ts")>();
  return {
    ...real,
    createProcessor: (...args: Parameters<typeof real.createProcessor>) =>
      createTestProcessor(...args) ?? real.createProcessor(...args),
  };
});

const FRAMES = 12800;
const stems = { a: constant(FRAMES) };

function line(parameter: string, ...points: [frame: number, value: number, curve?: "linear" | "hold"][]): Automation {
  return { parameter, points: points.map(([frame, value, curve = "linear"]) => ({ frame, value, curve })) };
}

describe("the value of a lane", () => {
  const lane = (points: [number, number, boolean?][], ratios = false) => ({
    value: 7,
    ratios,
    points: points.map(([frame, value, hold = false]) => ({ frame, value, hold })),
  });

  test("stands before the first and after the last point, travels straight in between", () => {
    const ramp = lane([
      [100, -10],
      [200, 10],
    ]);
    expect([0, 100, 125, 150, 200, 999].map((frame) => laneValueAt(ramp, frame))).toEqual([-10, -10, -5, 0, 10, 10]);
  });

  test("holds", () => {
    const steps = lane([
      [0, 1, true],
      [50, 2, true],
      [60, 3],
    ]);
    expect([0, 49, 50, 59, 60].map((frame) => laneValueAt(steps, frame))).toEqual([1, 1, 2, 2, 3]);
  });

  test("jumps where two points share a frame", () => {
    const jump = lane([
      [0, 0],
      [100, 10],
      [100, 20],
      [200, 30],
    ]);
    expect([99, 100, 150].map((frame) => laneValueAt(jump, frame))).toEqual([9.9, 20, 25]);
  });

  test("travels in even ratios where the parameter says so", () => {
    expect(
      laneValueAt(
        lane(
          [
            [0, 100],
            [100, 1600],
          ],
          true,
        ),
        50,
      ),
    ).toBeCloseTo(400, 9);
  });

  test("is the fixed value without points", () => {
    expect(laneValueAt({ value: 7, points: [], ratios: false }, 5)).toBe(7);
  });
});

test("a fader that moves: right at every block, without steps", () => {
  const of = session([track("a", { automation: [line("faderDb", [0, -40], [FRAMES, 0])] })], FRAMES);
  const [left] = renderMaster(of, stems, FRAMES);
  for (let frame = 0; frame < FRAMES; frame += 128)
    expect(left[frame]).toBeCloseTo(10 ** ((-40 + (40 * frame) / FRAMES) / 20), 6);
  for (let frame = 1; frame < FRAMES; frame++) {
    const step = (left[frame] as number) - (left[frame - 1] as number);
    expect(step).toBeGreaterThan(0);
    expect(step).toBeLessThan(0.0005);
  }
});

test("a fader that closes is exactly silent", () => {
  const of = session([track("a", { automation: [line("faderDb", [0, 0], [1280, -144])] })], FRAMES);
  const [left] = renderMaster(of, stems, FRAMES);
  expect(left[0]).toBe(1);
  expect(left.subarray(1280).every((x) => x === 0)).toBe(true);
});

test("pan, trim and sends move", () => {
  const send = { id: "s", to: "r", levelDb: null, tap: "pre-fader" as const, enabled: true };
  const of = session(
    [
      track("a", {
        sends: [send],
        faderDb: null,
        automation: [line("trimDb", [0, -6]), line("pan", [0, -1]), line("sends.s.levelDb", [0, -20], [FRAMES, 0])],
      }),
    ],
    FRAMES,
    { returns: [effectReturn("r", { automation: [line("pan", [0, -1], [FRAMES, 1])] })] },
  );
  const [left, right] = renderMaster(of, stems, FRAMES);
  const frame = 6400;
  const level = 10 ** (-6 / 20) * 10 ** (-10 / 20);
  expect(left[frame]).toBeCloseTo(level, 5);
  expect(right[frame]).toBeCloseTo(level, 5);
  expect(right[0]).toBe(0);
  expect(left[0]).toBeCloseTo(10 ** (-26 / 20) * Math.SQRT2, 6);
});

test("a processor's parameters move at every block, items of lists too", () => {
  const waiter = insert("w", "test-waiter", { bands: [{ gainDb: 0 }] });
  const of = session(
    [
      track("a", {
        inserts: [waiter],
        automation: [
          line("inserts.w.gain", [0, 0], [12800, 100]),
          line("inserts.w.hz", [0, 100], [12800, 1600]),
          line("inserts.w.bands.0.gainDb", [0, -20], [12800, 20]),
        ],
      }),
    ],
    FRAMES,
  );
  const engine = startEngine(planSession(of), stems);
  const meters: number[][] = [];
  const [[left]] = runEngine(engine, FRAMES, () => meters.push([...(engine.insertMeters()[0]?.values ?? [])])) as [
    [Float32Array, Float32Array],
  ];
  for (const block of [0, 1, 50, 99]) expect(left[block * 128 + 64]).toBeCloseTo(block, 5);
  expect(meters[51]?.[0]).toBeCloseTo(400, 6);
  expect(meters[51]?.[1]).toBeCloseTo(0, 6);
});

test("automation meets the sound it was drawn for, however late that is", () => {
  const mute = line("faderDb", [0, 0, "hold"], [6400, -144, "hold"]);
  const of = session([track("a", { inserts: [insert("w", "test-waiter", { frames: 640 })] })], FRAMES, {
    mix: bus("mix", { automation: [mute] }),
  });
  const [left] = renderMaster(of, stems, FRAMES);
  expect(left.subarray(640, 6400 + 640 - 128).every((x) => x === 1)).toBe(true);
  expect(left.subarray(6400 + 640).every((x) => x === 0)).toBe(true);
});

test("a seek lands on the values of that place", () => {
  const of = session([track("a", { automation: [line("faderDb", [0, -20], [FRAMES, 0])] })], FRAMES);
  const engine = startEngine(planSession(of), stems);
  runEngine(engine, 1280);
  engine.seek(6400);
  const [[left]] = runEngine(engine, 128) as [[Float32Array, Float32Array]];
  expect(left[0]).toBeCloseTo(10 ** (-10 / 20), 6);
});

describe("the pan law", () => {
  const db = (gain: number) => 20 * Math.log10(gain);

  test.each([-3, -4.5, -6] as const)("%d dB: centre exactly 1, far side exactly 0, hard side up by that much", (law) => {
    expect(panGain(law, 0)).toBe(1);
    expect(panGain(law, 1)).toBe(0);
    expect(db(panGain(law, -1))).toBeCloseTo({ "-3": 3.0103, "-4.5": 4.5154, "-6": 6.0206 }[`${law}`], 4);
  });

  test("-3 dB keeps the power, -6 dB the sum, all the way", () => {
    for (let pan = -1; pan <= 1; pan += 0.125) {
      expect(panGain(-3, pan) ** 2 + panGain(-3, -pan) ** 2).toBeCloseTo(2, 12);
      expect(panGain(-6, pan) + panGain(-6, -pan)).toBeCloseTo(2, 12);
      expect(panGain(-4.5, pan) ** 2).toBeCloseTo(panGain(-3, pan) * panGain(-6, pan), 12);
    }
  });
});
