// The worklet's work without a worklet: what it plays is what the engine renders, whatever the quantum, and however late the stems.
import { beforeEach, describe, expect, test } from "vitest";
import { insert, noise, renderMaster, session, type Stereo, track } from "../../../test/support/engine-sessions.ts";
import { planSession } from "../../engine/plan-session.ts";
import { compileKernels } from "../../kernels/kernels.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { EngineRunner } from "./engine-runner.ts";
import { createMeters, MeterReader } from "./meter-ring.ts";
import { createRing, RingWriter } from "./ring.ts";
import { createTap, readTap } from "./tap-recorder.ts";
import {
  BLOCK,
  createTransport,
  ENDED,
  FEEDER_EPOCH,
  PLAYING,
  SEEK_BLOCK,
  SEEK_EPOCH,
  STARVED,
  WORKLET_EPOCH,
} from "./transport.ts";

const FRAMES = 20_000;
const BLOCKS = Math.ceil(FRAMES / BLOCK_FRAMES);
const stems: Record<string, Stereo> = { a: noise(FRAMES, 1), b: noise(FRAMES, 2) };
const song = session(
  [track("a", { pan: 0.3 }), track("b", { faderDb: -6, inserts: [insert("t", "trim", { gainDb: 3 })] })],
  FRAMES,
);
const wanted = renderMaster(song, stems, BLOCKS * BLOCK_FRAMES);

let transport: Int32Array;
let tap: SharedArrayBuffer;
let writers: Record<string, RingWriter>;
let meters: MeterReader;
let runner: EngineRunner;

beforeEach(() => {
  const shared = createTransport();
  transport = new Int32Array(shared);
  const rings = { a: createRing(), b: createRing() };
  writers = { a: new RingWriter(rings.a), b: new RingWriter(rings.b) };
  tap = createTap(2 * FRAMES);
  const meterMemory = createMeters(100);
  meters = new MeterReader(meterMemory, BLOCK_FRAMES);
  const plan = planSession(song, { levels: true });
  runner = new EngineRunner({ module: compileKernels(), plan, rings, transport: shared, meters: meterMemory, tap });
  meters.setLayout(runner.settle());
  transport[PLAYING] = 1;
  transport[FEEDER_EPOCH] = 0;
});

function feed(id: string, from: number, to: number): void {
  const [left, right] = stems[id] as Stereo;
  writers[id]?.write(left, right, from, to - from);
  if (to === FRAMES) writers[id]?.finish();
}

/** Left and right of so many quanta. */
function render(quanta: number, quantum = BLOCK_FRAMES): Stereo {
  const out: Stereo = [new Float32Array(quanta * quantum), new Float32Array(quanta * quantum)];
  for (let q = 0; q < quanta; q++) {
    const [left, right] = out.map((channel) => channel.subarray(q * quantum, (q + 1) * quantum)) as unknown as Stereo;
    runner.render(left, right);
  }
  return out;
}

