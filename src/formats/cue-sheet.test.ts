import { expect, test } from "vitest";
import { cdTime, writeCueSheet } from "./cue-sheet.ts";

test("a sheet of two tracks", () => {
  const text = writeCueSheet({
    file: "Album.cd.wav",
    title: 'The "Best"',
    artist: "Band",
    catalog: "0123456789012",
    tracks: [
      { title: "One", startFrames: 0, isrc: "DE-ZZZ-26-00001" },
      { title: "Two", artist: "Guest", startFrames: 588 * (75 * 61 + 2) },
    ],
  });
  expect(text.split("\r\n")).toEqual([
    "CATALOG 0123456789012",
    'PERFORMER "Band"',
    "TITLE \"The 'Best'\"",
    'FILE "Album.cd.wav" WAVE',
    "  TRACK 01 AUDIO",
    '    TITLE "One"',
    '    PERFORMER "Band"',
    "    ISRC DEZZZ2600001",
    "    INDEX 01 00:00:00",
    "  TRACK 02 AUDIO",
    '    TITLE "Two"',
    '    PERFORMER "Guest"',
    "    INDEX 01 01:01:02",
    "",
  ]);
});

test("79 minutes, and what is no sector", () => {
  expect(cdTime(44100 * 60 * 79)).toBe("79:00:00");
  expect(() => cdTime(100)).toThrow(/sector/);
  expect(() => writeCueSheet({ file: "x.wav", tracks: [] })).toThrow(/1 to 99/);
});
