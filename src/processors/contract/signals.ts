// Test signals of the contract: seeded, so that every run hears the same.
import { cos, exp, log, PI, sin } from "../../units/exact-math.ts";

/** Two channels of the same length. */
export interface StereoSignal {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Uniform numbers in 0..1 (exclusive of 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** `frames` frames computed one by one. */
export function signalOf(frames: number, at: (frame: number) => readonly [left: number, right: number]): StereoSignal {
  const left = new Float32Array(frames);
  const right = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    const [l, r] = at(frame);
    left[frame] = l;
    right[frame] = r;
  }
  return { left, right };
}

export function silence(frames: number): StereoSignal {
  return { left: new Float32Array(frames), right: new Float32Array(frames) };
}

export function concatenate(...parts: readonly StereoSignal[]): StereoSignal {
  const frames = parts.reduce((sum, part) => sum + part.left.length, 0);
  const whole = silence(frames);
  let at = 0;
  for (const part of parts) {
    whole.left.set(part.left, at);
    whole.right.set(part.right, at);
    at += part.left.length;
  }
  return whole;
}

export function slice(signal: StereoSignal, from: number, to?: number): StereoSignal {
  return { left: signal.left.subarray(from, to), right: signal.right.subarray(from, to) };
}

/** A sine in both channels, faded in over 20 ms so that its start is no click, on top of `dc`. */
export function tone(frames: number, sampleRateHz: number, hz: number, amplitude: number, dc = 0): StereoSignal {
  const fadeFrames = 0.02 * sampleRateHz;
  return signalOf(frames, (frame) => {
    const x = Math.min(1, frame / fadeFrames);
    const fade = x * x * x * (10 - 15 * x + 6 * x * x);
    const value = fade * (dc + amplitude * sin((2 * PI * ((hz * frame) % sampleRateHz)) / sampleRateHz));
    return [value, value];
  });
}

/** White noise, different in the two channels, peaks at +-`amplitude`. */
export function noise(frames: number, amplitude: number, seed: number): StereoSignal {
  const random = seededRandom(seed);
  return signalOf(frames, () => [amplitude * (2 * random() - 1), amplitude * (2 * random() - 1)]);
}

/**
 * Something for every processor to work on: tones from 60 Hz to 12 kHz, noise, drum-like decays every 120 ms, levels that go
 * from -50 to 0 dBFS and gaps of silence; left and right differ in level, phase and content.
 */
export function richSignal(frames: number, sampleRateHz: number, seed = 1): StereoSignal {
  const random = seededRandom(seed);
  const hitFrames = Math.round(0.12 * sampleRateHz);
  const levels = [0.9, 0.05, 0.4, 0.003, 0.7, 0.02];
  const turn = (hz: number, frame: number) => sin((2 * PI * ((hz * frame) % sampleRateHz)) / sampleRateHz);
  return signalOf(frames, (frame) => {
    const hit = Math.floor(frame / hitFrames);
    const since = (frame - hit * hitFrames) / hitFrames;
    if (hit % 7 === 5 && since > 0.7) return [0, 0];
    const level = levels[hit % levels.length] ?? 1;
    const decay = (1 - since) * (1 - since);
    const low = turn(60, frame) + 0.5 * turn(313, frame);
    const high = 0.4 * turn(2750, frame) + 0.3 * turn(7900, frame) + 0.2 * turn(12000, frame);
    const left = 0.3 * low + 0.3 * high + 0.5 * decay * (2 * random() - 1);
    const right = 0.25 * low - 0.15 * high + 0.2 * turn(997, frame) + 0.4 * decay * (2 * random() - 1);
    return [level * left, level * right];
  });
}

/** The worst that can arrive: both zeros, +18 dB over full scale, the smallest numbers there are, DC, the highest frequency. */
export function hostileSignal(): StereoSignal {
  const stretch = 600;
  return concatenate(
    signalOf(stretch, () => [-0, 0]),
    signalOf(stretch, (frame) => (frame % 2 === 0 ? [8, -8] : [-8, 8])),
    signalOf(stretch, (frame) => (frame % 100 < 50 ? [8, 8] : [-8, -8])),
    noise(stretch, 8, 3),
    signalOf(stretch, (frame) => [frame % 3 === 0 ? 1e-45 : -1e-40, 1e-38]),
    signalOf(stretch, () => [1, -1]),
    signalOf(stretch, () => [-8, -8]),
    signalOf(stretch, (frame) => [frame % 200 === 0 ? 8 : 0, 0]),
    signalOf(stretch, (frame) => (frame % 2 === 0 ? [1, 1] : [-1, -1])),
    noise(stretch, 1e-7, 4),
  );
}

/** Forty sines between 80 Hz and 10 kHz with spread phases: the same sound at every rate. Pulses four times a second. */
export function sameAtEveryRate(seconds: number, sampleRateHz: number): StereoSignal {
  const partials = Array.from({ length: 40 }, (_, index) => {
    const turn = (2 * PI * 80 * exp((index / 39) * log(125))) / sampleRateHz;
    const phase = (index * index * PI) / 40;
    return { cosTurn: cos(turn), sinTurn: sin(turn), re: cos(phase), im: sin(phase) };
  });
  return signalOf(Math.round(seconds * sampleRateHz), (frame) => {
    let left = 0;
    let right = 0;
    for (const partial of partials) {
      const { cosTurn, sinTurn, re, im } = partial;
      left += im;
      right += 0.8 * im + 0.6 * re;
      partial.re = cosTurn * re - sinTurn * im;
      partial.im = sinTurn * re + cosTurn * im;
    }
    const beat = ((4 * frame) / sampleRateHz) % 1;
    const envelope = Math.min(1, beat / 0.02, (1 - beat) / 0.02) * (beat < 0.5 ? 1 : 0.15);
    return [0.1 * envelope * left, 0.1 * envelope * right];
  });
}
