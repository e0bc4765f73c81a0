// Packed samples, decoded in kernel memory, measure exactly as the same samples decoded by src/formats.
import { describe, expect, test } from "vitest";
import type { PcmSample } from "../../../formats/audio.ts";
import { KERNEL_KINDS, KERNEL_SLACK_BYTES } from "../../../formats/pcm/kernel-kinds.ts";
import { bytesPerSample, decodePcm } from "../../../formats/pcm/samples.ts";
import { instantiateKernels } from "../../../kernels/kernels.ts";
import { createMeter } from "../../../measure/meter.ts";

const RATE = 8000;
const FRAMES = 2 * RATE + 123;

/** Bytes of any value where samples are integers; finite floats within full scale where they are not. */
function packed(sample: PcmSample, channels: number): Uint8Array {
  const bytes = new Uint8Array(FRAMES * channels * bytesPerSample(sample));
  const view = new DataView(bytes.buffer);
  let seed = 7;
  const noise = (): number => (seed = (Math.imul(seed, 1664525) + 1013904223) | 0);
  const little = sample.endsWith("le");
  for (let at = 0; at < bytes.length; at += bytesPerSample(sample)) {
    if (sample.startsWith("f32")) view.setFloat32(at, noise() / 2 ** 31, little);
    else if (sample.startsWith("f64")) view.setFloat64(at, noise() / 2 ** 31, little);
    else for (let byte = 0; byte < bytesPerSample(sample); byte++) bytes[at + byte] = noise() >>> 24;
  }
  return bytes;
}

describe.each([1, 2] as const)("%i channels", (channels) => {
  test.each(Object.keys(KERNEL_KINDS) as PcmSample[])("%s", (sample) => {
    const bytes = packed(sample, channels);
    const planar = Array.from({ length: channels }, () => new Float32Array(FRAMES));
    decodePcm({ sample, channels }, bytes, FRAMES, planar);
    const plain = createMeter({ sampleRateHz: RATE, channels });
    plain.push(planar);

    const kernels = instantiateKernels();
    const meter = createMeter({ sampleRateHz: RATE, channels, kernels });
    const bytesPerFrame = channels * bytesPerSample(sample);
    const block = kernels.heap.f32(Math.ceil((bytes.length + KERNEL_SLACK_BYTES) / 4));
    new Uint8Array(block.array.buffer, block.ptr).set(bytes);
    for (let done = 0; done < FRAMES; done += 3001)
      meter.pushPacked(
        { ptr: block.ptr + done * bytesPerFrame, bytesPerFrame, kind: KERNEL_KINDS[sample] },
        Math.min(3001, FRAMES - done),
      );
    expect(meter.result()).toEqual(plain.result());
    expect(meter.history()).toEqual(plain.history());
    expect(meter.result().samplePeakDbfs).toBeGreaterThan(-1);
  });
});
