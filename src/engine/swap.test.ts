// Changes of plan while the song plays: no click above -60 dBFS, nothing else disturbed, old objects handed back.
import { beforeEach, describe, expect, test, vi } from "vitest";
import { instantiateKernels } from "../kernels/kernels.ts";
import type { Insert, Session, Track } from "../session/schema.ts";
import { alive } from "../../test/support/test-processors.ts";
import {
  bus,
  constant,
  effectReturn,
  group,
  insert,
  noise,
  runEngine,
  session,
  sine,
  startEngine,
  type Stereo,
  track,
} from "../../test/support/engine-sessions.ts";
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

const FRAMES = 128 * 120;
const SWAP_BLOCK = 40;
const HZ = 55;
/** What -60 dBFS is as a step from one frame to the next. */
const CLICK = 0.001;
const stems = { a: sine(FRAMES, HZ, 0.25), b: sine(FRAMES, HZ, 0.25), dc: constant(FRAMES, 0.5), n: noise(FRAMES, 5) };

beforeEach(() => alive.clear());

/** Renders `before`, swaps to `after` at the swap's block and renders on. */
function swapped(before: Session, after: Session, more: readonly (readonly [block: number, session: Session])[] = []): Stereo {
  const engine = startEngine(planSession(before), stems);
  const swaps = new Map([[SWAP_BLOCK, after], ...more]);
  const [out] = runEngine(engine, FRAMES, (block) => {
    const next = swaps.get(block);
    if (next) engine.swapPlan(planSession(next));
  }) as [Stereo];
  expect(engine.isChanging).toBe(false);
  engine.disposeRetired();
  return out;
}

function rendered(of: Session): Stereo {
  return runEngine(startEngine(planSession(of), stems), FRAMES)[0] as Stereo;
}

/** The largest step from one frame to the next beyond what the steady signals themselves do. */
function click([left, right]: Stereo, steady: number): number {
  let worst = 0;
  for (const channel of [left, right]) {
    for (let i = 1; i < channel.length; i++)
      worst = Math.max(worst, Math.abs((channel[i] as number) - (channel[i - 1] as number)));
  }
  return worst - steady;
}

function steadyStep(of: Session, after: Session): number {
  return Math.max(click(rendered(of), 0), click(rendered(after), 0));
}

const one = (changes: Partial<Track> = {}, rest: Partial<Session> = {}) => session([track("a", changes)], FRAMES, rest);
const dc = (changes: Partial<Track> = {}, rest: Partial<Session> = {}) => session([track("dc", changes)], FRAMES, rest);
const gain = (value: number, id = "g"): Insert => insert(id, "test-waiter", { gain: value });
const wait = (frames: number, id = "w"): Insert => insert(id, "test-waiter", { frames });
const send = { id: "s", to: "r", levelDb: 0, tap: "post-fader" as const, enabled: true };
const withReturn = { returns: [effectReturn("r")] };

