// The studio's page in Chromium: it plays, its meters move, it says what is wrong; and its worklet asks for nothing a worklet lacks.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, startChromium } from "./chromium.ts";
import { freeNames } from "./free-names.ts";
import { type Server, serveFolder } from "./server.ts";
import { type WrittenSong, writeSong } from "./song.ts";

let folder: string;
let browser: Browser;
let server: Server;
let song: WrittenSong;

beforeAll(async () => {
  execFileSync("npm", ["run", "--silent", "build:studio"], { stdio: "inherit" });
  folder = mkdtempSync(join(tmpdir(), "stemroom-studio-"));
  song = await writeSong(join(folder, "Song"));
  server = await serveFolder("dist/studio", { isolated: true });
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh page; what it complains about is collected. */
async function openPage(url = server.url): Promise<{ page: Page; troubles: string[] }> {
  const page = await browser.context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  await page.goto(url);
  return { page, troubles };
}

/** Tenths of a second that the page shows: now and in all. */
async function timeShown(page: Page): Promise<{ now: number; end: number }> {
  const text = (await page.locator("#time").textContent()) ?? "";
  const [now = 0, end = 0] = [...text.matchAll(/(\d+):(\d+)\.(\d)/g)].map(
    ([, minutes, seconds, tenths]) => 600 * Number(minutes) + 10 * Number(seconds) + Number(tenths),
  );
  return { now, end };
}

async function untilTime(page: Page, tenths: number): Promise<void> {
  await expect.poll(async () => (await timeShown(page)).now, { timeout: 20_000 }).toBeGreaterThanOrEqual(tenths);
}

/** Pixels of the meters' lowest zone, and a fingerprint of the whole picture. */
function picture(page: Page): Promise<{ lit: number; image: string }> {
  return page.locator("#meters").evaluate((canvas: HTMLCanvasElement) => {
    const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let lit = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] === 0x1d && data[i + 1] === 0xa5 && data[i + 2] === 0x78) lit++;
    return { lit, image: canvas.toDataURL() };
  });
}