describe("runner", () => {
  test.each([128, 256, 100, 441])("plays what the engine renders in quanta of %i frames", (quantum) => {
    for (const id of ["a", "b"]) feed(id, 0, FRAMES);
    const [left, right] = render(Math.ceil((BLOCKS * BLOCK_FRAMES) / quantum), quantum);
    expect(left.subarray(0, BLOCKS * BLOCK_FRAMES)).toEqual(wanted[0]);
    expect(right.subarray(0, BLOCKS * BLOCK_FRAMES)).toEqual(wanted[1]);
    expect(left.subarray(BLOCKS * BLOCK_FRAMES).every((sample) => sample === 0)).toBe(true);
    render(2);
    expect([transport[ENDED], transport[PLAYING], transport[STARVED]]).toEqual([1, 0, 0]);
  });

  test("waits in silence for a late stem, counts the blocks, and loses nothing", () => {
    feed("a", 0, FRAMES);
    feed("b", 0, 40 * BLOCK_FRAMES);
    const [left] = render(50);
    expect(transport[BLOCK]).toBe(40);
    expect(transport[STARVED]).toBe(10);
    expect(left.subarray(40 * BLOCK_FRAMES).every((sample) => sample === 0)).toBe(true);
    feed("b", 40 * BLOCK_FRAMES, FRAMES);
    render(BLOCKS);
    expect(readTap(tap)[0]).toEqual(wanted[0]);
    expect(readTap(tap)[1]).toEqual(wanted[1]);
  });

  test("a pause fades out within a block, stands still, and fades in again at the next block", () => {
    for (const id of ["a", "b"]) feed(id, 0, FRAMES);
    render(10);
    transport[PLAYING] = 0;
    const [fading] = render(5);
    expect(transport[BLOCK]).toBe(11);
    expect(fading[0]).toBeCloseTo((wanted[0][1280] as number) * (127 / 128), 6);
    expect(Math.abs(fading[127] as number)).toBe(0);
    expect(fading.subarray(128).every((sample) => sample === 0)).toBe(true);
    expect(transport[STARVED]).toBe(0);
    transport[PLAYING] = 1;
    const [again] = render(2);
    expect(again[0]).toBeCloseTo((wanted[0][1408] as number) / 128, 6);
    expect(again.subarray(128)).toEqual(wanted[0].subarray(1536, 1664));
  });

  test("a seek fades out, is answered, and is silent until the feeder has answered too", () => {
    for (const id of ["a", "b"]) feed(id, 0, FRAMES);
    render(10);
    transport[SEEK_BLOCK] = 100;
    transport[SEEK_EPOCH] = 1;
    render(1);
    expect(transport[WORKLET_EPOCH]).toBe(0);
    const [silent] = render(20);
    expect(silent.every((sample) => sample === 0)).toBe(true);
    expect([transport[WORKLET_EPOCH], transport[BLOCK], transport[STARVED]]).toEqual([1, 100, 0]);
    for (const id of ["a", "b"]) {
      writers[id]?.restart(100);
      feed(id, 100 * BLOCK_FRAMES, FRAMES);
    }
    transport[FEEDER_EPOCH] = 1;
    const [left] = render(3);
    expect(left.subarray(128)).toEqual(wanted[0].subarray(101 * BLOCK_FRAMES, 103 * BLOCK_FRAMES));
  });

  test("a seek while the stems are late is followed all the same", () => {
    feed("a", 0, FRAMES);
    feed("b", 0, 10 * BLOCK_FRAMES);
    render(12);
    transport[SEEK_BLOCK] = 0;
    transport[SEEK_EPOCH] = 1;
    render(2);
    expect(transport[WORKLET_EPOCH]).toBe(1);
  });

  test("meters: sample peak and mean square of what each strip gave since the last look", () => {
    for (const id of ["a", "b"]) feed(id, 0, FRAMES);
    render(7);
    const { blocks, strips, inserts } = meters.read();
    expect(blocks).toBe(7);
    const master = strips.find(({ strip }) => strip === "master");
    const part = wanted.map((channel) => channel.subarray(0, 7 * BLOCK_FRAMES));
    part.forEach((channel, side) => {
      const highest = channel.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const squares = channel.reduce((sum, sample) => sum + sample * sample, 0);
      expect(master?.samplePeak[side]).toBe(highest);
      expect(master?.meanSquare[side]).toBeCloseTo(squares / channel.length, 6);
    });
    expect(inserts.map(({ strip, processor }) => [strip, processor])).toEqual([["b", "trim"]]);
    expect(meters.read().blocks).toBe(0);
  });

  test("a late look at the meters gets the newest slots only", () => {
    for (const id of ["a", "b"]) feed(id, 0, FRAMES);
    render(BLOCKS);
    for (let lap = 1; lap < 3; lap++) {
      for (const id of ["a", "b"]) {
        writers[id]?.restart(0);
        feed(id, 0, FRAMES);
      }
      transport[PLAYING] = 1;
      transport[SEEK_BLOCK] = 0;
      transport[SEEK_EPOCH] = lap;
      render(2);
      transport[FEEDER_EPOCH] = lap;
      render(BLOCKS);
    }
    expect(meters.read().blocks).toBe(255);
  });
});
