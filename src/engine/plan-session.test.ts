// The plan: what is left out, what is refused and in which words, the order of computation, plain data.
import { describe, expect, test } from "vitest";
import type { Session } from "../session/schema.ts";
import { bus, effectReturn, group, insert, session, track } from "../../test/support/engine-sessions.ts";
import { compilePlan } from "./compile.ts";
import { PlanError } from "./plan-error.ts";
import { planSession } from "./plan-session.ts";
import { STRIP_ORDER } from "./strip.ts";

const send = (to: string, changes = {}) => ({
  id: `to ${to}`,
  to,
  levelDb: 0,
  tap: "post-fader" as const,
  enabled: true,
  ...changes,
});

function refusal(of: Session): PlanError {
  try {
    planSession(of);
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    return error as PlanError;
  }
  throw new Error("The session was planned.");
}

describe("what changes nothing is not computed", () => {
  test("neutral tracks are read and added", () => {
    const { operations } = compilePlan(planSession(session([track("a"), track("b"), track("c")], 100)));
    expect(operations.map((operation) => operation.do)).toEqual(["read", "read", "add", "read", "add"]);
  });

  test("muted strips, disabled inserts and sends, empty groups and returns", () => {
    const of = session(
      [
        track("a", { inserts: [insert("i", "trim", { gainDb: 3 }, { enabled: false })], sends: [send("r", { enabled: false })] }),
        track("b", { mute: true, output: "g" }),
      ],
      100,
      { groups: [group("g")], returns: [effectReturn("r")] },
    );
    const plan = planSession(of);
    expect(plan.strips.map((strip) => strip.id)).toEqual(["a", "mix", "master"]);
    expect(compilePlan(plan).operations.map((operation) => operation.do)).toEqual(["read"]);
  });

  test("a fader, a pan and a trim cost one pass each side of the inserts", () => {
    const of = session(
      [track("a", { trimDb: 1, polarityInverted: true, faderDb: -3, pan: 0.5 }), track("b", { faderDb: -3 })],
      100,
    );
    const operations = compilePlan(planSession(of)).operations.map((operation) => operation.do);
    expect(operations).toEqual(["read", "scale", "scale", "read", "add-scaled"]);
  });

  test("what no tap needs", () => {
    const of = session([track("a"), track("b"), track("c")], 100);
    const plan = planSession(of, { taps: [{ strip: "b", point: "inserts" }] });
    expect(plan.strips.map((strip) => strip.id)).toEqual(["b"]);
  });
});

test("the strip's order", () => {
  expect(STRIP_ORDER).toEqual(["polarity", "trim", "inserts", "pre-fader sends", "fader", "pan", "post-fader sends", "output"]);
});

test("a plan is plain data: a clone through JSON is the same plan", () => {
  const of = session([track("a", { faderDb: null, inserts: [insert("l", "limiter")], sends: [send("r")] })], 100, {
    returns: [effectReturn("r")],
  });
  const plan = planSession(of, { levels: true });
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  expect(structuredClone(plan)).toEqual(plan);
});

test("keys come before what they control, otherwise the session's order stands", () => {
  const of = session([track("a", { output: "h" }), track("b", { output: "g" })], 100, {
    groups: [group("g", { output: "h" }), group("h")],
  });
  expect(planSession(of).strips.map((strip) => strip.id)).toEqual(["a", "b", "g", "h", "mix", "master"]);
});

test("song and tail", () => {
  const region = { startFrame: 10, endFrame: 400, fadeInFrames: 0, fadeOutFrames: 0 };
  expect(planSession(session([track("a")], 1000)).songFrames).toBe(1000);
  expect(planSession(session([track("a", { regions: [region] })], 1000)).songFrames).toBe(400);
  expect(planSession(session([], 0)).songFrames).toBe(0);
});

