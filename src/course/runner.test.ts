// The runner: listens, decides, goes round, stops; and the search by secants.
import { describe, expect, test } from "vitest";
import { fakeListen, fakeSession } from "../../test/fake-listen.ts";
import { setValue } from "../session/edit.ts";
import { recordMove } from "../session/moves.ts";
import { chooseSteps } from "./catalog.ts";
import { needOf, trackInputs } from "./hear.ts";
import { judge } from "./rules.ts";
import { MAX_ROUNDS, runSteps } from "./runner.ts";
import { nextSetting } from "./solve.ts";
import type { CourseOptions, Step } from "./step.ts";
import { plain, signed, songTime } from "./wording.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const stems = [{ id: "kick", lufs: -20 }];
const about = { number: 1, part: "mixing", title: "", says: "", rule: "" } as const;

function step(id: Step["id"], decide: Step["decide"], needs: Step["needs"] = () => [needOf("mix", "output")]): Step {
  return { ...about, id, needs, decide };
}

describe("running steps", () => {
  test("a step that never has enough is stopped", async () => {
    let rounds = 0;
    const endless = step("pan", (session) => {
      rounds++;
      return { session: setValue(session, "kick", "faderDb", -rounds), again: true };
    });
    const session = await runSteps(fakeSession(stems), [endless], fakeListen(stems).listen, options);
    expect(rounds).toBe(MAX_ROUNDS);
    expect(session.tracks[0]?.faderDb).toBe(-MAX_ROUNDS);
  });
  test("each round hears the session as the last one left it, and is handed the one before", async () => {
    const seen: (number | null | undefined)[] = [];
    const twice = step("pan", (session, heard, _options, round, before) => {
      seen.push(heard.get("mix:output")?.measurement.integratedLufs, before?.session.tracks[0]?.faderDb ?? null);
      return { session: setValue(session, "kick", "faderDb", -6), again: round === 0 };
    });
    await runSteps(fakeSession(stems), [twice], fakeListen(stems).listen, options);
    expect(seen.map((value) => (typeof value === "number" ? Math.round(value) : value))).toEqual([-20, null, -26, 0]);
  });
  test("stems are heard once for all steps; a step that needs nothing renders nothing", async () => {
    const fake = fakeListen(stems);
    const listens = (id: Step["id"]) => step(id, (session) => ({ session, again: false }), trackInputs);
    const silent = step(
      "glue",
      (session) => ({ session, again: false }),
      () => [],
    );
    await runSteps(fakeSession(stems), [listens("stems"), listens("import"), silent, listens("balance")], fake.listen, options);
    expect(fake.renderings()).toBe(1);
  });
  test("a step solves at its full strength; the amount comes afterwards", async () => {
    const heardAt: (number | null)[] = [];
    const solves = step("balance", (session, _heard, _options, round) => {
      heardAt.push(session.tracks[0]?.faderDb ?? null);
      const reason = { measure: "", value: null, unit: "", goal: "" };
      const draft = { step: "balance", target: "kick", parameter: "faderDb", to: -8, unit: "dB", reason, says: "" };
      return { session: recordMove(session, draft), again: round === 0 };
    });
    const run = (session = fakeSession(stems), amounts: CourseOptions["amounts"] = {}) =>
      runSteps(session, [solves], fakeListen(stems).listen, { ...options, amounts });
    const half = await run(undefined, { balance: 50 });
    expect(half.tracks[0]?.faderDb).toBe(-4);
    expect((await run(half)).tracks[0]?.faderDb).toBe(-4);
    expect((await run(half, { balance: 100 })).tracks[0]?.faderDb).toBe(-8);
    expect(heardAt).toEqual([0, -8, -8, -8, -8, -8]);
  });
  test("an abort ends the run and leaves the session alone", async () => {
    const session = fakeSession(stems);
    const stop = new AbortController();
    const decides = step("pan", (one) => (stop.abort(new Error("stopped")), { session: one, again: true }));
    await expect(runSteps(session, [decides], fakeListen(stems).listen, options, { signal: stop.signal })).rejects.toThrow(
      "stopped",
    );
  });
  test("--until, --only and --skip", () => {
    const all = (["stems", "import", "balance", "pan"] as const).map((id) => step(id, (session) => ({ session, again: false })));
    const ids = (asked: Parameters<typeof chooseSteps>[1]) => chooseSteps(all, asked).map((one) => one.id);
    expect(ids({ until: "balance" })).toEqual(["stems", "import", "balance"]);
    expect(ids({ only: ["pan"] })).toEqual(["pan"]);
    expect(ids({ until: "saturation" })).toEqual(ids({ until: "pan" }));
    expect(ids({ until: "loudness" })).toEqual(ids({}));
    expect(ids({ skip: ["import"] })).toEqual(["stems", "balance", "pan"]);
  });
});

test("the secant finds a setting whose slope is not what was expected", () => {
  const curve = (x: number) => -0.3 * x * x * 0.1 - 0.2 * x;
  const solving = { target: -4.5, slope: -1, minSlope: -2, maxSlope: -0.05, maxStep: 6 };
  let last = { setting: 0, outcome: curve(0) };
  let before = null;
  for (let i = 0; i < 7; i++) {
    const setting = nextSetting(last, before, solving);
    before = last;
    last = { setting, outcome: curve(setting) };
  }
  expect(last.outcome).toBeCloseTo(-4.5, 2);
});

test("verdicts", () => {
  const rule = { id: "x", text: "", unit: "dB", low: -5, high: -4, where: "mix" };
  const verdictOf = (value: number | null, warnWithin = 0) => judge({ ...rule, value, warnWithin }).verdict;
  expect([verdictOf(-4.5), verdictOf(-4), verdictOf(-3.9), verdictOf(-3.9, 0.2), verdictOf(-5.3, 0.2), verdictOf(null)]).toEqual([
    "pass",
    "pass",
    "fail",
    "warn",
    "fail",
    "warn",
  ]);
});

test("numbers in sentences", () => {
  expect([signed(1.5), signed(-2.14), signed(-0.04), plain(-3), songTime(62.5)]).toEqual([
    "+1.5",
    "−2.1",
    "0.0",
    "−3.0",
    "1:02.5",
  ]);
});
