// Import: regions keep every sound and cut only silence; roles, groups and colours; a second pass changes nothing.
import { describe, expect, test } from "vitest";
import { fakeListen, fakeSession, type FakeStem } from "../../../test/fake-listen.ts";
import { runSteps } from "../../course/runner.ts";
import { editByHand, undoMove } from "../../session/moves.ts";
import { parseSession } from "../../session/validate.ts";
import { findRegions, importStep } from "./02-import.ts";

const RATE = 48000;
const SECOND = RATE / 128;
const options = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} } as const;

/** Block peaks of a song: silence of `floorDbfs`, sounds of `levelDbfs` from..to in seconds. */
function song(lengthS: number, floorDbfs: number, sounds: readonly (readonly [number, number, number])[]): Float32Array {
  const floor = floorDbfs === -Infinity ? 0 : 10 ** (floorDbfs / 20);
  const blocks = new Float32Array(lengthS * SECOND).fill(floor);
  for (const [fromS, toS, levelDbfs] of sounds)
    blocks.fill(10 ** (levelDbfs / 20), Math.round(fromS * SECOND), Math.round(toS * SECOND));
  return blocks;
}
const regionsOf = (blocks: Float32Array) => findRegions(blocks, blocks.length * 128, RATE);

describe("regions", () => {
  test("two sounds in digital silence are two regions: 10 ms before, 300 ms after, fades in the silence", () => {
    const regions = regionsOf(
      song(20, -Infinity, [
        [2, 4, -12],
        [10, 11, -30],
      ]),
    );
    expect(regions).toEqual([
      { startFrame: 2 * RATE - 480, endFrame: 4 * RATE + 14400, fadeInFrames: 240, fadeOutFrames: 240 },
      { startFrame: 10 * RATE - 480, endFrame: 11 * RATE + 14400, fadeInFrames: 240, fadeOutFrames: 240 },
    ]);
  });
  test("in a clean file nothing above −90 dBFS is outside a region", () => {
    const blocks = song(30, -Infinity, [
      [3, 5, -12],
      [5, 9, -88],
      [14, 14.5, -89],
      [20, 21, -92],
    ]);
    const regions = regionsOf(blocks) ?? [];
    for (let block = 0; block < blocks.length; block++) {
      if ((blocks[block] ?? 0) <= 10 ** (-90 / 20)) continue;
      const inside = regions.some(({ startFrame, endFrame }) => startFrame <= block * 128 && endFrame >= (block + 1) * 128);
      expect([block, inside]).toEqual([block, true]);
    }
    expect(regions).toHaveLength(2);
  });
  test("dither is silence, and a tail is followed down into it", () => {
    const dither = -84.3;
    const regions = regionsOf(
      song(20, dither, [
        [5, 6, -10],
        [6, 8, -77],
      ]),
    );
    expect(regions).toHaveLength(1);
    expect(regions?.[0]).toMatchObject({ startFrame: 5 * RATE - 480, endFrame: 8 * RATE + 14400 });
  });
  test("hiss at −60 dBFS is left alone: it would be heard to go", () => {
    expect(regionsOf(song(20, -60, [[5, 6, -10]]))).toBeNull();
  });
  test("pauses under half a second are no cut; sound throughout is no region; silence is none either", () => {
    expect(
      regionsOf(
        song(10, -Infinity, [
          [0, 4, -10],
          [4.7, 10, -10],
        ]),
      ),
    ).toBeNull();
    expect(regionsOf(song(10, -Infinity, [[0, 10, -10]]))).toBeNull();
    expect(regionsOf(song(10, -Infinity, []))).toBeNull();
    expect(regionsOf(new Float32Array(0))).toBeNull();
  });
  test("at the song's edges there are no fades", () => {
    const regions = regionsOf(
      song(20, -Infinity, [
        [0, 1, -10],
        [19, 20, -10],
      ]),
    );
    expect(regions?.[0]?.fadeInFrames).toBe(0);
    expect(regions?.[1]?.fadeOutFrames).toBe(0);
    expect(regions?.[1]?.endFrame).toBe(20 * RATE);
  });
});

const stems: readonly FakeStem[] = [
  { id: "kick", lufs: -20, lowLu: 1 },
  { id: "Lead Vox", lufs: -20 },
  { id: "take_17", lufs: -20, lowLu: 0.5 },
  { id: "take_18", lufs: -20 },
];
const named = stems.map((stem) => ({ ...stem, id: stem.id.replace(" ", "-") }));
const run = (session = fakeSession(named)) => runSteps(session, [importStep], fakeListen(named).listen, options);

describe("roles and groups", () => {
  test("by name, else by sound, else unknown; each with its reason", async () => {
    const session = await run();
    expect(session.tracks.map((track) => [track.id, track.role, track.output])).toEqual([
      ["kick", "kick", "group-drums"],
      ["Lead-Vox", "lead-vocal", "group-vocals"],
      ["take_17", "bass", "group-bass"],
      ["take_18", "other", "group-instruments"],
    ]);
    expect(session.groups.map((group) => [group.name, group.colour])).toEqual([
      ["Drums", "#e98167"],
      ["Bass", "#9c8ac7"],
      ["Instruments", "#5687fb"],
      ["Vocals", "#f9f906"],
    ]);
    expect(session.moves.find((move) => move.id === "import/take_17/role")?.says).toMatch(/is bass, by its sound/);
    expect(parseSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
  });
  test("a stem with DC gets a high-pass, the others don't", async () => {
    const withDc = named.map((stem, index) => ({ ...stem, dcOffset: index === 1 ? 0.02 : 0.0005 }));
    const session = await runSteps(fakeSession(withDc), [importStep], fakeListen(withDc).listen, options);
    expect(session.tracks.map((track) => track.inserts.length)).toEqual([0, 1, 0, 0]);
    expect(session.moves.find((move) => move.id === "import/Lead-Vox/inserts.dc")?.says).toMatch(/DC of −34\.0 dBFS/);
    expect(await runSteps(session, [importStep], fakeListen(withDc).listen, options)).toEqual(session);
  });
  test("a second pass is neutral", async () => {
    const once = await run();
    expect(await run(once)).toEqual(once);
  });
  test("a role set by hand stays and decides the group", async () => {
    const byHand = editByHand(fakeSession(named), "take_18", "role", "guitar");
    const session = await run(byHand);
    expect(session.tracks[3]).toMatchObject({ role: "guitar", output: "group-instruments", colour: "#bdfc7e" });
  });
  test("a group can be undone: its tracks go back to the mix", async () => {
    const session = undoMove(await run(), "import/session/groups.group-vocals");
    expect(session.groups.map((group) => group.id)).not.toContain("group-vocals");
    expect(session.tracks[1]?.output).toBe("mix");
  });
  test("a group from a folder is kept and used", async () => {
    const session = fakeSession(named);
    const withFolder = { ...session, groups: [{ ...(await run()).groups[0]!, id: "folder", name: "drums" }] };
    expect((await run(withFolder)).tracks[0]?.output).toBe("folder");
  });
});