describe("refusals", () => {
  const cases: [name: string, session: Session, code: string, words: RegExp][] = [
    ["an unknown output", session([track("a", { output: "x" })], 1), "unknown-reference", /output of a is "x"/],
    ["an output to a track", session([track("a", { output: "b" }), track("b")], 1), "bad-routing", /the track "b"/],
    ["an unknown stem", { ...session([track("a")], 1), stems: [] }, "unknown-reference", /stem "a"/],
    ["an unknown return", session([track("a", { sends: [send("x")] })], 1), "unknown-reference", /sends "to x" to "x"/],
    [
      "a send to a group",
      session([track("a", { sends: [send("g")] })], 1, { groups: [group("g")] }),
      "bad-routing",
      /the group "g"/,
    ],
    [
      "a send of a return",
      session([], 1, { returns: [effectReturn("r", { sends: [send("s")] }), effectReturn("s")] }),
      "feedback",
      /return "r" sends/,
    ],
    [
      "a send of the mix",
      session([], 1, { mix: bus("mix", { sends: [send("r")] }), returns: [effectReturn("r")] }),
      "feedback",
      /mix "mix" sends/,
    ],
    [
      "groups in a circle",
      session([], 1, { groups: [group("g", { output: "h" }), group("h", { output: "g" })] }),
      "feedback",
      /circle: .*g → h|circle: .*h → g/,
    ],
    [
      "a group that sends to a return that leads back",
      session([], 1, { groups: [group("g", { sends: [send("r")] })], returns: [effectReturn("r", { output: "g" })] }),
      "feedback",
      /circle/,
    ],
    ["two strips of one name", session([track("a"), track("a")], 1), "duplicate-id", /"a"/],
    ["a track called mix", session([track("mix")], 1), "duplicate-id", /"mix"/],
    ["an unknown processor", session([track("a", { inserts: [insert("i", "x")] })], 1), "unknown-processor", /"x"/],
    ["an unknown parameter", session([track("a", { inserts: [insert("i", "trim", { loud: 1 })] })], 1), "bad-parameter", /loud/],
    [
      "a value out of range",
      session([track("a", { inserts: [insert("i", "trim", { gainDb: 99 })] })], 1),
      "bad-parameter",
      /gainDb is 99/,
    ],
    [
      "two inserts of one name",
      session([track("a", { inserts: [insert("i", "trim"), insert("i", "trim")] })], 1),
      "duplicate-id",
      /"i"/,
    ],
    [
      "an unknown key",
      session([track("a", { inserts: [insert("i", "trim", {}, { keyFrom: "x" })] })], 1),
      "unknown-reference",
      /key from "x"/,
    ],
    [
      "a key for what takes none",
      session([track("a", { inserts: [insert("i", "trim", {}, { keyFrom: "b" })] }), track("b")], 1),
      "bad-routing",
      /takes none/,
    ],
    [
      "overlapping regions",
      session(
        [
          track("a", {
            regions: [
              { startFrame: 0, endFrame: 10, fadeInFrames: 0, fadeOutFrames: 0 },
              { startFrame: 9, endFrame: 20, fadeInFrames: 0, fadeOutFrames: 0 },
            ],
          }),
        ],
        1,
      ),
      "bad-regions",
      /frame 9 to 20/,
    ],
  ];
  test.each(cases)("%s", (_, of, code, words) => {
    const error = refusal(of);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.hint).not.toBe("");
  });

  const points = [{ frame: 0, value: 0, curve: "linear" as const }];
  const automations: [parameter: string, words: RegExp, points?: typeof points][] = [
    ["volume", /"volume"/],
    ["sends.x.levelDb", /"sends.x.levelDb"/],
    ["inserts.x.gainDb", /"inserts.x.gainDb"/],
    ["inserts.i.loud", /inserts.i.loud/],
    ["inserts.i.invertPolarity", /cannot move/],
    ["inserts.l.lookAheadMs", /cannot move/],
    ["faderDb", /is 13/, [{ frame: 0, value: 13, curve: "linear" }]],
    ["inserts.i.gainDb", /is 99/, [{ frame: 0, value: 99, curve: "linear" }]],
    [
      "pan",
      /after one at 9/,
      [
        { frame: 9, value: 0, curve: "linear" },
        { frame: 8, value: 0, curve: "linear" },
      ],
    ],
  ];
  test.each(automations)("automation of %s", (parameter, words, given = points) => {
    const of = session(
      [track("a", { inserts: [insert("i", "trim"), insert("l", "limiter")], automation: [{ parameter, points: given }] })],
      1,
    );
    expect(refusal(of).message).toMatch(words);
  });
});
