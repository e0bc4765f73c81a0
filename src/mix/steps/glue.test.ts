// Glue and print: outcomes are reached and kept.
import { describe, expect, test } from "vitest";
import { fakeGroupedSession, fakeListen, type FakeStem } from "../../../test/fake-listen.ts";
import type { Need } from "../../course/listen.ts";
import { runSteps } from "../../course/runner.ts";
import type { CourseOptions } from "../../course/step.ts";
import { getValue } from "../../session/edit.ts";
import { editByHand, setMoveAmount, undoMove } from "../../session/moves.ts";
import type { Session } from "../../session/schema.ts";
import { glueStep } from "./10-glue.ts";
import { printStep } from "./12-print.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const drums: readonly FakeStem[] = [
  { id: "kick", role: "kick", lufs: -26, crestDb: 16 },
  { id: "snare", role: "snare", lufs: -28, crestDb: 16 },
];
const glue = (session: Session = fakeGroupedSession(drums), stems = drums) =>
  runSteps(session, [glueStep], fakeListen(stems).listen, options);
async function hear(session: Session, need: Need["tap"], stems = drums) {
  const heard = await fakeListen(stems).listen(session, [{ id: "x", tap: need }]);
  return heard.get("x");
}

describe("glue", () => {
  test.each([-12, -26, -44])("4 to 5 dB of gain reduction at a level of %i LUFS, and the group stays as loud", async (lufs) => {
    const stems = drums.map((stem) => ({ ...stem, lufs }));
    const session = await glue(fakeGroupedSession(stems), stems);
    const after = await hear(session, { strip: "group-drums", point: "inserts" }, stems);
    const before = await hear(session, { strip: "group-drums", point: "input" }, stems);
    const p10 = after?.meters.glue?.gainReductionDb?.p10 ?? 0;
    expect(p10).toBeLessThanOrEqual(-4);
    expect(p10).toBeGreaterThanOrEqual(-5);
    expect(Math.abs((after?.measurement.integratedLufs ?? 0) - (before?.measurement.integratedLufs ?? 99))).toBeLessThanOrEqual(
      0.3,
    );
  });
  test("a second pass is neutral", async () => {
    const once = await glue();
    expect(await glue(once)).toEqual(once);
  });
  test("half the amount is a threshold half the way down from 0 dBFS; undo takes the compressor out", async () => {
    const session = await glue();
    const threshold = getValue(session, "group-drums", "inserts.glue.thresholdDbfs") as number;
    const half = setMoveAmount(session, "glue/group-drums/inserts.glue.thresholdDbfs", 50);
    expect(getValue(half, "group-drums", "inserts.glue.thresholdDbfs")).toBeCloseTo(threshold / 2, 0);
    expect(undoMove(session, "glue/group-drums/inserts.glue").groups).toEqual(fakeGroupedSession(drums).groups);
  });
  test("a threshold set by hand stays; a compressor taken out by hand stays out", async () => {
    const byHand = editByHand(await glue(), "group-drums", "inserts.glue.thresholdDbfs", -10);
    expect(getValue(await glue(byHand), "group-drums", "inserts.glue.thresholdDbfs")).toBe(-10);
    const out = editByHand(await glue(), "group-drums", "inserts.glue", null);
    expect((await glue(out)).groups[0]?.inserts).toEqual([]);
  });
  test("silent groups and groups of effects are left alone", async () => {
    const quiet: readonly FakeStem[] = [{ id: "kick", role: "kick", lufs: null }];
    expect((await glue(fakeGroupedSession(quiet), quiet)).moves).toEqual([]);
    const effects: readonly FakeStem[] = [{ id: "riser", role: "effects", lufs: -20 }];
    expect((await glue(fakeGroupedSession(effects), effects)).moves).toEqual([]);
  });
});

describe("print", () => {
  const print = (stems: readonly FakeStem[], session = fakeGroupedSession(stems)) =>
    runSteps(session, [printStep], fakeListen(stems).listen, options);
  test.each([-40, -26, -19, -6])(
    "a mix of %i LUFS is printed with peaks between −6 and −3 dBFS, or as near as the fader goes",
    async (lufs) => {
      const stems: readonly FakeStem[] = [{ id: "kick", role: "kick", lufs, crestDb: 14 }];
      const session = await print(stems);
      const peakDbfs = (await hear(session, { strip: "mix", point: "output" }, stems))?.measurement.samplePeakDbfs ?? 0;
      if (lufs === -40) expect(session.mix.faderDb).toBe(12);
      else {
        expect(peakDbfs).toBeGreaterThanOrEqual(-6);
        expect(peakDbfs).toBeLessThanOrEqual(-3);
      }
      expect(await print(stems, session)).toEqual(session);
    },
  );
});
