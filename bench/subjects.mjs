// What puts kernels to work where no processor does. Each is given kernels and a second of stereo at 48 kHz, and returns a turn of work.
import { Dither } from "../dist/src/conversion/dither.js";
import { Oversampler } from "../dist/src/conversion/oversampler.js";
import { createResampler } from "../dist/src/conversion/resampler.js";
import { BiquadCascade } from "../dist/src/filters/cascade.js";
import { rbjPeak } from "../dist/src/filters/rbj-design.js";
import { createNeedle } from "../dist/src/measure/ballistics.js";
import { createMeter } from "../dist/src/measure/meter.js";
import { SpectrumMeter } from "../dist/src/measure/spectrum.js";
import { Convolver } from "../dist/src/transform/convolver.js";

const BLOCK = 128;
const RATE_HZ = 48_000;

/** Calls `work` with the addresses of one block after the other. */
function blockwise(kernels, sound, work) {
  const [left, right] = [kernels.heap.f32(BLOCK), kernels.heap.f32(BLOCK)];
  return () => {
    for (let at = 0; at + BLOCK <= sound[0].length; at += BLOCK) {
      left.array.set(sound[0].subarray(at, at + BLOCK));
      right.array.set(sound[1].subarray(at, at + BLOCK));
      work(left.ptr, right.ptr, at);
    }
  };
}

export const SUBJECTS = {
  meter: (kernels, sound) => {
    const meter = createMeter({ kernels, sampleRateHz: RATE_HZ, channels: 2 });
    // In the meter this one is called by a kernel.
    const [state, coefficients, sums, signal] = [8, 8, 4, 480].map((length) => kernels.heap.f64(length));
    coefficients.array.set([1.535, -2.692, 1.198, -1.691, 0.732, -1.99, 0.99]);
    return () => {
      meter.push(sound);
      kernels.call.kWeightedSums(signal.ptr, signal.ptr, 480, state.ptr, coefficients.ptr, sums.ptr);
    };
  },
  cascade: (kernels, sound) => {
    const cascade = new BiquadCascade(kernels, 4);
    const sections = [100, 400, 2000, 9000].map((hz) => rbjPeak(hz, 3, 1, RATE_HZ));
    let turned = 1;
    return blockwise(kernels, sound, (left, right, at) => {
      if (at % (4 * BLOCK) === 0)
        cascade.set(0, rbjPeak(100 + turned++, 3, 1, RATE_HZ)); // always on the way to new coefficients
      else if (at === BLOCK) cascade.setAll(sections);
      cascade.process(left, right, BLOCK);
    });
  },
  spectrum: (kernels, sound) => {
    const spectrum = new SpectrumMeter(RATE_HZ, 2, kernels);
    return () => spectrum.push(sound);
  },
  needles: (kernels, sound) => {
    const needles = ["ppm-type-1", "vu", "k-20"].map((law) => createNeedle(kernels, { law, sampleRateHz: RATE_HZ }));
    return blockwise(kernels, sound, (left) => needles.forEach((needle) => needle.show(left, BLOCK)));
  },
  convolver: (kernels, sound) => {
    const response = sound[0].map((value, n) => (value * Math.exp(-n / 8000)) / 30);
    const convolver = new Convolver(kernels, { left: response, right: response });
    return blockwise(kernels, sound, (left, right) => convolver.process(left, right, BLOCK));
  },
  resampler: (kernels, sound) => {
    const stereo = createResampler({ kernels, fromHz: RATE_HZ, toHz: 44_100, channels: 2 });
    const uneven = createResampler({ kernels, fromHz: RATE_HZ, toHz: 47_951, channels: 2 });
    const mono = createResampler({ kernels, fromHz: RATE_HZ, toHz: 47_951, channels: 1 });
    return () => {
      stereo.push(sound);
      uneven.push(sound);
      mono.push(sound.slice(0, 1));
    };
  },
  oversampler: (kernels, sound) => {
    const oversampler = new Oversampler(kernels, { factor: 4, form: "minimum", rateHz: RATE_HZ });
    return blockwise(kernels, sound, (left, right) => {
      oversampler.up(left, right, BLOCK);
      oversampler.down(left, right, BLOCK);
    });
  },
  dither: (kernels, sound) => {
    const dither = new Dither(kernels, { bits: 16, kind: "tpdf", rateHz: RATE_HZ, channels: 2 });
    return blockwise(kernels, sound, (left, right) => dither.process([left, right], BLOCK));
  },
  blocks: (kernels, sound) => {
    const { call } = kernels;
    const [block, other, levels, packed] = [2 * BLOCK, 2 * BLOCK, 8, 2 * BLOCK].map((length) => kernels.heap.f32(length));
    const delay = kernels.heap.f32(4 + 2 * 1000);
    call.mixDelayReset(delay.ptr, 1000);
    const math = ["exp2Block", "log2Block", "gainToDbBlock", "powerToDbBlock", "dbToGainBlock", "tanhBlock", "sinCyclesBlock"];
    return blockwise(kernels, sound, (left, right) => {
      call.planesToBlock(left, right, block.ptr);
      call.planesPeak(left, right, BLOCK);
      call.mixClear(other.ptr);
      call.mixCopy(other.ptr, block.ptr);
      call.mixAdd(other.ptr, block.ptr);
      call.mixScale(other.ptr, block.ptr, 0.5, 0.6, 0.5, 0.6);
      call.mixAddScaled(other.ptr, block.ptr, 0.5, 0.6, 0.5, 0.6);
      call.mixSilenceFrames(other.ptr, 0, BLOCK);
      call.mixFadeFrames(block.ptr, 0, BLOCK, 1, -0.001);
      call.mixLevels(block.ptr, levels.ptr);
      call.mixDelay(delay.ptr, block.ptr);
      call.exchange(block.ptr, other.ptr, 2 * BLOCK);
      call.pcmToPlanes(packed.ptr, block.ptr, other.ptr, BLOCK, 2, 1);
      for (const name of math) call[name](left, right, BLOCK);
    });
  },
};
