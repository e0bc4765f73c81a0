// First reflections by image sources (Allen and Berkley, JASA 65/4, 1979): echoes of two loudspeakers in a shoebox, as a pair of
// cardioids hears them. kernels/reverb-mix.ts adds them up; the layout of the taps stands there.
import type { F32Block } from "../../kernels/heap.ts";
import type { Kernels } from "../../kernels/kernels.ts";
import type { ShoeboxVoicing } from "./voicing.ts";

const SOUND_METRES_A_S = 343;
const HIGHEST_ORDER = 3;
/** The pair: metres between the capsules, and cosine and sine of half the angle between their axes (110°). */
const SPACING_M = 0.3;
const [AXIS_FRONT, AXIS_SIDE] = [0.5736, 0.8192];
const HEADER_WORDS = 8;

export interface Tap {
  readonly frames: number;
  readonly gain: number;
}

/** Taps from each loudspeaker to each side. */
export interface Reflections {
  readonly leftToLeft: readonly Tap[];
  readonly rightToLeft: readonly Tap[];
  readonly leftToRight: readonly Tap[];
  readonly rightToRight: readonly Tap[];
}

type Point = readonly [x: number, y: number, z: number];

/** The strongest echoes; the squares of all gains that reach one side add up to 1 (the mean of both sides). */
export function reflectionsOf(shoebox: ShoeboxVoicing, sizePercent: number, sampleRateHz: number): Reflections {
  const size = sizePercent / 100;
  const metres = shoebox.metres.map((length) => length * size) as unknown as Point;
  const at = (share: Point): Point => [share[0] * metres[0], share[1] * metres[1], share[2] * metres[2]];
  const listener = at(shoebox.listener);
  const echoes = (speaker: Point, side: -1 | 1, count: number) =>
    strongest(echoesOf(shoebox, metres, at(speaker), listener, side, size, sampleRateHz), count);
  const raw = {
    leftToLeft: echoes(shoebox.left, -1, shoebox.ownTaps),
    rightToLeft: echoes(shoebox.right, -1, shoebox.crossTaps),
    leftToRight: echoes(shoebox.left, 1, shoebox.crossTaps),
    rightToRight: echoes(shoebox.right, 1, shoebox.ownTaps),
  };
  const power = Object.values(raw)
    .flat()
    .reduce((sum, { gain }) => sum + gain * gain, 0);
  const scale = Math.sqrt(2 / power);
  const scaled = (taps: readonly Tap[]) => taps.map(({ frames, gain }) => ({ frames, gain: gain * scale }));
  return {
    leftToLeft: scaled(raw.leftToLeft),
    rightToLeft: scaled(raw.rightToLeft),
    leftToRight: scaled(raw.leftToRight),
    rightToRight: scaled(raw.rightToRight),
  };
}

function echoesOf(
  { wallGain, fromMs, toMs }: ShoeboxVoicing,
  metres: Point,
  speaker: Point,
  listener: Point,
  side: -1 | 1,
  size: number,
  sampleRateHz: number,
): Tap[] {
  const capsule: Point = [listener[0] + (side * SPACING_M) / 2, listener[1], listener[2]];
  const direct = distance(speaker, capsule);
  const taps: Tap[] = [];
  for (const [x, bouncesX] of imagesOf(speaker[0], metres[0])) {
    for (const [y, bouncesY] of imagesOf(speaker[1], metres[1])) {
      for (const [z, bouncesZ] of imagesOf(speaker[2], metres[2])) {
        const bounces = bouncesX + bouncesY + bouncesZ;
        if (bounces === 0 || bounces > HIGHEST_ORDER) continue;
        const way = distance([x, y, z], capsule);
        const ms = (1000 * (way - direct)) / SOUND_METRES_A_S;
        if (ms < fromMs * size || ms > toMs * size) continue;
        const towards = (side * AXIS_SIDE * (x - capsule[0]) - AXIS_FRONT * (y - capsule[1])) / way;
        let gain = (direct / way) * (0.5 + 0.5 * towards);
        for (let bounce = 0; bounce < bounces; bounce++) gain *= wallGain;
        taps.push({ frames: Math.round((ms * sampleRateHz) / 1000), gain });
      }
    }
  }
  return taps;
}

/** Where a source between two walls is seen, and after how many bounces. */
function imagesOf(source: number, length: number): readonly (readonly [place: number, bounces: number])[] {
  const images: [number, number][] = [];
  for (let n = -2; n <= 2; n++) {
    images.push([2 * n * length + source, Math.abs(2 * n)]);
    images.push([2 * n * length - source, Math.abs(2 * n - 1)]);
  }
  return images;
}

function distance(a: Point, b: Point): number {
  const [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  return Math.sqrt(x * x + y * y + z * z);
}

function strongest(taps: readonly Tap[], count: number): Tap[] {
  const chosen = [...taps].sort((a, b) => b.gain - a.gain || a.frames - b.frames).slice(0, count);
  return chosen.sort((a, b) => a.frames - b.frames);
}

export class FirstReflections {
  readonly #kernels: Kernels;
  readonly #taps: F32Block;
  readonly #lines: F32Block;

  constructor(kernels: Kernels, reflections: Reflections, sampleRateHz: number) {
    this.#kernels = kernels;
    const groups = [reflections.leftToLeft, reflections.rightToLeft, reflections.leftToRight, reflections.rightToRight];
    const all = groups.flat();
    let length = 16;
    while (length < Math.max(...all.map(({ frames }) => frames), 0.001 * sampleRateHz) + 8) length *= 2;
    this.#taps = kernels.heap.f32(HEADER_WORDS + 2 * all.length);
    this.#lines = kernels.heap.f32(2 * length + 8);
    const words = this.#words();
    words[0] = length - 1;
    groups.forEach((taps, group) => {
      words[4 + group] = taps.length;
    });
    all.forEach(({ frames, gain }, index) => {
      words[HEADER_WORDS + 2 * index] = frames;
      this.#taps.array[HEADER_WORDS + 2 * index + 1] = gain;
    });
  }

  reset(): void {
    this.#lines.array.fill(0);
    this.#words()[2] = 0;
  }

  run(left: number, right: number, outLeft: number, outRight: number, frames: number): void {
    this.#kernels.call.reflect(this.#taps.ptr, this.#lines.ptr, left, right, outLeft, outRight, frames);
  }

  dispose(): void {
    this.#kernels.heap.release(this.#taps);
    this.#kernels.heap.release(this.#lines);
  }

  #words(): Int32Array {
    return new Int32Array(this.#kernels.heap.memory.buffer, this.#taps.ptr, this.#taps.length);
  }
}