describe("the page", () => {
  test("opens a folder with a session, plays, moves its meters, pauses, goes back to the start", async () => {
    const { page, troubles } = await openPage();
    await page.locator("#folder").setInputFiles(song.folder);
    await expect.poll(() => page.locator("#status").textContent()).toContain("Proof.stemroom/session.json");
    const before = await picture(page);
    await page.locator("#play").click();
    await untilTime(page, 10);
    const first = await picture(page);
    await untilTime(page, 15);
    const second = await picture(page);
    expect(before.lit).toBe(0);
    expect(first.lit).toBeGreaterThan(1000);
    expect(second.image).not.toBe(first.image);
    if (process.env.STEMROOM_SCREENSHOT) await page.screenshot({ path: process.env.STEMROOM_SCREENSHOT });

    expect(await page.locator("#play").textContent()).toBe("Pause");
    await page.locator("#play").click();
    await expect.poll(() => page.locator("#play").textContent()).toBe("Play");
    await page.waitForTimeout(200);
    const paused = await timeShown(page);
    await page.waitForTimeout(300);
    expect(await timeShown(page)).toEqual(paused);
    await page.locator("#start").click();
    await expect.poll(async () => (await timeShown(page)).now).toBe(0);
    expect(await page.locator("#error").textContent()).toBe("");
    expect(troubles).toEqual([]);
    await page.close();
  });

  test("opens stems alone as their plain sum", async () => {
    const { page } = await openPage();
    await page.locator("#files").setInputFiles([join(song.folder, "keys.wav"), join(song.folder, "vox.flac")]);
    await expect.poll(() => page.locator("#status").textContent()).toContain("2 stems at 48000 Hz, as their plain sum");
    await page.locator("#play").click();
    await untilTime(page, 5);
    await page.close();
  });

  test("names a file that is no audio", async () => {
    const { page } = await openPage();
    const broken = join(folder, "Broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "kick.wav"), "this is no sound at all, whatever it is called");
    await page.locator("#folder").setInputFiles(broken);
    await expect.poll(() => page.locator("#error").textContent()).toContain("not an audio file Stemroom can read: kick.wav.");
    expect(await page.locator("#play").isDisabled()).toBe(true);
    await page.close();
  });

  test("stops and names a file that turns out to be damaged while it plays", async () => {
    const { page } = await openPage();
    const whole = readFileSync(join(song.folder, "guitar.flac"));
    const damaged = Buffer.from(whole);
    damaged.fill(0x55, Math.floor(0.8 * whole.length), Math.floor(0.8 * whole.length) + 5000);
    const file = join(folder, "damaged.flac");
    writeFileSync(file, damaged);
    await page.locator("#files").setInputFiles(file);
    await expect.poll(() => page.locator("#play").isEnabled()).toBe(true);
    await page.locator("#play").click();
    await expect.poll(() => page.locator("#error").textContent(), { timeout: 20_000 }).toContain("damaged.flac");
    await expect.poll(() => page.locator("#play").textContent()).toBe("Play");
    await page.close();
  });

  test("names the stems that a session misses", async () => {
    const { page } = await openPage();
    const alone = join(folder, "Alone", "Proof.stemroom");
    mkdirSync(alone, { recursive: true });
    writeFileSync(join(alone, "session.json"), readFileSync(join(song.sessionFolder, "session.json")));
    await page.locator("#folder").setInputFiles(join(folder, "Alone"));
    await expect.poll(() => page.locator("#error").textContent()).toMatch(/not among the files: kick\.wav, .*room\.wav/);
    await page.close();
  });

  test("without the headers it says what is missing", async () => {
    const plain = await serveFolder("dist/studio", { isolated: false });
    const { page } = await openPage(plain.url);
    const message = page.locator("#error");
    await expect.poll(() => message.textContent()).toContain("SharedArrayBuffer is missing");
    expect(await message.textContent()).toContain("Cross-Origin-Embedder-Policy: require-corp");
    expect(await page.locator("#folder").isDisabled()).toBe(true);
    await page.close();
    await plain.close();
  });
});

describe("the worklet's bundle", () => {
  /** What AudioWorkletGlobalScope has, of the language and of its own. */
  const THERE = new Set(
    (
      "undefined NaN Infinity Math Number String Boolean Array Object Map Set WeakMap JSON Date Symbol RegExp Promise Error RangeError " +
      "TypeError Int8Array Uint8Array Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array ArrayBuffer DataView " +
      "SharedArrayBuffer Atomics WebAssembly AudioWorkletProcessor registerProcessor sampleRate currentFrame currentTime arguments"
    ).split(" "),
  );
  const MISSING = ["atob", "fetch", "TextDecoder", "document", "window", "performance", "setTimeout", "crypto", "URL"];

  test("uses no global that is missing in a worklet", () => {
    const assets = readdirSync("dist/studio/assets").filter((name) => name.startsWith("engine-worklet"));
    expect(assets).toHaveLength(1);
    const names = freeNames(readFileSync(join("dist/studio/assets", assets[0] as string), "utf8"));
    expect([...names].filter((name) => !THERE.has(name))).toEqual([]);
    expect(MISSING.filter((name) => names.has(name))).toEqual([]);
    expect(names).toContain("registerProcessor");
  });

  test("the guard sees them in code, and not in strings, properties and own variables", () => {
    const names = freeNames(
      "const own = 1; class A { fetch() { return this.window + own; } } function f({ document: d = setTimeout }, ...r) { d(`atob`, r); }" +
        "f(() => performance.now(), globalThis.TextDecoder, { URL: 1, crypto });",
    );
    expect([...names].sort()).toEqual(["TextDecoder", "crypto", "globalThis", "performance", "setTimeout"]);
  });
});
