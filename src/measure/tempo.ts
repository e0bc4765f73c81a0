// Onsets and tempo. Onset strength: how much the loudness of the ear's bands rises from one 10 ms frame to the next. Tempo: the beat
// period whose multiples the onset strength repeats at best, with a mild liking for 120 BPM to settle octaves.
import type { F32Block } from "../kernels/heap.ts";
import { instantiateKernels, type Kernels } from "../kernels/kernels.ts";
import { exp, LN10, log } from "../units/exact-math.ts";
import { Fft } from "../transform/fft.ts";
import { GrowingList } from "./growing-list.ts";
import { camToHz, hzToCam } from "./spectrum.ts";
import { HOPS_PER_SECOND, hopStart } from "./time-grid.ts";
import { hannWindow } from "./windows.ts";

const LOWEST_HZ = 30;
const HIGHEST_HZ = 16000;
const BANDS = 24;
/** Power that reads as nothing: rises below about -70 dBFS a band are not heard. */
const FLOOR_POWER = 1e-7;
const SLOWEST_BPM = 50;
const FASTEST_BPM = 210;
const BPM_STEP = 0.1;
const LIKED_BPM = 120;
/** Octaves off the liked tempo at which a candidate counts 0.6 as much. */
const LIKING_OCTAVES = 1;
/** Multiples of the beat that must repeat too. */
const MULTIPLES = 16;
const LOCAL_MEAN_HOPS = 50;
const ONSET_APART_HOPS = 5;
const SHORTEST_S = 4;

/** What was found. */
export interface Tempo {
  /** Beats a minute, 50 to 210, to about 0.1; null where nothing repeats (silence, held notes, under 4 s). May be off by an octave. */
  readonly bpm: number | null;
  /** 0 (any other tempo fits as well) to 1 (the beat explains all onsets). */
  readonly confidence: number;
  /** Where sounds begin, in seconds, to about 10 ms. */
  readonly onsetsS: readonly number[];
}

/** Listens to one stream. */
export class TempoMeter {
  readonly #kernels: Kernels;
  readonly #sampleRateHz: number;
  readonly #fft: Fft;
  readonly #window: F32Block;
  readonly #stage: F32Block;
  readonly #edges: readonly number[];
  readonly #strength = new GrowingList();
  #last: Float64Array | undefined;
  #filled: number;
  #hop = 0;

  constructor(sampleRateHz: number, kernels: Kernels = instantiateKernels()) {
    let size = 128;
    while (2 * size <= sampleRateHz / 40) size *= 2;
    this.#kernels = kernels;
    this.#sampleRateHz = sampleRateHz;
    this.#fft = new Fft(kernels, size);
    this.#window = kernels.heap.f32(size);
    const hann = hannWindow(size);
    this.#window.array.set(hann.map((value) => value / size));
    this.#stage = kernels.heap.f32(size);
    this.#filled = size / 2; // silence in front: frame n is centred on n times 10 ms
    const highest = Math.min(HIGHEST_HZ, 0.45 * sampleRateHz);
    const step = (hzToCam(highest) - hzToCam(LOWEST_HZ)) / BANDS;
    const bins = Array.from({ length: BANDS + 1 }, (_, band) =>
      Math.max(1, Math.round((camToHz(hzToCam(LOWEST_HZ) + band * step) * size) / sampleRateHz)),
    );
    this.#edges = bins.filter((bin, index) => index === 0 || bin > (bins[index - 1] ?? 0));
  }

