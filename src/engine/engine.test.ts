// What comes out of the engine: exact sums, gains, sends, solo and mute, regions.
import { describe, expect, test } from "vitest";
import {
  bus,
  constant,
  effectReturn,
  group,
  impulse,
  insert,
  noise,
  renderMaster,
  renderTaps,
  session,
  type Stereo,
  track,
} from "../../test/support/engine-sessions.ts";

const FRAMES = 1280;

/** The sum of stems in order, one f32 addition at a time. */
function plainSum(stems: Stereo[]): Stereo {
  const sum = ([0, 1] as const).map((channel) => {
    const out = Float32Array.from((stems[0] as Stereo)[channel]);
    for (const stem of stems.slice(1))
      for (let i = 0; i < out.length; i++) out[i] = Math.fround((out[i] as number) + (stem[channel][i] as number));
    return out;
  });
  return sum as unknown as Stereo;
}

function scaled([left, right]: Stereo, gainLeft: number, gainRight = gainLeft): Stereo {
  return [left.map((x) => Math.fround(x * Math.fround(gainLeft))), right.map((x) => Math.fround(x * Math.fround(gainRight)))];
}

const stems = { a: noise(FRAMES, 1), b: noise(FRAMES, 2), c: noise(FRAMES, 3), d: noise(FRAMES, 4) };
const four = () => [track("a"), track("b"), track("c"), track("d")];

describe("a session with nothing switched on", () => {
  test("is the plain sum of its stems, bit for bit", () => {
    expect(renderMaster(session(four(), FRAMES), stems, FRAMES)).toEqual(plainSum([stems.a, stems.b, stems.c, stems.d]));
  });

  test("through groups too, in the order of the sums", () => {
    const tracks = [track("a", { output: "g" }), track("b"), track("c", { output: "g" }), track("d")];
    const out = renderMaster(session(tracks, FRAMES, { groups: [group("g")] }), stems, FRAMES);
    expect(out).toEqual(plainSum([stems.b, stems.d, plainSum([stems.a, stems.c])]));
  });

  test("with inserts switched off, sends switched off and an empty return", () => {
    const tracks = four();
    tracks[0] = track("a", {
      inserts: [insert("i", "trim", { gainDb: -6 }, { enabled: false })],
      sends: [{ id: "s", to: "r", levelDb: 0, tap: "post-fader", enabled: false }],
    });
    const out = renderMaster(session(tracks, FRAMES, { returns: [effectReturn("r")] }), stems, FRAMES);
    expect(out).toEqual(plainSum([stems.a, stems.b, stems.c, stems.d]));
  });
});

describe("gains", () => {
  test("trim, polarity, fader and pan multiply", () => {
    const tracks = [track("a", { trimDb: 6, polarityInverted: true, faderDb: -3, pan: -1 })];
    const [left, right] = renderMaster(session(tracks, FRAMES), { a: constant(FRAMES, 0.25) }, FRAMES);
    expect(left[0]).toBeCloseTo(-0.25 * 10 ** (3 / 20) * Math.SQRT2, 6);
    expect(right.every((x) => x === 0)).toBe(true);
  });

  test("a closed fader is silent, +12 dB is 3.981", () => {
    const out = renderMaster(session([track("a", { faderDb: null })], FRAMES), stems, FRAMES);
    expect(out[0].every((x) => x === 0)).toBe(true);
    const loud = renderMaster(session([track("a", { faderDb: 12 })], FRAMES), { a: constant(FRAMES, 0.1) }, FRAMES);
    expect(loud[0][5]).toBeCloseTo(0.1 * 10 ** (12 / 20), 6);
  });

  test("group, mix and master have them too", () => {
    const of = session([track("a", { output: "g" })], FRAMES, {
      groups: [group("g", { faderDb: -6 })],
      mix: bus("mix", { trimDb: -6 }),
      master: bus("master", { faderDb: -6 }),
    });
    const [left] = renderMaster(of, { a: constant(FRAMES) }, FRAMES);
    expect(left[100]).toBeCloseTo(10 ** (-18 / 20), 6);
  });
});

describe("sends", () => {
  const through = (tap: "pre-fader" | "post-fader", changes: Partial<Parameters<typeof track>[1]> = {}) =>
    session([track("a", { faderDb: -6, ...changes, sends: [{ id: "s", to: "r", levelDb: -12, tap, enabled: true }] })], FRAMES, {
      returns: [effectReturn("r")],
    });

  test("before the fader they do not follow it, after it they do", () => {
    const dry = 10 ** (-6 / 20);
    const send = 10 ** (-12 / 20);
    expect(renderMaster(through("pre-fader"), { a: constant(FRAMES) }, FRAMES)[0][9]).toBeCloseTo(dry + send, 6);
    expect(renderMaster(through("post-fader"), { a: constant(FRAMES) }, FRAMES)[0][9]).toBeCloseTo(dry + dry * send, 6);
  });

  test("a mute takes the sends along", () => {
    const [left] = renderMaster(through("pre-fader", { mute: true }), { a: constant(FRAMES) }, FRAMES);
    expect(left.every((x) => x === 0)).toBe(true);
  });

  test("a closed send is silent", () => {
    const of = session([track("a", { sends: [{ id: "s", to: "r", levelDb: null, tap: "pre-fader", enabled: true }] })], FRAMES, {
      returns: [effectReturn("r")],
    });
    expect(renderMaster(of, stems, FRAMES)).toEqual(plainSum([stems.a]));
  });
});

