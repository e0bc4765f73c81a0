// Balance: places by role against the anchor, whatever level the stems came in at; pins, amounts and a neutral second pass.
import { describe, expect, test } from "vitest";
import { fakeListen, fakeSession, type FakeStem } from "../../../test/fake-listen.ts";
import { runSteps } from "../../course/runner.ts";
import type { CourseOptions } from "../../course/step.ts";
import { editByHand } from "../../session/moves.ts";
import type { Session } from "../../session/schema.ts";
import { fadersDownStep } from "./03-faders-down.ts";
import { balanceStep, PLACE_LU } from "./04-balance.ts";

const options: CourseOptions = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} };
const song: readonly FakeStem[] = [
  { id: "kick", role: "kick", lufs: -24, crestDb: 18 },
  { id: "bass", role: "bass", lufs: -19.37 },
  { id: "vox", role: "lead-vocal", lufs: -31.2, crestDb: 15 },
  { id: "hats", role: "hats", lufs: -28 },
  { id: "silence", role: "keys", lufs: null },
];
const steps = [fadersDownStep, balanceStep];
const balance = (stems: readonly FakeStem[], given: Partial<CourseOptions> = {}, session = fakeSession(stems)) =>
  runSteps(session, steps, fakeListen(stems).listen, { ...options, ...given });
/** Loudness after trim and fader, relative to the anchor. */
function places(session: Session, stems: readonly FakeStem[], anchor: string): Readonly<Record<string, number>> {
  const levelOf = (id: string) => {
    const track = session.tracks.find((one) => one.id === id);
    return (stems.find((stem) => stem.id === id)?.lufs ?? 0) + (track?.trimDb ?? 0) + (track?.faderDb ?? 0);
  };
  return Object.fromEntries(stems.filter((stem) => stem.lufs !== null).map(({ id }) => [id, levelOf(id) - levelOf(anchor)]));
}

describe("balance by the anchor", () => {
  test("every track stands at its place against the kick within ±0.1 LU", async () => {
    const session = await balance(song);
    const found = places(session, song, "kick");
    for (const { id, role, lufs } of song)
      if (lufs !== null) expect(Math.abs((found[id] ?? 99) - PLACE_LU[role ?? "other"])).toBeLessThanOrEqual(0.1);
  });
  test("the small song's moves, as a producer reads them", async () => {
    const session = await balance(song);
    const moves = session.moves.filter((move) => move.step === "balance");
    const told = moves.map(({ id, from, to, says }) => ({ id, from, to, says }));
    await expect(JSON.stringify(told, null, 2)).toMatchFileSnapshot("golden/balance.json");
  });
  test("the level at which stems came in doesn't matter: ±0.1 dB", async () => {
    const reference = await balance(song);
    const louder = [7.3, -18.4, 20.05, -3.33, 0];
    const moved = song.map((stem, index) => ({ ...stem, lufs: stem.lufs === null ? null : stem.lufs + (louder[index] ?? 0) }));
    const other = await balance(moved);
    song.forEach((stem, index) => {
      if (stem.lufs === null) return;
      const before = stem.lufs + (reference.tracks[index]?.trimDb ?? 0) + (reference.tracks[index]?.faderDb ?? 0);
      const after = (moved[index]?.lufs ?? 0) + (other.tracks[index]?.trimDb ?? 0) + (other.tracks[index]?.faderDb ?? 0);
      expect(Math.abs(after - before)).toBeLessThanOrEqual(0.1 + 1e-9);
    });
  });
  test("a second pass is neutral", async () => {
    const once = await balance(song);
    expect(await balance(song, {}, once)).toEqual(once);
  });
  test("the mix bus is left with head-room", async () => {
    const heard = await fakeListen(song).listen(await balance(song), [{ id: "mix", tap: { strip: "mix", point: "input" } }]);
    const peakDbfs = heard.get("mix")?.measurement.samplePeakDbfs ?? 0;
    expect(Math.abs(peakDbfs + 6)).toBeLessThanOrEqual(3);
  });
  test("any track can be the anchor; without kick, snare, drums or bass it is the loudest", async () => {
    const withVox = await balance(song, { anchor: "vox" });
    expect(withVox.moves.find((move) => move.id === "balance/vox/faderDb")?.says).toMatch(/^vox is the anchor/);
    expect(places(withVox, song, "vox").kick).toBeCloseTo(-2.5, 0);
    const others: readonly FakeStem[] = [
      { id: "pad", role: "pad", lufs: -30 },
      { id: "keys", role: "keys", lufs: -20 },
    ];
    const session = await balance(others);
    expect(session.moves.some((move) => move.says.startsWith("keys is the anchor"))).toBe(true);
  });
  test("a pinned fader stays, a pinned anchor leads", async () => {
    const pinned = editByHand(fakeSession(song), "hats", "faderDb", -3);
    const session = await balance(song, {}, pinned);
    expect(session.tracks[3]?.faderDb).toBe(-3);
    const led = await balance(song, {}, editByHand(fakeSession(song), "kick", "faderDb", -8));
    expect(led.tracks[0]?.faderDb).toBe(-8);
    expect(places(led, song, "kick").vox).toBeCloseTo(2.5, 0);
  });
  test("half the amount goes half the way from −14 dB", async () => {
    const full = await balance(song);
    const half = await balance(song, { amounts: { balance: 50 } });
    const move = half.moves.find((one) => one.id === "balance/vox/faderDb");
    expect(move).toMatchObject({ from: -14, to: full.tracks[2]?.faderDb, amount: 50 });
    expect(half.tracks[2]?.faderDb).toBeCloseTo((-14 + (full.tracks[2]?.faderDb ?? 0)) / 2, 0);
    expect((await balance(song, {}, half)).tracks[2]?.faderDb).toBe(half.tracks[2]?.faderDb);
  });
  test("a song of silence, and a song of nothing", async () => {
    expect((await balance([{ id: "a", lufs: null }])).tracks[0]?.faderDb).toBe(-14);
    expect((await balance([])).moves).toEqual([]);
  });
});
