// A ring gives back what was written, in blocks, over many laps; behind the end it is silent.
import { expect, test } from "vitest";
import { BLOCK_SAMPLES } from "../../engine/running-program.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { createRing, RING_BLOCKS, RingReader, RingWriter } from "./ring.ts";

const ramp = (frames: number, sign: number) => Float32Array.from({ length: frames }, (_, n) => sign * (n + 1));

test("odd pieces in, whole blocks out, three laps round", () => {
  const memory = createRing();
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  const frames = 3 * RING_BLOCKS * BLOCK_FRAMES + 77;
  const [left, right] = [ramp(frames, 1), ramp(frames, -1)];
  const block = new Float32Array(BLOCK_SAMPLES);
  let written = 0;
  let wrong = 0;
  const total = Math.ceil(frames / BLOCK_FRAMES);
  for (let next = 0; next < total; next++) {
    while (written < frames && !reader.has(next)) {
      const count = Math.min(1001, writer.room, frames - written);
      writer.write(left, right, written, count);
      written += count;
      if (written === frames) writer.finish();
    }
    reader.read(next, block);
    for (let i = 0; i < BLOCK_FRAMES; i++) {
      const n = next * BLOCK_FRAMES + i;
      if (block[i] !== (left[n] ?? 0) || block[BLOCK_FRAMES + i] !== (right[n] ?? 0)) wrong++;
    }
    reader.release(next + 1);
  }
  expect(wrong).toBe(0);
  expect(reader.has(total + 5)).toBe(true);
  reader.read(total + 5, block);
  expect(block.every((sample) => sample === 0)).toBe(true);
});

test("never more room than was read, and a block is there only when it is whole", () => {
  const memory = createRing();
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  const all = RING_BLOCKS * BLOCK_FRAMES;
  expect(writer.room).toBe(all);
  writer.write(ramp(127, 1), ramp(127, 1), 0, 127);
  expect(reader.has(0)).toBe(false);
  writer.write(ramp(1, 1), ramp(1, 1), 0, 1);
  expect(reader.has(0)).toBe(true);
  expect(reader.has(1)).toBe(false);
  writer.write(ramp(all, 1), ramp(all, 1), 0, writer.room);
  expect(writer.room).toBe(0);
  reader.release(2);
  expect(writer.room).toBe(2 * BLOCK_FRAMES);
});

test("after a restart it begins at the new block, with nothing of before", () => {
  const memory = createRing();
  const writer = new RingWriter(memory);
  const reader = new RingReader(memory);
  writer.write(ramp(1000, 1), ramp(1000, 1), 0, 1000);
  writer.finish();
  writer.restart(900);
  expect(reader.has(900)).toBe(false);
  expect(writer.filled).toBe(0);
  writer.write(ramp(BLOCK_FRAMES, 1), ramp(BLOCK_FRAMES, -1), 0, BLOCK_FRAMES);
  const block = new Float32Array(BLOCK_SAMPLES);
  reader.read(900, block);
  expect([block[0], block[127], block[128]]).toEqual([1, 128, -1]);
});
