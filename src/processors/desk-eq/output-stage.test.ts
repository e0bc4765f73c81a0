// The output stage's kernels against plain twins, its rest without colour, its level under drive.
import { describe, expect, test } from "vitest";
import { instantiateKernels } from "../../kernels/kernels.ts";
import { largestDifference, largestKink, samplePeak } from "../contract/compare.ts";
import { take } from "../contract/rig.ts";
import { noise, richSignal, tone } from "../contract/signals.ts";
import { consoleEq1073 } from "../console-eq-1073/console-eq-1073.params.ts";
import { consoleEq1073Factory } from "../console-eq-1073/console-eq-1073.ts";
import { Ramps } from "../ramps.ts";
import { addedTwin, transformerTwin } from "./output-stage.twin.ts";

const subject = { declaration: consoleEq1073, create: consoleEq1073Factory.create };

test("the amplifier's kernel is its twin, bit for bit, while its numbers glide and after", () => {
  const kernels = instantiateKernels();
  const [left, right] = [kernels.heap.f32(260), kernels.heap.f32(260)];
  const sound = noise(256, 6, 3);
  left.array.set(sound.left);
  right.array.set(sound.right);
  const [from, to] = [
    [0.2, 0.1, 0.3, 5e-4],
    [0.9, 0.4, 0, 3e-3],
  ];
  const ramps = new Ramps(kernels, from);
  const gliding = 40;
  ramps.glide(to, gliding);
  kernels.call.bendAmplifier(ramps.ptr, left.ptr, right.ptr, 128);
  for (let frame = 0; frame < 128; frame++) {
    const now = from.map((value, index) => {
      let at = value;
      for (let step = 0; step <= Math.min(frame, gliding - 2); step++) at += (to[index]! - value) / gliding;
      return frame >= gliding - 1 ? to[index]! : at;
    });
    for (const n of [2 * frame, 2 * frame + 1]) {
      expect(left.array[n]).toBe(addedTwin(sound.left[n]!, now));
      expect(right.array[n]).toBe(addedTwin(sound.right[n]!, now));
    }
  }
});

test("the transformer's kernel is its twin, bit for bit", () => {
  const kernels = instantiateKernels();
  const delay = 7;
  const [left, right] = [kernels.heap.f32(128), kernels.heap.f32(128)];
  const [fixed, state, line] = [kernels.heap.f64(4), kernels.heap.f64(12), kernels.heap.f32(2 * (delay + 128))];
  const numbers = [0.6, 0.5, 1.3, 0.2] as const;
  const coefficients = [0.0078, 0.9995, -1.99902, 0.99903] as const;
  fixed.array.set(coefficients);
  const ramps = new Ramps(kernels, numbers);
  const [sound, more] = [noise(512, 3, 5), noise(512, 0.2, 6)];
  const twin = transformerTwin(numbers, coefficients);
  for (let at = 0; at < 512; at += 128) {
    left.array.set(sound.left.subarray(at, at + 128));
    right.array.set(sound.right.subarray(at, at + 128));
    kernels.call.keepDry(line.ptr, 4 * (delay + 128), delay, left.ptr, right.ptr, 128);
    left.array.set(more.left.subarray(at, at + 128));
    right.array.set(more.right.subarray(at, at + 128));
    kernels.call.closeDeskStage(ramps.ptr, fixed.ptr, state.ptr, line.ptr, delay, left.ptr, right.ptr, 128);
    for (let n = 0; n < 128; n++) {
      const dry = at + n < delay ? 0 : sound.left[at + n - delay]!;
      expect(left.array[n]).toBe(twin(dry, more.left[at + n]!));
    }
  }
});

describe("colour and turning", () => {
  const flat = { eqIn: false };
  const sound = richSignal(24000, 48000);

  test("turned off while sound runs it ends as the delayed sound, bit for bit; back on, as if it had always been on", () => {
    const plain = take(subject, sound, { ...flat, colourPercent: 0 });
    const off = take(subject, sound, flat, { changes: [{ atFrame: 4800, params: { ...flat, colourPercent: 0 } }] });
    expect(largestDifference(off, plain, 4800 + 960)).toBe(0);
    const back = take(
      subject,
      sound,
      { ...flat, colourPercent: 0 },
      { changes: [{ atFrame: 4800, params: { ...flat, colourPercent: 100 } }] },
    );
    expect(largestDifference(back, take(subject, sound, flat), 20000)).toBeLessThan(1e-4);
  });

  test("drive leaves the level of soft sound alone", () => {
    const soft = tone(24000, 48000, 1000, 0.001);
    const [cold, hot] = [-12, 24].map((driveDb) => take(subject, soft, { ...flat, driveDb }));
    expect(largestDifference(cold!, hot!, 4800)).toBeLessThan(1e-5);
  });

  test("a bell switched from 360 Hz to 7.2 kHz does not sweep over what lies between", () => {
    const middle = tone(24000, 48000, 1600, 0.05);
    const params = { midHz: "360", midGainDb: 18, colourPercent: 0 };
    const output = take(subject, middle, params, { changes: [{ atFrame: 9600, params: { ...params, midHz: "7200" } }] });
    const [before, after] = [samplePeak(output, 4800, 9600), samplePeak(output, 20000)];
    expect(samplePeak(output, 9600, 20000)).toBeLessThan(1.1 * Math.max(before, after));
  });

  test("a frequency switched while a tone runs leaves no kink", () => {
    const low = tone(24000, 48000, 220, 0.2);
    const params = { lowHz: "60", lowGainDb: 9, midHz: "360", midGainDb: 9 };
    const output = take(subject, low, params, {
      changes: [
        { atFrame: 9600, params: { ...params, midHz: "700" } },
        { atFrame: 9984, params: { ...params, midHz: "700", lowHz: "220" } },
        { atFrame: 10240, params: { ...params, midHz: "off", lowHz: "220" } },
      ],
    });
    expect(largestKink(output, 9500, 24000)).toBeLessThan(1.5 * largestKink(output, 4800, 9500) + 0.001);
  });
});
