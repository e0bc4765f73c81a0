import { expect, test } from "vitest";
import { relativePath, resolvePath } from "./paths.ts";
import { roundForUnit } from "./ranges.ts";

test.each([
  ["/a/b/Song.stemroom", "/a/b/stems/kick.wav", "../stems/kick.wav"],
  ["/a/b", "/a/b/kick.wav", "kick.wav"],
  ["/a/b/", "/c/kick.wav", "../../c/kick.wav"],
  ["C:\\music\\out", "c:\\music\\stems\\kick.wav", "../stems/kick.wav"],
  ["C:\\music", "D:\\stems\\kick.wav", "D:/stems/kick.wav"],
  ["/a", "/a/odd\\name.wav", "odd\\name.wav"],
])("from %s, %s is %s, and leads back", (folder, file, relative) => {
  expect(relativePath(folder, file)).toBe(relative);
  const normal = /^[a-z]:/i.test(file) ? file.replaceAll("\\", "/").replace(/^c/, "C") : file;
  expect(resolvePath(folder, relative)).toBe(normal);
});

test.each([
  [-6.04, "dB", -6],
  [-0.04, "dB", 0],
  [123.4, "ms", 123],
  [3.456, "ms", 3.46],
  [1234.5, "Hz", 1230],
  [1234, "Hz", 1230],
  [99.96, "Hz", 100],
  [0.3333, "", 0.33],
  [12345, "", 12345],
  [2.345, "", 2.35],
])("%f %s is written %f", (value, unit, rounded) => {
  expect(roundForUnit(value, unit)).toBe(rounded);
});
