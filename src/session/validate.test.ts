// Reading sessions: good ones come back as they were, bad ones are refused with every place named, older ones are brought up.
import { describe, expect, test } from "vitest";
import { addInsert, setAutomation } from "./edit.ts";
import { smallSession } from "../../test/sessions.ts";
import { SessionError } from "./errors.ts";
import { sessionJsonSchema } from "./json-schema.ts";
import { migrate } from "./migrations.ts";
import type { Session } from "./schema.ts";
import { writeSession } from "./text.ts";
import { parseSession, readSession } from "./validate.ts";

type Loose = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- broken documents have no type
function broken(change: (document: Loose) => void, session: Session = smallSession()): unknown {
  const document = JSON.parse(writeSession(session)) as Loose;
  change(document);
  return document;
}
function problemsOf(json: unknown): readonly string[] {
  try {
    parseSession(json);
  } catch (error) {
    if (error instanceof SessionError) return error.problems.map((problem) => `${problem.where}: ${problem.what}`);
    throw error;
  }
  return [];
}

describe("reading", () => {
  test("what is written is read, and its text does not depend on the order of its names", () => {
    const session = addInsert(smallSession(), "kick", {
      id: "t",
      processor: "trim",
      params: { invertPolarity: true, gainDb: -1 },
    });
    const text = writeSession(session);
    expect(readSession(text)).toEqual(session);
    const shuffled = JSON.parse(text, (_key, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ) as Session;
    expect(writeSession(shuffled)).toBe(text);
    expect(text.indexOf('"kind"')).toBeLessThan(text.indexOf('"version"'));
    expect(text.indexOf('"gainDb"')).toBeLessThan(text.indexOf('"invertPolarity"'));
  });
  test.each<readonly [string, (document: Loose) => void, RegExp]>([
    ["a field that nobody knows", (d) => (d.zoom = 2), /zoom/],
    ["a fader that is too high", (d) => (d.tracks[1].faderDb = 40), /^tracks\[1\]\.faderDb: /],
    ["the same id twice", (d) => (d.tracks[1].id = "kick"), /tracks\[1\]\.id: The id "kick" is used twice/],
    ["a reserved id", (d) => (d.groups[0].id = "mix"), /groups\[0\]\.id: .*kept/],
    ["an id with a dot", (d) => (d.groups[0].id = "a.b"), /no dots/],
    ["an output to nowhere", (d) => (d.tracks[0].output = "brass"), /tracks\[0\]\.output: There is no group "brass"/],
    ["an output to a return", (d) => (d.tracks[0].output = "plate"), /no group "plate"/],
    ["a stem that is not there", (d) => (d.tracks[0].stemId = "x"), /tracks\[0\]\.stemId: There is no stem "x"/],
    [
      "a send to a group",
      (d) => d.tracks[0].sends.push({ id: "s", to: "drums", levelDb: 0, tap: "post-fader", enabled: true }),
      /no return "drums"/,
    ],
    [
      "an unknown processor",
      (d) => d.mix.inserts.push({ id: "x", processor: "magic", version: 1, enabled: true, params: {}, keyFrom: null }),
      /mix\.inserts\[0\]: There is no processor "magic"/,
    ],
    [
      "a parameter out of range",
      (d) => d.mix.inserts.push({ id: "x", processor: "trim", version: 1, enabled: true, params: { gainDb: 99 }, keyFrom: null }),
      /gainDb is 99/,
    ],
    [
      "a processor of the future",
      (d) => d.mix.inserts.push({ id: "x", processor: "trim", version: 7, enabled: true, params: {}, keyFrom: null }),
      /version 7/,
    ],
    [
      "automation of nothing",
      (d) => d.mix.automation.push({ parameter: "inserts.x.gainDb", points: [{ frame: 0, value: 0, curve: "hold" }] }),
      /mix\.automation\[0\]: "inserts\.x\.gainDb" is no number/,
    ],
    [
      "automation out of range",
      (d) => d.mix.automation.push({ parameter: "pan", points: [{ frame: 0, value: 2, curve: "hold" }] }),
      /pan is 2/,
    ],
    [
      "points out of order",
      (d) =>
        d.mix.automation.push({
          parameter: "pan",
          points: [
            { frame: 9, value: 0, curve: "hold" },
            { frame: 9, value: 0, curve: "hold" },
          ],
        }),
      /order of time/,
    ],
    [
      "overlapping regions",
      (d) =>
        (d.tracks[0].regions = [
          { startFrame: 0, endFrame: 9, fadeInFrames: 0, fadeOutFrames: 0 },
          { startFrame: 8, endFrame: 12, fadeInFrames: 0, fadeOutFrames: 0 },
        ]),
      /tracks\[0\]\.regions\[1\]: .*overlaps/,
    ],
    [
      "a region past the stem's end",
      (d) => (d.tracks[0].regions = [{ startFrame: 0, endFrame: 96001, fadeInFrames: 0, fadeOutFrames: 0 }]),
      /96000 frames|goes on/,
    ],
    ["a pin of nothing", (d) => d.pins.push("nobody.faderDb"), /pins\[0\]/],
    [
      "a return that feeds itself",
      (d) => d.returns[0].sends.push({ id: "s", to: "plate", levelDb: 0, tap: "post-fader", enabled: true }),
      /plate → plate/,
    ],
    [
      "a mix that goes round",
      (d) => d.mix.sends.push({ id: "s", to: "plate", levelDb: 0, tap: "post-fader", enabled: true }),
      /mix → plate → mix|plate → mix → plate/,
    ],
  ])("%s is named", (_name, change, words) => {
    expect(problemsOf(broken(change)).join("\n")).toMatch(words);
  });
  test("several problems are named at once", () => {
    const problems = problemsOf(broken((d) => ((d.tracks[0].output = "x"), (d.tracks[1].stemId = "y"))));
    expect(problems).toHaveLength(2);
  });
  test("text that is no JSON, and JSON that is no session", () => {
    expect(() => readSession("{")).toThrow(/not valid JSON/);
    expect(() => readSession("[]")).toThrow(/no session/);
    expect(() => readSession('{"kind":"song"}')).toThrow(/no session/);
  });
  test("automation of an insert's number is accepted", () => {
    const session = setAutomation(addInsert(smallSession(), "mix", { id: "t", processor: "trim" }), "mix", "inserts.t.gainDb", [
      { frame: 0, value: -1, curve: "linear" },
      { frame: 4800, value: 1, curve: "hold" },
    ]);
    expect(parseSession(session)).toEqual(session);
  });
});

describe("versions", () => {
  test("an older version goes through every migration in turn", () => {
    const migrations = {
      0: (document: Readonly<Record<string, unknown>>) => ({ ...document, songName: document.title }),
      1: (document: Readonly<Record<string, unknown>>) => ({ ...document, name: document.songName }),
    };
    const migrated = migrate({ kind: "stemroom-session", version: 0, title: "Old" }, migrations, 2);
    expect(migrated).toMatchObject({ version: 2, name: "Old" });
    expect(() => migrate({ kind: "stemroom-session", version: 0 }, {}, 1)).toThrow(/not known/);
  });
  test("a newer session is refused and named", () => {
    expect(() => parseSession(broken((d) => (d.version = 2)))).toThrow(/version 2; this Stemroom knows up to 1/);
  });
});

test("the published schema describes the document", () => {
  const schema = sessionJsonSchema() as { required: string[]; properties: Record<string, unknown> };
  expect(schema.required).toEqual(Object.keys(smallSession()));
  expect(JSON.stringify(schema)).toContain('"#/$defs');
});
