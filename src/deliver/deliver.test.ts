// Delivery: files and names, ceilings for codecs, media, and a report that no name can break.
import { describe, expect, test } from "vitest";
import { fakeHeard, fakeListen, fakeMeasurement, fakeSession } from "../../test/fake-listen.ts";
import { editByHand } from "../session/moves.ts";
import { checkSession } from "./check-session.ts";
import { bestTry, type CodecTry, nextCeiling } from "./codec-ceiling.ts";
import { companionPaths, deliverablesOf, FORMAT_IDS, parseFormats, safeFileName } from "./deliverables.ts";
import { escapeHtml } from "./html.ts";
import { mediumRules, streamingOutcomes } from "./media.ts";
import { buildReport, type DeliverableReport } from "./report.ts";
import { reportHtml } from "./report-html.ts";

describe("deliverables", () => {
  test("all of them, as the contract names them", () => {
    expect(deliverablesOf("Song").map((one) => [one.path, one.sampleRateHz, one.bitDepth, one.dither])).toEqual([
      ["Song.master.wav", 48000, 24, "tpdf"],
      ["release/Song.aiff", 48000, 24, "tpdf"],
      ["release/Song.44k-24.wav", 44100, 24, "tpdf"],
      ["release/Song.cd.wav", 44100, 16, "shaped"],
      ["release/Song.flac", 48000, 24, "tpdf"],
      ["release/Song.mp3", 44100, null, "none"],
      ["release/Song.m4a", 44100, null, "none"],
    ]);
    expect(companionPaths("Song")).toMatchObject({
      session: "Song.stemroom/session.json",
      mix: "Song.mix.wav",
      cue: "release/Song.cue",
    });
  });
  test("--formats", () => {
    expect(deliverablesOf("S", parseFormats("mp3-320, flac,flac")).map((one) => one.id)).toEqual(["flac", "mp3-320"]);
    expect(() => parseFormats("ogg")).toThrow(/no format "ogg".*aac-128/);
    expect(() => parseFormats(" ,")).toThrow(/No format is named/);
    expect(FORMAT_IDS).toHaveLength(7);
  });
  test.each([
    ["AC/DC: Live?", "AC_DC_ Live_"],
    ["../../etc", "_.._etc"],
    ["", "song"],
    ["...", "song"],
    ["con", "_con"],
    ["Über\u0000 ", "Über_"],
    ["歌", "歌"],
  ])("the name %j is written %j", (name, file) => {
    expect(safeFileName(name)).toBe(file);
  });
});

describe("ceilings for codecs", () => {
  /** A codec that adds `growthDb`, a little differently with each try. */
  function search(growthDb: number, asked = -1): readonly CodecTry[] {
    const tries: CodecTry[] = [];
    for (let next = nextCeiling(tries, asked); next !== null; next = nextCeiling(tries, asked)) {
      tries.push({ ceilingDbtp: next, decodedTruePeakDbtp: next + growthDb + (tries.length % 2) * 0.06 });
    }
    return tries;
  }
  test.each([-0.2, 0, 0.4, 1.7, 3.1])("growth of %f dB: what is delivered passes, close under the ceiling", (growthDb) => {
    const tries = search(growthDb);
    const best = bestTry(tries, -1);
    expect(best?.decodedTruePeakDbtp).toBeLessThanOrEqual(-1);
    expect(best?.decodedTruePeakDbtp).toBeGreaterThan(growthDb < 0 ? -1.5 : -1.3);
    expect(tries.length).toBeLessThanOrEqual(4);
    expect(tries[0]?.ceilingDbtp).toBe(-1);
  });
  test("what was lowered too far is raised again, and the search does not go back below", () => {
    const overshoots: CodecTry[] = [
      { ceilingDbtp: -1, decodedTruePeakDbtp: 1.2 },
      { ceilingDbtp: -3.25, decodedTruePeakDbtp: -1.9 },
    ];
    const next = nextCeiling(overshoots, -1) ?? Number.NaN;
    expect(next).toBeGreaterThan(-3.25);
    expect(next).toBeLessThan(-1);
    expect(bestTry([...overshoots, { ceilingDbtp: next, decodedTruePeakDbtp: -0.9 }], -1)?.ceilingDbtp).toBe(-3.25);
  });
  test("it gives up on the hopeless, with the least bad", () => {
    const tries = search(40);
    expect(tries.length).toBeLessThanOrEqual(6);
    expect(bestTry(tries, -1)?.ceilingDbtp).toBe(Math.min(...tries.map((one) => one.ceilingDbtp)));
    expect(nextCeiling([{ ceilingDbtp: -1, decodedTruePeakDbtp: null }], -1)).toBeNull();
    expect(bestTry([], -1)).toBeNull();
  });
  test("it never asks for a ceiling that the limiter doesn't have", () => {
    expect(nextCeiling([{ ceilingDbtp: -11, decodedTruePeakDbtp: -9 }], -11)).toBe(-12);
    expect(nextCeiling([{ ceilingDbtp: -12, decodedTruePeakDbtp: -11 }], -12)).toBeNull();
  });
});

