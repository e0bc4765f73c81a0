// Mastering: outcomes are solved for and kept; where nothing is needed nothing is done.
import { describe, expect, test } from "vitest";
import { fakeHeard, fakeListen, fakeMeasurement, fakeSession, type FakeStem } from "../../../test/fake-listen.ts";
import { runSteps } from "../../course/runner.ts";
import type { CourseOptions } from "../../course/step.ts";
import { pin } from "../../session/pins.ts";
import { parseSession } from "../../session/validate.ts";
import { masterAlone } from "../alone.ts";
import { clipStep } from "./01-clip.ts";
import { imageStep, narrowing } from "./07-image.ts";
import { loudnessStep } from "./08-loudness.ts";
import { courseSteps, masteringSteps } from "./index.ts";
import { STEP_IDS } from "../../session/step-ids.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const mix: readonly FakeStem[] = [{ id: "song", role: "mix", lufs: -18, crestDb: 13, correlation: 0.2 }];
const master = (stems = mix, given: Partial<CourseOptions> = {}, session = fakeSession(stems), steps = masteringSteps) =>
  runSteps(session, steps, fakeListen(stems).listen, { ...options, ...given });
const hear = async (session: Awaited<ReturnType<typeof master>>, stems = mix) => {
  const heard = await fakeListen(stems).listen(session, [{ id: "master", tap: { strip: "master", point: "output" } }]);
  return heard.get("master")?.measurement;
};

describe("mastering", () => {
  test("clip, image, limiter: in this order, whatever the order of the steps", async () => {
    const session = await master(mix, {}, undefined, [...masteringSteps].reverse());
    expect(session.master.inserts.map((insert) => insert.id)).toEqual(["clip", "image", "limiter"]);
    expect(parseSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
  });
  test.each([-14, -10, -8])("integrated loudness lands on %f LUFS ±0.1", async (targetLufs) => {
    const measured = await hear(await master(mix, { targetLufs }));
    expect(Math.abs((measured?.integratedLufs ?? 0) - targetLufs)).toBeLessThanOrEqual(0.1);
  });
  test("a second pass is neutral", async () => {
    const once = await master();
    expect(await master(mix, {}, once)).toEqual(once);
  });
  test("another target moves the drive, another ceiling the ceiling", async () => {
    const once = await master();
    const other = await master(mix, { targetLufs: -12, ceilingDbtp: -2 }, once);
    expect(other.master.inserts.at(-1)?.params.ceilingDbtp).toBe(-2);
    expect(Math.abs(((await hear(other))?.integratedLufs ?? 0) + 12)).toBeLessThanOrEqual(0.1);
  });
  test("a correlation of 0.2 is narrowed to 0.5 or more; 0.7 is left alone", async () => {
    const session = await master(mix, {}, undefined, [imageStep]);
    expect((await hear(session))?.correlationMin).toBeGreaterThanOrEqual(0.5);
    const width = session.master.inserts[0]?.params.widthPercent;
    expect(width).toBeGreaterThan(60);
    expect(width).toBeLessThan(100);
    const sound = mix.map((stem) => ({ ...stem, correlation: 0.7 }));
    expect((await master(sound, {}, fakeSession(sound), [imageStep])).moves).toEqual([]);
  });
  test("narrowing follows r = (1 − x)/(1 + x) and never widens", () => {
    for (const r of [-0.9, -0.3, 0, 0.3, 0.49]) {
      const x = ((1 - r) / (1 + r)) * narrowing(r) ** 2;
      expect((1 - x) / (1 + x)).toBeCloseTo(0.53, 1);
    }
    expect(narrowing(0.9)).toBe(1);
    expect(narrowing(-1)).toBe(0);
  });
  test("1 to 3 dB are clipped off peaks that stand out, nothing where none do", async () => {
    const session = await master(mix, {}, undefined, [clipStep]);
    const ceilingDbfs = session.master.inserts[0]?.params.ceilingDbfs as number;
    expect(-5 - ceilingDbfs).toBeGreaterThanOrEqual(1); // peaks at −18 + 13 + 1 (a sum's) = −4
    expect(-4 - ceilingDbfs).toBeLessThanOrEqual(3.01);
    const measurement = fakeMeasurement({ integratedLufs: -10, samplePeakDbfs: -1 });
    const flat = fakeHeard(measurement, { blockPeaks: new Float32Array(1000).fill(10 ** (-1.3 / 20)) });
    const result = clipStep.decide(fakeSession(mix), new Map([["master:input", flat]]), options, 0, null);
    expect(result.session.moves).toEqual([]);
  });
  test("a peak that is measured over the ceiling lowers the limiter's by as much", async () => {
    const session = await master(mix, {}, undefined, [loudnessStep]);
    const over = fakeHeard(fakeMeasurement({ integratedLufs: -10, truePeakDbtp: -0.92 }));
    const heard = new Map([["master:inserts", over]]);
    const result = loudnessStep.decide(session, heard, options, 1, null);
    expect(result.session.master.inserts.at(-1)?.params.ceilingDbtp).toBe(-1.1);
    const kept = fakeHeard(fakeMeasurement({ integratedLufs: -10, truePeakDbtp: -1.01 }));
    expect(loudnessStep.decide(result.session, new Map([["master:inserts", kept]]), options, 2, null).session).toBe(
      result.session,
    );
  });
  test("a pinned drive stays, and the search ends", async () => {
    const once = await master();
    const pinned = pin(once, "master.inserts.limiter.inputGainDb");
    const other = await master(mix, { targetLufs: -14 }, pinned);
    expect(other.master.inserts.at(-1)?.params.inputGainDb).toBe(once.master.inserts.at(-1)?.params.inputGainDb);
  });
  test("silence is left alone", async () => {
    const silence: readonly FakeStem[] = [{ id: "a", lufs: null }];
    expect((await master(silence, {}, fakeSession(silence))).moves).toEqual([]);
  });
  test("half the amount is half the drive, and stays so when the step runs again", async () => {
    const full = await master(mix, {}, undefined, [loudnessStep]);
    const half = await master(mix, { amounts: { loudness: 50 } }, undefined, [loudnessStep]);
    const drive = (session: typeof full) => session.master.inserts.at(-1)?.params.inputGainDb as number;
    expect(drive(half)).toBeCloseTo(drive(full) / 2, 0);
    expect(drive(await master(mix, {}, half, [loudnessStep]))).toBe(drive(half));
  });
});

describe("mastering alone", () => {
  test("the printed mix, untouched, under the same master", async () => {
    const whole = await master(mix, {}, undefined, [loudnessStep]);
    const printed = { ...(whole.stems[0] ?? never()), path: "mix.wav" };
    const alone = masterAlone(whole, printed) ?? never();
    expect(parseSession(JSON.parse(JSON.stringify(alone))).tracks).toHaveLength(1);
    expect(alone.master).toBe(whole.master);
    expect(alone.tracks[0]).toMatchObject({ faderDb: 0, pan: 0, inserts: [], sends: [] });
    expect(alone.mix.inserts).toEqual([]);
  });
  test("a master that listens to another strip can't be taken out", async () => {
    const whole = await master();
    const inserts = whole.master.inserts.map((insert) => ({ ...insert, keyFrom: "song" }));
    expect(masterAlone({ ...whole, master: { ...whole.master, inserts } }, whole.stems[0] ?? never())).toBeNull();
  });
});

function never(): never {
  throw new Error("not there");
}

test("the course's steps stand in the course's order, each once", () => {
  const places = courseSteps.map((step) => STEP_IDS.indexOf(step.id));
  expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
});