  /** The next piece, of any length; channels are averaged. */
  push(channels: readonly Float32Array[]): void {
    const frames = channels[0]?.length ?? 0;
    const { size } = this.#fft;
    for (let taken = 0; taken < frames; ) {
      const count = Math.min(size - this.#filled, frames - taken);
      const stage = this.#stage.array;
      for (let frame = 0; frame < count; frame++) {
        let sum = 0;
        for (const channel of channels) sum += channel[taken + frame] ?? 0;
        stage[this.#filled + frame] = sum / channels.length;
      }
      this.#filled += count;
      taken += count;
      if (this.#filled === size) this.#frame();
    }
  }

  /** What the stream so far says. */
  result(): Tempo {
    const strength = aboveLocalMean(this.#strength.values);
    const onsetsS = onsets(strength).map((hop) => hop / HOPS_PER_SECOND);
    if (strength.length < SHORTEST_S * HOPS_PER_SECOND || onsetsS.length < 4) return { bpm: null, confidence: 0, onsetsS };
    return { ...bestTempo(autocorrelation(strength)), onsetsS };
  }

  release(): void {
    this.#fft.release();
    this.#kernels.heap.release(this.#window);
    this.#kernels.heap.release(this.#stage);
  }

  #frame(): void {
    const { re, im, size } = this.#fft;
    this.#kernels.call.windowPair(this.#stage.ptr, this.#stage.ptr, this.#window.ptr, size, re.ptr, im.ptr);
    im.array.fill(0);
    this.#fft.forward();
    const [bandsRe, bandsIm] = [this.#fft.re.array, this.#fft.im.array];
    const loudness = new Float64Array(this.#edges.length - 1);
    let rise = 0;
    for (let band = 0; band < loudness.length; band++) {
      let power = FLOOR_POWER;
      for (let bin = this.#edges[band] ?? 0; bin < (this.#edges[band + 1] ?? 0); bin++) {
        const [r, i] = [bandsRe[bin] ?? 0, bandsIm[bin] ?? 0];
        power += r * r + i * i;
      }
      loudness[band] = log(power) / LN10;
      rise += Math.max(0, (loudness[band] ?? 0) - (this.#last?.[band] ?? log(FLOOR_POWER) / LN10));
    }
    this.#last = loudness;
    this.#strength.push(rise);
    const advance = hopStart(this.#hop + 1, this.#sampleRateHz) - hopStart(this.#hop, this.#sampleRateHz);
    this.#hop++;
    this.#stage.array.copyWithin(0, advance);
    this.#filled = size - advance;
  }
}

/** What rises above the mean of half a second around it. */
function aboveLocalMean(strength: Float64Array): Float64Array {
  const sums = new Float64Array(strength.length + 1);
  strength.forEach((value, hop) => (sums[hop + 1] = (sums[hop] ?? 0) + value));
  return strength.map((value, hop) => {
    const from = Math.max(0, hop - LOCAL_MEAN_HOPS / 2);
    const to = Math.min(strength.length, hop + LOCAL_MEAN_HOPS / 2);
    return Math.max(0, value - ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from));
  });
}

/** Local maxima that stand out, at least 50 ms apart. */
function onsets(strength: Float64Array): number[] {
  const largest = strength.reduce((most, value) => Math.max(most, value), 0);
  const found: number[] = [];
  strength.forEach((value, hop) => {
    if (value <= 0.1 * largest || value < (strength[hop - 1] ?? 0) || value <= (strength[hop + 1] ?? 0)) return;
    const last = found.at(-1);
    if (last === undefined || hop - last >= ONSET_APART_HOPS) found.push(hop);
    else if (value > (strength[last] ?? 0)) found[found.length - 1] = hop;
  });
  return found;
}

/** Mean product with itself at each lag, about its mean, 1 at lag 0. */
function autocorrelation(strength: Float64Array): Float64Array {
  const longest = Math.min(strength.length >> 1, Math.ceil((MULTIPLES * 60 * HOPS_PER_SECOND) / SLOWEST_BPM) + 2);
  const mean = strength.reduce((sum, value) => sum + value, 0) / strength.length;
  const centred = strength.map((value) => value - mean);
  const result = new Float64Array(longest);
  for (let lag = 0; lag < longest; lag++) {
    let sum = 0;
    for (let hop = lag; hop < centred.length; hop++) sum += (centred[hop] ?? 0) * (centred[hop - lag] ?? 0);
    result[lag] = sum / (centred.length - lag);
  }
  const power = result[0] ?? 0;
  return power > 0 ? result.map((value) => value / power) : result;
}

function bestTempo(similarity: Float64Array): { bpm: number | null; confidence: number } {
  let best = { bpm: 0, score: 0, mean: 0 };
  for (let step = 0; step <= (FASTEST_BPM - SLOWEST_BPM) / BPM_STEP; step++) {
    const bpm = SLOWEST_BPM + step * BPM_STEP;
    const mean = meanAtMultiples(similarity, (60 * HOPS_PER_SECOND) / bpm);
    const octavesOff = log(bpm / LIKED_BPM) / log(2) / LIKING_OCTAVES;
    const score = mean * exp(-0.5 * octavesOff * octavesOff);
    if (score > best.score) best = { bpm, score, mean };
  }
  if (best.score === 0) return { bpm: null, confidence: 0 };
  return { bpm: Math.round(best.bpm * 10) / 10, confidence: Math.max(0, Math.min(1, best.mean)) };
}

/** Mean similarity at 1, 2, 3… periods, as far as they were computed. */
function meanAtMultiples(similarity: Float64Array, period: number): number {
  let sum = 0;
  let count = 0;
  for (let multiple = 1; multiple <= MULTIPLES; multiple++) {
    const lag = multiple * period;
    const below = Math.floor(lag);
    if (below + 1 >= similarity.length) break;
    sum += (similarity[below] ?? 0) * (below + 1 - lag) + (similarity[below + 1] ?? 0) * (lag - below);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
