// What the AudioWorklet played equals the offline render, bit for bit; and the numbers behind it are the same in Chromium as here.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderSession, type RenderRequest, sessionFrames } from "../../dist/src/hosts/node/render/render-session.js";
import { planSession } from "../../src/engine/plan-session.ts";
import type { Session } from "../../src/session/schema.ts";
import { BLOCK_FRAMES } from "../../src/units/blocks.ts";
import { buildPage } from "./build-page.ts";
import { type Browser, startChromium } from "./chromium.ts";
import { demoDigest, mathDigests } from "./digests.ts";
import type { Passage, Proof } from "./page/main.ts";
import { type Server, serveFolder } from "./server.ts";
import { type WrittenSong, writeSong } from "./song.ts";

declare const proof: Proof;

type Stereo = readonly [Float32Array, Float32Array];

const SEEK_FRAME = 39 * 48 * BLOCK_FRAMES;

let folder: string;
let browser: Browser;
let server: Server;
let song: WrittenSong;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stemroom-browser-"));
  process.env.STEMROOM_CACHE = join(folder, "cache");
  await buildPage("test/browser/page", join(folder, "page"));
  song = await writeSong(join(folder, "Song"));
  server = await serveFolder(join(folder, "page"), { isolated: true });
  browser = await startChromium();
  page = await browser.context.newPage();
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  await page.goto(server.url);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The offline render of the Node host: left and right. */
async function rendered(
  session: Session,
  range: Pick<RenderRequest, "fromFrame" | "toFrame" | "preRollS"> = {},
): Promise<Stereo> {
  const fromFrame = range.fromFrame ?? 0;
  const frames = (range.toFrame ?? sessionFrames(session)) - fromFrame;
  const out: Stereo = [new Float32Array(frames), new Float32Array(frames)];
  for await (const chunk of renderSession({ session, baseFolder: song.sessionFolder, workers: 2, ...range })) {
    chunk.channels.forEach((channel, index) => out[index]?.set(channel, chunk.fromFrame - fromFrame));
  }
  return out;
}

async function tap(name: string): Promise<Stereo> {
  await page.evaluate((path) => proof.sendTap(path), `/${name}`);
  const body = server.posted.get(`/${name}`) as Buffer;
  const samples = new Float32Array(new Uint8Array(body).buffer);
  return [samples.subarray(0, samples.length / 2), samples.subarray(samples.length / 2)];
}

/** Samples whose bits differ, of both channels. */
function differing(played: Stereo, wanted: Stereo, skip: number): number {
  let count = 0;
  for (const side of [0, 1] as const) {
    const bits = (of: Float32Array) => new Int32Array(of.buffer, of.byteOffset, of.length);
    const [a, b] = [bits(played[side]), bits(wanted[side])];
    for (let n = 0; n < b.length; n++) if (a[n + skip] !== b[n]) count++;
  }
  return count;
}

/** Sample peak and share of samples that are not 0: a comparison of silences would prove nothing. */
function liveliness([left, right]: Stereo): { highest: number; sounding: number } {
  let highest = 0;
  let sounding = 0;
  for (const channel of [left, right])
    for (const sample of channel) {
      highest = Math.max(highest, Math.abs(sample));
      if (sample !== 0) sounding++;
    }
  return { highest, sounding: sounding / (2 * left.length) };
}

/** Frames by which the worklet's output is later than the song: the master's latency. */
function latency(session: Session): number {
  return planSession(session, { levels: true }).taps[0]?.latencyFrames ?? 0;
}

async function openSong(): Promise<void> {
  await page.locator("#folder").setInputFiles(song.folder);
  const frames = 2 * sessionFrames(song.session) + 48_000;
  await page.evaluate((tapFrames) => proof.open(tapFrames), frames);
}

describe("the page plays what Node renders", () => {
  test("a whole session, from the first frame to the end of the tail: 0 samples differ; and again after a seek", async () => {
    await openSong();
    const passage: Passage = await page.evaluate(() => proof.play());
    expect(passage.failures).toEqual([]);
    const wanted = await rendered(song.session);
    const played = await tap("whole");
    const skip = latency(song.session);
    expect(skip).toBeGreaterThan(0);
    expect(liveliness(wanted).highest).toBeGreaterThan(0.3);
    expect(liveliness(wanted).sounding).toBeGreaterThan(0.9);
    expect(played[0].length).toBe(Math.ceil((wanted[0].length + skip) / BLOCK_FRAMES) * BLOCK_FRAMES);
    expect(differing(played, wanted, skip)).toBe(0);

    await page.evaluate((frame) => proof.seek(frame), SEEK_FRAME);
    const second: Passage = await page.evaluate(() => proof.play());
    expect(second.failures).toEqual([]);
    const again = await tap("from-seek");
    const passed: Stereo = [again[0].subarray(played[0].length), again[1].subarray(played[0].length)];
    const later = await rendered(song.session, { fromFrame: SEEK_FRAME, preRollS: 0 });
    // The first block after a seek is faded in; with latency in front of it, all of that block comes before the song.
    expect(skip).toBeGreaterThanOrEqual(BLOCK_FRAMES);
    expect(differing(passed, later, skip)).toBe(0);
    await page.evaluate(() => proof.close());
    console.log(
      `played ${played[0].length + passed[0].length} frames; starved blocks ${second.starvedBlocks}; audio thread ${second.busyMs} ms`,
    );
  });

  test("an edit while it plays: the same as Node until then, and something else afterwards", async () => {
    await openSong();
    const muteAt = 48_000;
    await page.evaluate(([from, to]) => proof.playAndMute(from, "guitar", to), [muteAt, 2 * muteAt] as const);
    const played = await tap("edited");
    await page.evaluate(() => proof.close());
    const skip = latency(song.session);
    const [left, right] = await rendered(song.session, { toFrame: 2 * muteAt });
    const before: Stereo = [left.subarray(0, muteAt), right.subarray(0, muteAt)];
    expect(differing(played, before, skip)).toBe(0);
    const after: Stereo = [left.subarray(muteAt), right.subarray(muteAt)];
    expect(differing([played[0].subarray(muteAt), played[1].subarray(muteAt)], after, skip)).toBeGreaterThan(muteAt / 2);
  });

  test("no error and no warning on the page meanwhile", () => {
    expect(troubles).toEqual([]);
  });
});

describe("the numbers behind it are the same in Chromium as in Node", () => {
  test("elementary functions, their kernels, four lanes at once, the resampler", async () => {
    const there = await page.evaluate(() => proof.mathDigests());
    expect(there).toEqual(await mathDigests());
    expect(new Set(Object.values(there)).size).toBeGreaterThan(10);
  });

  test("a stem of the demo song", async () => {
    const there = await page.evaluate(() => proof.demoDigest("Drums/Kick"));
    expect(there).toBe(await demoDigest("Drums/Kick"));
  });
});
