// A folder's files become a neutral session: ids, names, groups and order.
import { expect, test } from "vitest";
import { parseSession } from "../session/validate.ts";
import { createSession, type FoundStem } from "./create-session.ts";

function found(path: string, folder: string | null = null): FoundStem {
  const audio = { contentHash: "ab", format: "wav", sampleRateHz: 44100, channels: 1 as const, bitDepth: 16 };
  return { path, folder, ...audio, fileFrames: 44100, frames: 48000 };
}

test("names without their numbers, in natural order, groups from folders", () => {
  const session = createSession(
    [
      found("../s/10_snare.wav"),
      found("../s/2_kick.wav"),
      found("../s/Vocals/lead_vox.flac", "Vocals"),
      found("../s/Vocals/bgv.flac", "Vocals"),
    ],
    { name: "Song" },
  );
  expect(session.tracks.map((track) => [track.id, track.name, track.output])).toEqual([
    ["kick", "Kick", "mix"],
    ["snare", "Snare", "mix"],
    ["bgv", "Bgv", "group-vocals"],
    ["lead-vox", "Lead vox", "group-vocals"],
  ]);
  expect(session.tracks.every((track) => track.faderDb === 0 && track.pan === 0 && track.role === "other")).toBe(true);
  expect(session.sampleRateHz).toBe(48000);
  expect(parseSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
});

test("names that would be the same keep what tells them apart; reserved and strange names get ids", () => {
  const session = createSession(
    ["1_gtr.wav", "2_gtr.wav", "mix.wav", "голос.wav", "...wav", "a.b c.wav", "<script>.wav", "drums/x.wav", "bass/x.wav"].map(
      (path) => found(path, path.includes("/") ? (path.split("/")[0] ?? null) : null),
    ),
    { name: "Song" },
  );
  const ids = session.tracks.map((track) => track.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(["1-gtr", "2-gtr", "mix-2", "голос", "a-b-c", "script", "x", "x-2"]));
  expect(() => parseSession(session)).not.toThrow();
});

test("no stems make an empty session", () => {
  expect(parseSession(createSession([], { name: "Empty" })).tracks).toEqual([]);
});