const changes: [name: string, before: Session, after: Session][] = [
  ["a fader up", dc({ faderDb: -20 }), dc({ faderDb: 0 })],
  ["a fader closed", dc(), dc({ faderDb: null })],
  ["a fader from -12 back to 0 dB", dc({ faderDb: -12 }), dc()],
  ["a pan pot across", dc({ pan: -1 }), dc({ pan: 1 })],
  ["trim", dc(), dc({ trimDb: -12 })],
  ["polarity", dc(), dc({ polarityInverted: true })],
  ["mute", dc(), dc({ mute: true })],
  ["a mute taken off", dc({ mute: true }), dc()],
  ["the master muted", dc(), dc({}, { master: bus("master", { mute: true }) })],
  ["an insert in", dc(), dc({ inserts: [gain(0.5)] })],
  ["an insert out", dc({ inserts: [gain(0.5)] }), dc()],
  ["an insert in front of another", dc({ inserts: [gain(0.5)] }), dc({ inserts: [gain(0.1, "h"), gain(0.5)] })],
  ["inserts in another order", dc({ inserts: [gain(0.5), gain(0.2, "h")] }), dc({ inserts: [gain(0.2, "h"), gain(0.5)] })],
  ["an insert with latency in", one(), one({ inserts: [wait(300)] })],
  ["an insert with latency out", one({ inserts: [wait(300)] }), one()],
  ["more latency", one({ inserts: [wait(3)] }), one({ inserts: [wait(2000)] })],
  [
    "latency on one of two tracks",
    session([track("a"), track("b")], FRAMES),
    session([track("a", { inserts: [wait(700)] }), track("b")], FRAMES),
  ],
  [
    "less latency on one of two",
    session([track("a", { inserts: [wait(700)] }), track("b")], FRAMES),
    session([track("a", { inserts: [wait(90)] }), track("b")], FRAMES),
  ],
  ["a track more", one(), session([track("a"), track("dc")], FRAMES)],
  ["a track less", session([track("a"), track("dc")], FRAMES), one()],
  ["solo", session([track("a"), track("dc")], FRAMES), session([track("a"), track("dc", { solo: true })], FRAMES)],
  ["a send on", dc({}, withReturn), dc({ sends: [send] }, withReturn)],
  ["a send off", dc({ sends: [send] }, withReturn), dc({ sends: [{ ...send, enabled: false }] }, withReturn)],
  [
    "a send before instead of after the fader",
    dc({ faderDb: -20, sends: [send] }, withReturn),
    dc({ faderDb: -20, sends: [{ ...send, tap: "pre-fader" }] }, withReturn),
  ],
  [
    "another output",
    dc({}, { groups: [group("g", { faderDb: -20 })] }),
    dc({ output: "g" }, { groups: [group("g", { faderDb: -20 })] }),
  ],
  ["another stem", dc(), dc({ stemId: "a" }, { stems: one().stems })],
  ["regions", dc(), dc({ regions: [{ startFrame: 0, endFrame: 100, fadeInFrames: 0, fadeOutFrames: 0 }] })],
  [
    "groups that change places",
    dc({ output: "g" }, { groups: [group("g", { output: "h", trimDb: -6 }), group("h", { inserts: [wait(100)] })] }),
    dc({ output: "h" }, { groups: [group("g", { trimDb: -6 }), group("h", { output: "g", inserts: [wait(100)] })] }),
  ],
];

describe("no click", () => {
  test.each(changes)("%s", (_, before, after) => {
    const out = swapped(before, after);
    expect(click(out, steadyStep(before, after))).toBeLessThan(CLICK);
  });

  test("and the measure of it notices a jump", () => {
    const [left, right] = [rendered(dc())[0].slice(), rendered(dc())[1]];
    left.fill(0.4, 5000);
    expect(click([left, right], 0)).toBeGreaterThan(CLICK);
  });

  test.each(changes)("%s: afterwards as if it had always been so", (_, before, after) => {
    const out = swapped(before, after);
    const steady = rendered(after);
    const settled = 128 * 100;
    expect(out[0].subarray(settled)).toEqual(steady[0].subarray(settled));
    expect(out[1].subarray(settled)).toEqual(steady[1].subarray(settled));
  });
});

test("what does not change is not touched, bit for bit", () => {
  const steady = [
    track("n", { trimDb: 3, inserts: [insert("l", "limiter", { inputGainDb: 12 })], output: "g", faderDb: -7, pan: 0.3 }),
    track("a", {
      inserts: [wait(1000)],
      automation: [
        {
          parameter: "faderDb",
          points: [
            { frame: 0, value: -30, curve: "linear" },
            { frame: FRAMES, value: 0, curve: "linear" },
          ],
        },
      ],
    }),
  ];
  const rest = { groups: [group("g", { inserts: [insert("l", "limiter")] })] };
  const before = session([...steady, track("b")], FRAMES, rest);
  const after = session([...steady, track("b", { faderDb: -3, inserts: [gain(0.5)] }), track("dc")], FRAMES, rest);
  const taps = ["n", "a", "g"].map((strip) => ({ strip, point: "output" as const }));
  const engine = startEngine(planSession(before, { taps: [...taps, { strip: "master", point: "output" }] }), stems);
  const changed = runEngine(engine, FRAMES, (block) => {
    if (block === SWAP_BLOCK) engine.swapPlan(planSession(after, { taps: [...taps, { strip: "master", point: "output" }] }));
  });
  const unchanged = runEngine(startEngine(planSession(before, { taps }), stems), FRAMES);
  for (const index of [0, 1, 2]) expect(changed[index]).toEqual(unchanged[index]);
});