describe("taps", () => {
  test("listen before everything, after the inserts and after the fader", () => {
    const of = session([track("a", { trimDb: -6, inserts: [insert("i", "trim", { gainDb: -6 })], faderDb: -6 })], FRAMES);
    const taps = (["input", "inserts", "output"] as const).map((point) => ({ strip: "a", point }));
    const [input, inserts, output] = renderTaps(of, { a: constant(FRAMES) }, FRAMES, taps) as [Stereo, Stereo, Stereo];
    expect(input[0][7]).toBe(1);
    expect(inserts[0][7]).toBeCloseTo(10 ** (-12 / 20), 6);
    expect(output[0][7]).toBeCloseTo(10 ** (-18 / 20), 6);
  });

  test("hear a muted track", () => {
    const of = session([track("a", { mute: true })], FRAMES);
    const [out, master] = renderTaps(of, stems, FRAMES, [
      { strip: "a", point: "output" },
      { strip: "master", point: "output" },
    ]) as [Stereo, Stereo];
    expect(out).toEqual(stems.a);
    expect(master[0].every((x) => x === 0)).toBe(true);
  });
});

describe("mute and solo", () => {
  const heard = (tracks: ReturnType<typeof four>, changes: Parameters<typeof session>[2] = {}) => {
    const levels = { a: constant(FRAMES, 1), b: constant(FRAMES, 2), c: constant(FRAMES, 4), d: constant(FRAMES, 8) };
    return renderMaster(session(tracks, FRAMES, changes), levels, FRAMES)[0][64];
  };

  test("mute silences, solo silences the others, mute wins", () => {
    expect(heard([track("a"), track("b", { mute: true }), track("c")])).toBe(5);
    expect(heard([track("a"), track("b", { solo: true }), track("c", { solo: true })])).toBe(6);
    expect(heard([track("a"), track("b", { solo: true, mute: true })])).toBe(0);
  });

  test("a soloed track is heard through its group, a soloed group with its tracks", () => {
    const tracks = (solo: boolean) => [track("a", { output: "g", solo }), track("b", { output: "g" }), track("c")];
    expect(heard(tracks(true), { groups: [group("g")] })).toBe(1);
    expect(heard(tracks(false), { groups: [group("g", { solo: true })] })).toBe(3);
  });

  test("returns are solo-safe; a soloed return is heard alone", () => {
    const send = { id: "s", to: "r", levelDb: 0, tap: "post-fader", enabled: true } as const;
    const tracks = (solo: boolean) => [track("a", { solo, sends: [send] }), track("b", { sends: [send] })];
    expect(heard(tracks(true), { returns: [effectReturn("r")] })).toBe(2);
    expect(heard(tracks(false), { returns: [effectReturn("r", { solo: true })] })).toBe(3);
  });

  test("a muted master is silent", () => {
    expect(heard([track("a")], { master: bus("master", { mute: true }) })).toBe(0);
  });
});

describe("regions", () => {
  const region = { startFrame: 100, endFrame: 700, fadeInFrames: 50, fadeOutFrames: 200 };

  test("silence outside, exact inside, straight fades that add up to 1", () => {
    const next = { startFrame: 700, endFrame: 1280, fadeInFrames: 0, fadeOutFrames: 0 };
    const of = session([track("a", { regions: [region, next] })], FRAMES);
    const [left] = renderMaster(of, stems, FRAMES);
    const [stem] = stems.a;
    for (let i = 0; i < FRAMES; i++) {
      const x = stem[i] as number;
      let gain = 1;
      if (i < 100) gain = 0;
      else if (i < 150) gain = (i - 100 + 0.5) / 50;
      else if (i >= 500 && i < 700) gain = 1 - (i - 500 + 0.5) / 200;
      if (gain === 1 || gain === 0) expect(left[i], `frame ${i}`).toBe(gain * x + 0);
      else expect(left[i], `frame ${i}`).toBeCloseTo(gain * x, 6);
    }
  });

  test("two tracks that fade into each other keep their level", () => {
    const out = { startFrame: 0, endFrame: 700, fadeInFrames: 0, fadeOutFrames: 300 };
    const back = { startFrame: 400, endFrame: 1280, fadeInFrames: 300, fadeOutFrames: 0 };
    const of = session([track("a", { regions: [out] }), track("b", { stemId: "a", regions: [back] })], FRAMES);
    const [left] = renderMaster(of, { a: constant(FRAMES) }, FRAMES);
    for (const x of left) expect(x).toBeCloseTo(1, 6);
  });
});

test("a gain that stands still is one multiplication in f32", () => {
  const gain = 10 ** (-4 / 20);
  const out = renderMaster(session([track("a", { faderDb: -4 })], FRAMES), stems, FRAMES);
  expect(out[0][3]).toBeCloseTo(scaled(stems.a, gain)[0][3] as number, 7);
});

test("sound that starts between blocks stays where it is", () => {
  const out = renderMaster(
    session([track("a", { output: "g" })], FRAMES, { groups: [group("g")] }),
    { a: impulse(FRAMES, 333) },
    FRAMES,
  );
  expect(out[0].indexOf(1)).toBe(333);
});
