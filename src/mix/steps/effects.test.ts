// Effects and summing: one filtered plate at its level, sends by role, the console's channels; undone without a trace.
import { describe, expect, test } from "vitest";
import { fakeListen, fakeSession, type FakeStem } from "../../../test/fake-listen.ts";
import { runSteps } from "../../course/runner.ts";
import type { CourseOptions, Step } from "../../course/step.ts";
import { editByHand, setMoveAmount, undoMove } from "../../session/moves.ts";
import type { Session } from "../../session/schema.ts";
import { parseSession } from "../../session/validate.ts";
import { effectsStep, preDelayFor, RETURN_ID } from "./09-effects.ts";
import { summingStep } from "./11-summing.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const song: readonly FakeStem[] = [
  { id: "kick", role: "kick", lufs: -24 },
  { id: "bass", role: "bass", lufs: -24 },
  { id: "riser", role: "effects", lufs: -33 },
  { id: "vox", role: "lead-vocal", lufs: -21 },
  { id: "strings", role: "strings", lufs: -27 },
];
const run = (step: Step, session: Session = fakeSession(song), stems = song) =>
  runSteps(session, [step], fakeListen(stems).listen, options);
async function roomLu(session: Session, stems = song): Promise<number> {
  const taps = [
    { id: "room", tap: { strip: RETURN_ID, point: "output" as const } },
    { id: "mix", tap: { strip: "mix", point: "input" as const } },
  ];
  const heard = await fakeListen(stems).listen(session, taps);
  return (heard.get("room")?.measurement.integratedLufs ?? 0) - (heard.get("mix")?.measurement.integratedLufs ?? 0);
}

describe("effects", () => {
  test("voices and strings go to the plate, kick, bass and effects stay dry", async () => {
    const session = await run(effectsStep);
    const sends = Object.fromEntries(
      session.tracks.map((track) => [track.id, track.sends.map((send) => [send.levelDb, send.tap])]),
    );
    expect(sends).toEqual({ kick: [], bass: [], riser: [], vox: [[-9, "post-fader"]], strings: [[-10, "post-fader"]] });
    expect(session.returns[0]?.inserts.map((insert) => insert.processor)).toEqual(["parametric-eq", "reverb-plate"]);
    expect(session.returns[0]?.inserts[1]?.params).toMatchObject({ wetPercent: 100 });
    expect(parseSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
  });
  test.each([-21, -27, -15])("the room stands 14 LU under the mix with a voice of %i LUFS", async (lufs) => {
    const stems = song.map((stem) => (stem.id === "vox" ? { ...stem, lufs } : stem));
    expect(Math.abs((await roomLu(await run(effectsStep, fakeSession(stems), stems), stems)) + 14)).toBeLessThanOrEqual(0.6);
  });
  test("a second pass is neutral; undo leaves no trace", async () => {
    const once = await run(effectsStep);
    expect(await run(effectsStep, once)).toEqual(once);
    expect(undoMove(once, `effects/session/returns.${RETURN_ID}`)).toEqual(fakeSession(song));
  });
  test("a send whose amount is 0 is switched off in its place", async () => {
    const off = setMoveAmount(await run(effectsStep), "effects/vox/sends.plate", 0);
    expect(off.tracks[3]?.sends[0]).toMatchObject({ enabled: false, levelDb: -9 });
  });
  test("a send taken out by hand stays out", async () => {
    const out = editByHand(await run(effectsStep), "vox", "sends.plate", null);
    expect((await run(effectsStep, out)).tracks[3]?.sends).toEqual([]);
  });
  test("nothing to send, no return", async () => {
    const dry: readonly FakeStem[] = [{ id: "kick", role: "kick", lufs: -20 }];
    expect((await run(effectsStep, fakeSession(dry), dry)).moves).toEqual([]);
  });
  test("pre-delay is a thirty-second note where that is between 25 and 60 ms", () => {
    expect([null, 120, 140, 60, 400].map(preDelayFor)).toEqual([35, 35, 54, 35, 35]);
  });
});

describe("summing", () => {
  test("every track has a channel of its own, groups and mix a bus amplifier", async () => {
    const session = await run(summingStep);
    const channels = session.tracks.map((track) => track.inserts.at(-1)?.params.channel);
    expect(channels).toEqual([1, 2, 3, 4, 5]);
    expect(session.mix.inserts[0]?.processor).toBe("console-bus");
    expect(parseSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
    expect(await run(summingStep, session)).toEqual(session);
  });
  test("a seed of any size is taken", async () => {
    const session = await run(summingStep, { ...fakeSession(song), seed: 123456789 });
    expect(() => parseSession(session)).not.toThrow();
  });
});