test("a plan that is the same changes nothing at all", () => {
  const of = session([track("n", { faderDb: -3, inserts: [insert("l", "limiter", { inputGainDb: 12 })] })], FRAMES);
  expect(swapped(of, structuredClone(of))).toEqual(rendered(of));
});

test("parameters go to the running processor", () => {
  const engine = startEngine(planSession(dc({ inserts: [gain(0.5)] })), stems);
  runEngine(engine, 128);
  const [processor] = alive;
  engine.swapPlan(planSession(dc({ inserts: [gain(0.25)] })));
  const [[left]] = runEngine(engine, 128) as [Stereo];
  expect(left[0]).toBe(0.125);
  expect([...alive]).toEqual([processor]);
});

test("during a change a further plan waits, and only the last one counts", () => {
  const steps = [dc({ inserts: [gain(0.5)] }), dc({ mute: true }), dc({ inserts: [gain(0.3, "h")], faderDb: -6 })] as const;
  const out = swapped(dc(), steps[0], [
    [SWAP_BLOCK + 1, steps[1]],
    [SWAP_BLOCK + 2, steps[2]],
  ]);
  expect(click(out, 0)).toBeLessThan(CLICK);
  expect(out[0].subarray(128 * 100)).toEqual(rendered(steps[2])[0].subarray(128 * 100));
  expect(out[0].every((x) => x > 0.05)).toBe(true);
});

test("what no plan uses any more is handed back and disposed of when the host says so", () => {
  const engine = startEngine(planSession(dc({ inserts: [wait(100)] })), stems);
  runEngine(engine, 128);
  engine.swapPlan(planSession(dc({ inserts: [gain(1)] })));
  runEngine(engine, 128 * 30);
  expect(alive.size).toBe(2);
  engine.disposeRetired();
  expect(alive.size).toBe(1);
  engine.dispose();
  expect(alive.size).toBe(0);
});

test("swapping all day does not take more memory", () => {
  const kernels = instantiateKernels();
  const { memory } = kernels.heap;
  const engine = startEngine(planSession(dc()), stems, 0, kernels);
  const cycle = () => {
    for (const of of [
      one({ inserts: [wait(2000)] }),
      session([track("a", { inserts: [wait(300)] }), track("b"), track("dc")], FRAMES),
      dc(),
    ]) {
      engine.swapPlan(planSession(of));
      runEngine(engine, 128 * 40);
      engine.disposeRetired();
      engine.seek(0);
    }
  };
  cycle();
  const bytes = memory.buffer.byteLength;
  for (let round = 0; round < 20; round++) cycle();
  expect(memory.buffer.byteLength).toBe(bytes);
});

test("a seek is a fresh start", () => {
  const of = session(
    [track("n", { inserts: [insert("l", "limiter", { inputGainDb: 12 })], faderDb: -3 }), track("a", { inserts: [wait(77)] })],
    FRAMES,
  );
  const engine = startEngine(planSession(of), stems);
  runEngine(engine, 128 * 30);
  engine.swapPlan(planSession(dc()));
  runEngine(engine, 128 * 3);
  engine.swapPlan(planSession(of));
  engine.seek(0);
  expect(runEngine(engine, FRAMES)[0]).toEqual(rendered(of));
});
