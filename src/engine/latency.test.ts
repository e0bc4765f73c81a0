// Latency compensation, measured: impulses that left together arrive together, on every path.
import { describe, expect, test, vi } from "vitest";
import {
  bus,
  effectReturn,
  group,
  impulse,
  insert,
  renderTaps,
  session,
  type Stereo,
  track,
} from "../../test/support/engine-sessions.ts";
import type { TapRequest } from "./plan.ts";
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

const FRAMES = 2560;
const at = 37;
const stems = { a: impulse(FRAMES, at), b: impulse(FRAMES, at), c: impulse(FRAMES, at) };
const wait = (frames: number) => insert(`w${frames}`, "test-waiter", { frames });

/** Where each non-zero frame lies, with its value. */
function impulses([left]: Stereo): [frame: number, value: number][] {
  return [...left].flatMap((value, frame): [number, number][] => (value === 0 ? [] : [[frame, value]]));
}

function master(of: ReturnType<typeof session>): { latency: number; heard: [number, number][] } {
  const latency = planSession(of).taps[0]?.latencyFrames as number;
  return { latency, heard: impulses(renderTaps(of, stems, FRAMES)[0] as Stereo) };
}

describe("signals that left together arrive together", () => {
  test("parallel tracks", () => {
    const of = session([track("a"), track("b", { inserts: [wait(300)] }), track("c", { inserts: [wait(5)] })], FRAMES);
    expect(master(of)).toEqual({ latency: 300, heard: [[at + 300, 3]] });
  });

  test("through groups in groups, with latency on the bus", () => {
    const of = session([track("a", { output: "g", inserts: [wait(64)] }), track("b", { output: "h" }), track("c")], FRAMES, {
      groups: [group("g", { output: "h", inserts: [wait(200)] }), group("h", { inserts: [wait(1)] })],
      master: bus("master", { inserts: [wait(77)] }),
    });
    expect(master(of)).toEqual({ latency: 64 + 200 + 1 + 77, heard: [[at + 342, 3]] });
  });

  test.each(["pre-fader", "post-fader"] as const)("sends to returns, %s", (tap) => {
    const send = { id: "s", to: "r", levelDb: 0, tap, enabled: true };
    const of = session([track("a", { inserts: [wait(100)], sends: [send] }), track("b", { sends: [send] })], FRAMES, {
      returns: [effectReturn("r", { inserts: [wait(129)] })],
    });
    expect(master(of)).toEqual({ latency: 229, heard: [[at + 229, 4]] });
  });

  test("a return into a group", () => {
    const send = { id: "s", to: "r", levelDb: 0, tap: "post-fader" as const, enabled: true };
    const of = session([track("a", { sends: [send] }), track("b", { output: "g" })], FRAMES, {
      groups: [group("g", { inserts: [wait(10)] })],
      returns: [effectReturn("r", { output: "g", inserts: [wait(50)] })],
    });
    expect(master(of)).toEqual({ latency: 60, heard: [[at + 60, 3]] });
  });
});

describe("keys line up with the signal they control", () => {
  const keyed = (before: number, keyLatency: number) =>
    session(
      [
        track("a", { inserts: [wait(before), insert("k", "test-key-out", {}, { keyFrom: "b" })] }),
        track("b", { inserts: [wait(keyLatency)], faderDb: null }),
        track("c"),
      ],
      FRAMES,
    );

  test.each([
    [0, 0],
    [0, 250],
    [250, 0],
    [40, 250],
    [250, 40],
  ])("signal %i frames late, key %i", (before, keyLatency) => {
    const late = Math.max(before, keyLatency);
    expect(master(keyed(before, keyLatency))).toEqual({ latency: late, heard: [[at + late, 3]] });
  });

  test("a muted track still is a key, and is not heard", () => {
    const of = session(
      [
        track("a", { inserts: [insert("k", "test-key-out", {}, { keyFrom: "b" })] }),
        track("b", { mute: true, inserts: [wait(9)] }),
      ],
      FRAMES,
    );
    expect(master(of)).toEqual({ latency: 9, heard: [[at + 9, 2]] });
  });

  test("of a return, from a track", () => {
    const send = { id: "s", to: "r", levelDb: 0, tap: "post-fader" as const, enabled: true };
    const of = session(
      [track("a", { inserts: [wait(20)], sends: [send] }), track("b", { inserts: [wait(500)], mute: true })],
      FRAMES,
      {
        returns: [effectReturn("r", { inserts: [insert("k", "test-key-out", {}, { keyFrom: "b" })] })],
      },
    );
    expect(master(of)).toEqual({ latency: 500, heard: [[at + 500, 3]] });
  });
});

test("each tap says how late it is", () => {
  const of = session([track("a", { inserts: [wait(30)], output: "g" }), track("b", { output: "g" })], FRAMES, {
    groups: [group("g", { inserts: [wait(70)] })],
    mix: bus("mix", { inserts: [wait(100)] }),
  });
  const taps: TapRequest[] = [
    { strip: "a", point: "input" },
    { strip: "a", point: "inserts" },
    { strip: "b", point: "output" },
    { strip: "g", point: "input" },
    { strip: "g", point: "output" },
    { strip: "mix", point: "inserts" },
    { strip: "master", point: "output" },
  ];
  const plan = planSession(of, { taps });
  expect(plan.taps.map((tap) => tap.latencyFrames)).toEqual([0, 30, 0, 30, 100, 200, 200]);
  renderTaps(of, stems, FRAMES, taps).forEach((heard, index) => {
    expect(impulses(heard).map(([frame]) => frame)).toEqual([at + (plan.taps[index]?.latencyFrames as number)]);
  });
});
