// Findings at stems: each names the stem, the place and the way out; sound stems pass in one line a kind.
import { expect, test } from "vitest";
import { fakeListen, fakeSession, type FakeStem } from "../../test/fake-listen.ts";
import { trackInputs } from "../course/hear.ts";
import { stemFindings } from "./findings.ts";

async function findings(stems: readonly FakeStem[]) {
  const session = fakeSession(stems);
  return stemFindings(session, await fakeListen(stems).listen(session, trackInputs(session)));
}

test("sound stems: every kind passes once", async () => {
  const rules = await findings([
    { id: "a", lufs: -20 },
    { id: "b", lufs: -22, channels: 2, correlation: 0.4 },
  ]);
  expect(rules.map((rule) => [rule.id, rule.verdict])).toEqual(
    ["silent", "clipped", "dc", "twins", "length", "mono"].map((kind) => [`stems.${kind}`, "pass"]),
  );
});

test.each<readonly [string, readonly FakeStem[], string, RegExp]>([
  [
    "silent",
    [
      { id: "a", lufs: -20 },
      { id: "b", lufs: null },
    ],
    "b.wav",
    /is silent: print it again/,
  ],
  ["clipped", [{ id: "a", lufs: -20, clippedFrames: 9 }], "a.wav", /clipped \(9 frames.*0:00\.0\): print it lower/],
  ["dc", [{ id: "a", lufs: -20, dcOffset: 0.01 }], "a.wav", /DC \(−40\.0 dBFS\)/],
  [
    "twins",
    [
      { id: "a", lufs: -20, contentHash: "x" },
      { id: "b", lufs: -20, contentHash: "x" },
    ],
    "b.wav",
    /same file as a\.wav/,
  ],
  [
    "length",
    [
      { id: "a", lufs: -20 },
      { id: "b", lufs: -20, frames: 48000 * 50 },
    ],
    "b.wav",
    /10\.0 s shorter/,
  ],
  ["mono", [{ id: "a", lufs: -20, channels: 2, correlation: 1 }], "a.wav", /mono in a stereo file/],
])("%s", async (kind, stems, where, words) => {
  const found = (await findings(stems)).filter((rule) => rule.id === `stems.${kind}`);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ where, verdict: kind === "mono" ? "pass" : "warn" });
  expect(found[0]?.text).toMatch(words);
});
