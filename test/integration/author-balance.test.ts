// The balance against two songs' own authors: their faders are written in the README beside their stems. Only levels are read, nothing is
// rendered. Needs the shared recordings (STEMROOM_DATA, default ../shared/data) and says so where they are absent.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSteps } from "../../src/course/runner.ts";
import { balanceStep } from "../../src/mix/steps/04-balance.ts";
import { roleFromName } from "../../src/stems/roles.ts";
import { fakeListen, fakeSession, type FakeStem } from "../fake-listen.ts";

const STEMS = join(process.env.STEMROOM_DATA ?? "../shared/data", "stems");
const options = { anchor: null, balance: "anchor", targetLufs: -10, ceilingDbtp: -1, seed: 1, amounts: {} } as const;

interface AuthoredStem extends FakeStem {
  readonly authorDb: number;
}

/** One line a stem: `| 09_kick.flac | 2 | -18.9 | -5.8 | … author fader re this file +1.7 dB …`. A mono file sounds on both sides: 3 LU more. */
function authored(song: string): readonly AuthoredStem[] {
  const lines = readFileSync(join(STEMS, song, "README.md"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const found = /^\| (\d\d_\w+)\.flac \| ([12]) \| (\S+) \| (\S+) .*author fader re this file ([+-][\d.]+) dB/.exec(line);
    if (!found) return [];
    const [, id = "", channels, lufs, peak, author] = found;
    const stemLufs = Number(lufs) + (channels === "1" ? 3.01 : 0);
    return [{ id, role: roleFromName(id).role, lufs: stemLufs, crestDb: Number(peak) - stemLufs, authorDb: Number(author) }];
  });
}

/** Spread of the differences, dB, whatever the level of the whole; and how far the two rise and fall together. */
function compared(ours: readonly number[], theirs: readonly number[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const about = (values: readonly number[]) => values.map((value) => value - mean(values));
  const [a, b] = [about(ours), about(theirs)];
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  const differences = a.map((value, index) => value - (b[index] ?? 0));
  return {
    rmsDb: Math.sqrt(product(differences, differences) / a.length),
    correlation: product(a, b) / Math.sqrt(product(a, a) * product(b, b)),
  };
}

for (const [song, leastCorrelation] of [
  ["freedoom-cinematic", 0.75],
  ["axe-from-the-80s", 0.8],
] as const) {
  test(`${song}: nearer to the author's faders than the raw sum and than equal loudness`, async () => {
    if (!existsSync(join(STEMS, song))) {
      console.warn(`${STEMS}/${song} is not there: the balance was not compared with its author's (set STEMROOM_DATA).`);
      return;
    }
    const stems = authored(song);
    expect(stems.length).toBeGreaterThan(12);
    const session = await runSteps(fakeSession(stems), [balanceStep], fakeListen(stems).listen, options);
    const author = stems.map((stem) => stem.authorDb);
    const ours = compared(
      session.tracks.map((track) => track.trimDb + (track.faderDb ?? 0)),
      author,
    );
    const raw = compared(
      stems.map(() => 0),
      author,
    );
    const equal = compared(
      stems.map((stem) => -(stem.lufs ?? 0)),
      author,
    );
    expect(ours.rmsDb).toBeLessThan(0.65 * raw.rmsDb);
    expect(ours.rmsDb).toBeLessThan(0.8 * equal.rmsDb);
    expect(ours.correlation).toBeGreaterThan(leastCorrelation);
  });
}
