// Edits by target and path: what is written is what is read, the rest is shared, and what can't be is refused in plain words.
import { describe, expect, test } from "vitest";
import {
  addGroup,
  addInsert,
  addReturn,
  addSend,
  getValue,
  removeInsert,
  removeStrip,
  reorderInsert,
  setAutomation,
  setValue,
} from "./edit.ts";
import { smallSession } from "../../test/sessions.ts";
import { neutralGroup, neutralReturn } from "./neutral.ts";
import type { MoveValue } from "./schema.ts";

describe("values by path", () => {
  const withInsert = addInsert(smallSession(), "kick", { id: "t", processor: "trim" });
  const withSend = addSend(withInsert, "vox", { id: "p", to: "plate", levelDb: -10, tap: "post-fader", enabled: true });
  const cases: readonly (readonly [string, string, MoveValue])[] = [
    ["kick", "faderDb", -7.5],
    ["kick", "faderDb", null],
    ["kick", "pan", -0.25],
    ["kick", "trimDb", 3],
    ["kick", "mute", true],
    ["kick", "role", "kick"],
    ["kick", "colour", "#ff0000"],
    ["kick", "output", "drums"],
    ["kick", "regions", [{ startFrame: 10, endFrame: 500, fadeInFrames: 5, fadeOutFrames: 5 }]],
    ["kick", "inserts.t.gainDb", -3],
    ["kick", "inserts.t.invertPolarity", true],
    ["kick", "inserts.t.enabled", false],
    ["vox", "sends.p.levelDb", -20],
    ["vox", "sends.p.tap", "pre-fader"],
    ["drums", "faderDb", -1],
    ["mix", "faderDb", -3],
    ["master", "trimDb", 1],
    ["vox", "automation.pan", [{ frame: 0, value: 0.5, curve: "linear" }]],
    ["session", "tempoBpm", 128],
    ["session", "name", "Other"],
  ];
  test.each(cases)("%s %s = %j is read back, and the old document is as it was", (target, path, value) => {
    const before = JSON.stringify(withSend);
    const after = setValue(withSend, target, path, value);
    expect(getValue(after, target, path)).toEqual(value);
    expect(JSON.stringify(withSend)).toBe(before);
  });
  test("what is not changed is shared", () => {
    const after = setValue(withSend, "kick", "faderDb", -3);
    expect(after.tracks[1]).toBe(withSend.tracks[1]);
    expect(after.groups).toBe(withSend.groups);
    expect(after.tracks[0]?.inserts).toBe(withSend.tracks[0]?.inserts);
  });
  test.each([
    ["nobody", "faderDb", 0, /no such strip/],
    ["kick", "volume", 0, /no such parameter/],
    ["kick", "faderDb", 13, /can't stand here/],
    ["kick", "pan", "left", /can't stand here/],
    ["kick", "output", "brass", /no group "brass"/],
    ["kick", "role", "bongo", /can't stand here/],
    ["mix", "role", "kick", /has no role/],
    ["kick", "inserts.t.gainDb", 900, /gainDb is 900/],
    ["kick", "inserts.t.drive", 1, /no parameter "drive"/],
    ["kick", "inserts.u.gainDb", 1, /no "u"/],
    ["kick", "inserts.t.keyFrom", "vox", /no side-chain key/],
    ["vox", "sends.q", { to: "hall", levelDb: 0, tap: "post-fader", enabled: true }, /no return "hall"/],
  ] as const)("%s %s = %j is refused", (target, path, value, words) => {
    expect(() => setValue(withSend, target, path, value)).toThrow(words);
  });
});

describe("parts", () => {
  test("inserts keep the place they are given", () => {
    let session = smallSession();
    for (const id of ["a", "b", "c"]) session = addInsert(session, "kick", { id, processor: "trim" });
    session = reorderInsert(session, "kick", "c", 0);
    expect(session.tracks[0]?.inserts.map((insert) => insert.id)).toEqual(["c", "a", "b"]);
    session = setValue(session, "kick", "inserts", [{ id: "b" }, { id: "a" }, { id: "c" }]);
    expect(session.tracks[0]?.inserts.map((insert) => insert.id)).toEqual(["b", "a", "c"]);
    expect(() => setValue(session, "kick", "inserts", [{ id: "b" }])).toThrow(/name every insert once/);
    expect(() => addInsert(session, "kick", { id: "a", processor: "trim" })).toThrow(/already/);
    expect(() => addInsert(session, "kick", { id: "z", processor: "no-such" })).toThrow(/no processor "no-such"/);
  });
  test("an insert that is taken out takes its automation with it", () => {
    let session = addInsert(smallSession(), "kick", { id: "t", processor: "trim" });
    session = setAutomation(session, "kick", "inserts.t.gainDb", [{ frame: 0, value: 1, curve: "hold" }]);
    expect(removeInsert(session, "kick", "t").tracks[0]).toEqual(smallSession().tracks[0]);
  });
  test("a removed group hands its tracks on; a removed return takes its sends away", () => {
    let session = setValue(smallSession(), "kick", "output", "drums");
    session = addSend(session, "vox", { id: "p", to: "plate", levelDb: -10, tap: "post-fader", enabled: true });
    session = removeStrip(removeStrip(session, "drums"), "plate");
    expect(session.tracks.map((track) => [track.output, track.sends.length])).toEqual([
      ["mix", 0],
      ["mix", 0],
    ]);
  });
  test("a group can't lead back to itself", () => {
    const session = addGroup(smallSession(), { ...neutralGroup("kit", "Kit"), output: "drums" });
    expect(() => setValue(session, "drums", "output", "kit")).toThrow(/leads back/);
    expect(() => addGroup(session, neutralGroup("kick", "Kick"))).toThrow(/already/);
    expect(() => addReturn(session, neutralReturn("mix", "Mix"))).toThrow(/kept for the system/);
  });
});