test("one channel lies in the middle, whatever the medium", () => {
  const mono = { ...fakeMeasurement({ integratedLufs: -11, correlationMin: null }), channels: 1 as const };
  const verdicts = mediumRules("vinyl", mono, "x").map((rule) => [rule.id, rule.verdict]);
  expect(verdicts).toContainEqual(["vinyl.lows", "pass"]);
  expect(verdicts).toContainEqual(["vinyl.correlation", "pass"]);
});

test("what services do to a record of −9 LUFS, and to one of −20 with room of 4 dB", () => {
  const loud = streamingOutcomes(fakeMeasurement({ integratedLufs: -9, truePeakDbtp: -1 }));
  expect(loud.map((one) => [one.service, one.gainDb])).toEqual([
    ["Spotify", -5],
    ["Apple Music", -7],
    ["YouTube", -5],
    ["Tidal", -5],
    ["Deezer", -6],
  ]);
  const quiet = streamingOutcomes(fakeMeasurement({ integratedLufs: -20, truePeakDbtp: -5 }));
  expect(quiet.map((one) => one.playedLufs)).toEqual([-16, -16, -20, -20, -20]);
  expect(streamingOutcomes(fakeMeasurement({ integratedLufs: null }))).toEqual([]);
  expect(mediumRules("cd", fakeMeasurement({ integratedLufs: -9, durationS: 3 }), "x")[0]?.verdict).toBe("fail");
});

describe("the report", () => {
  const hostile = `</title><script>alert("x")</script>&'\u0007`;
  const stems = [
    { id: "kick", role: "kick" as const, lufs: -20, clippedFrames: 20 },
    { id: "vox", role: "lead-vocal" as const, lufs: -21 },
  ];
  const named = () => {
    const session = fakeSession(stems);
    const tracks = session.tracks.map((track) => ({ ...track, name: hostile }));
    return editByHand({ ...session, name: hostile, tracks }, "kick", "faderDb", -3);
  };
  async function made() {
    const session = named();
    const check = await checkSession(session, fakeListen(stems).listen, { targetLufs: -10, ceilingDbtp: -1 });
    const mp3: DeliverableReport = {
      ...fakeMeasurement({ integratedLufs: -10.1, truePeakDbtp: -0.6 }),
      file: `release/${hostile}.mp3`,
      deliverable: "mp3-320",
      format: "mp3",
      bitDepth: null,
      bitrateKbps: 320,
      askedCeilingDbtp: -1,
      usedCeilingDbtp: -1.4,
      verified: true,
      decodedTruePeakDbtp: -0.6,
    };
    const timing = { audioS: 60, wallS: 3, cpuS: 5 };
    const report = buildReport({
      session,
      version: "0.1.0",
      rules: check.rules,
      heard: check.heard,
      deliverables: [mp3],
      timing,
    });
    return { session, report, heard: check.heard };
  }
  test("has the contract's fields, and survives JSON", async () => {
    const { report } = await made();
    expect(Object.keys(report)).toEqual(["song", "version", "stems", "moves", "rules", "skipped", "measurements", "timing"]);
    expect(Object.keys(report.rules[0] ?? {}).sort()).toEqual(["high", "id", "low", "text", "unit", "value", "verdict", "where"]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.rules.find((rule) => rule.id === "formats.ceiling")?.verdict).toBe("fail");
    expect(report.rules.find((rule) => rule.id === "stems.clipped")?.verdict).toBe("warn");
    expect(report.measurements.mix?.integratedLufs).toBeDefined();
  });
  test("no name gets out of its place, and nothing is loaded from elsewhere", async () => {
    const { report, session, heard } = await made();
    const history = {
      ...fakeHeard(fakeMeasurement({ integratedLufs: -12 })).history,
      shortTermLufs: [-20, null, -12],
      correlation: [1, null, 0.4],
    };
    const page = reportHtml(report, session, { mix: history, master: heard.get("master:output")?.history ?? null });
    expect(page).not.toMatch(/<script/i);
    expect(page.match(/<\/title>/g)?.length).toBe(report.measurements.mix ? page.match(/<title>/g)?.length : 1);
    expect(page).not.toMatch(/(src|href)=/);
    expect(page).not.toContain("\u0007");
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
    expect(page).toContain("&lt;script&gt;alert(&quot;x&quot;)");
    expect(page).toContain("−3 dB");
  });
  test("a report of nothing is a page, too", async () => {
    const session = fakeSession([]);
    const check = await checkSession(session, fakeListen([]).listen, { targetLufs: null, ceilingDbtp: -1 });
    const report = buildReport({
      session,
      version: "0",
      rules: check.rules,
      heard: check.heard,
      deliverables: [],
      timing: { audioS: 0, wallS: 0, cpuS: 0 },
    });
    const page = reportHtml(report, session, { mix: null, master: null });
    expect(page).toContain("No moves: nothing was needed.");
    expect(page).not.toMatch(/NaN|undefined|\[object/);
  });
  test("escaping", () => {
    expect(escapeHtml(`<a b="c">&'\u0000\ud800`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&#39;\ufffd\ufffd");
  });
});
