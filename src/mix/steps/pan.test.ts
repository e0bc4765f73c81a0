// Pan: lows and leads in the centre, pairs apart, both sides even; pins hold, a second pass changes nothing.
import { describe, expect, test } from "vitest";
import { fakeListen, fakeSession, type FakeStem } from "../../../test/fake-listen.ts";
import { runSteps } from "../../course/runner.ts";
import type { CourseOptions } from "../../course/step.ts";
import { editByHand } from "../../session/moves.ts";
import { panStep } from "./05-pan.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const band: readonly FakeStem[] = [
  { id: "kick", role: "kick", lufs: -20, lowLu: 1 },
  { id: "bass", role: "bass", lufs: -20, lowLu: 1 },
  { id: "vox", role: "lead-vocal", lufs: -17 },
  { id: "guitar-1", role: "guitar", lufs: -22, highLu: 1 },
  { id: "guitar-2", role: "guitar", lufs: -23, highLu: 1 },
  { id: "keys", role: "keys", lufs: -24 },
  { id: "organ", role: "keys", lufs: -26, lowLu: 2 },
  { id: "pad", role: "pad", lufs: -27, correlation: 0.3 },
  { id: "OH-L", role: "cymbals", lufs: -27 },
  { id: "OH-R", role: "cymbals", lufs: -27 },
];
const pan = (stems = band, session = fakeSession(stems)) => runSteps(session, [panStep], fakeListen(stems).listen, options);
const pansOf = async (stems = band) => Object.fromEntries((await pan(stems)).tracks.map((track) => [track.id, track.pan]));

describe("pan", () => {
  test("the small band's places", async () => {
    await expect(JSON.stringify(await pansOf(), null, 2)).toMatchFileSnapshot("golden/pan.json");
  });
  test("what carries the song and what is low stays in the centre", async () => {
    const pans = await pansOf();
    for (const id of ["kick", "bass", "vox", "organ"]) expect([id, pans[id]]).toEqual([id, 0]);
  });
  test("alike sounds and halves of a pair are on opposite sides; a stereo stem only leans", async () => {
    const pans = await pansOf();
    expect((pans["guitar-1"] ?? 0) * (pans["guitar-2"] ?? 0)).toBeLessThan(0);
    expect(pans["OH-L"]).toBe(-0.8);
    expect(pans["OH-R"]).toBe(0.8);
    expect(Math.abs(pans.pad ?? 1)).toBeLessThanOrEqual(0.15);
  });
  test.each([
    [
      "one loud guitar alone",
      [
        { id: "vox", role: "lead-vocal", lufs: -24 },
        { id: "gtr", role: "guitar", lufs: -18, highLu: 0 },
      ],
    ],
    [
      "a stem that leans by itself",
      [
        { id: "vox", role: "lead-vocal", lufs: -20 },
        { id: "keys", role: "keys", lufs: -20, balanceDb: 0 },
        { id: "syn", role: "synth", lufs: -19 },
        { id: "str", role: "strings", lufs: -23 },
      ],
    ],
    ["the band", band],
  ] as const)("left and right within ±1 dB: %s", async (_name, stems) => {
    const session = await pan([...stems]);
    const heard = await fakeListen(stems).listen(session, [{ id: "mix", tap: { strip: "mix", point: "input" } }]);
    expect(Math.abs(heard.get("mix")?.measurement.balanceDb ?? 99)).toBeLessThanOrEqual(1);
  });
  test("a second pass is neutral", async () => {
    const once = await pan();
    expect(await pan(band, once)).toEqual(once);
  });
  test("a pinned pan stays and the others make up for it", async () => {
    const session = await pan(band, editByHand(fakeSession(band), "guitar-1", "pan", 1));
    expect(session.tracks[3]?.pan).toBe(1);
    expect(session.tracks[4]?.pan).toBeLessThan(0);
  });
});
