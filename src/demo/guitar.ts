// Steel-string guitar: Karplus-Strong strings (Karplus & Strong 1983; tuning by all-pass after Jaffe & Smith 1983), a plucking
// point, two resonances of the body. Its pickup hums at the mains while the part is being played.
import { cos, PI, sin } from "../units/exact-math.ts";
import { addResonance, blockDc, decayPerStep, StateVariable } from "./filters.ts";
import { midiToHz } from "./oscillators.ts";
import { addHum } from "./flaws.ts";
import { takesOf } from "./takes-of.ts";
import { emptyChannels, fadeIn, fadeOut, frameAt, type Instrument, type Take } from "./take.ts";

/** Share of the newer sample in the loop's averaging: how fast a string loses its brightness. */
const DULLNESS = 0.2;
const PLUCK_POINT = 0.17;
const TAIL_S = 1.4;

export const guitar: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const notes = take.score.lines.guitar;
  notes.forEach((note, index) => {
    // A string rings on until it is damped or struck again.
    const again = notes.slice(index + 1, index + 40).find((later) => later.midi === note.midi);
    const untilS = Math.min(note.startS + note.durationS + TAIL_S, again ? again.startS + 0.01 : Infinity);
    pluck(
      take,
      out,
      note.midi,
      note.velocity,
      frameAt(take, note.startS),
      frameAt(take, note.startS + note.durationS),
      frameAt(take, untilS),
    );
  });
  const rate = take.sampleRateHz;
  blockDc(out, rate, 60);
  addResonance(out, rate, 108, 3, 0.7);
  addResonance(out, rate, 215, 3.5, 0.6);
  addHum(take, out, takesOf(notes, 2.5, 0.4, 0.8));
  return channels;
};

function pluck(take: Take, out: Float32Array, midi: number, velocity: number, start: number, damp: number, end: number): void {
  const rate = take.sampleRateHz;
  const hz = midiToHz(midi);
  const period = rate / hz;
  // The loop is a delay line, the averaging filter and the all-pass; together they must be one period long at the
  // string's own pitch, so the filter's delay is taken exactly there.
  const omega = (2 * PI * hz) / rate;
  const filterDelay = delayOfAverage(omega);
  let whole = Math.floor(period - filterDelay - 0.3);
  const rest = period - filterDelay - whole;
  const allpass = allpassFor(rest, omega);
  whole = Math.max(2, whole);
  const line = excitation(take, whole, velocity, rate);
  const ringing = decayPerStep(5.5 - (midi - 43) * 0.06, hz);
  const damped = decayPerStep(0.45, hz);
  const length = Math.min(end, out.length) - start;
  let position = 0;
  let lastIn = 0;
  let allpassIn = 0;
  let allpassOut = 0;
  for (let i = 0; i < length; i++) {
    const x = line[position]!;
    const averaged = (1 - DULLNESS) * x + DULLNESS * lastIn;
    lastIn = x;
    allpassOut = allpass * (averaged - allpassOut) + allpassIn;
    allpassIn = averaged;
    line[position] = allpassOut * (start + i > damp ? damped : ringing);
    position = position + 1 === whole ? 0 : position + 1;
    out[start + i]! += x * fadeIn(i, rate * 0.001) * fadeOut(i, length, rate * 0.01);
  }
}

/** Delay in frames of the averaging filter at angular frequency `omega`. */
function delayOfAverage(omega: number): number {
  return phaseAngle(1 - DULLNESS + DULLNESS * cos(omega), DULLNESS * sin(omega)) / omega;
}

/** Coefficient of the all-pass whose delay at `omega` is exactly `delay` frames (Jaffe & Smith, eq. 16). */
function allpassFor(delay: number, omega: number): number {
  return sin(((1 - delay) * omega) / 2) / sin(((1 + delay) * omega) / 2);
}

/** Angle of a short vector in the first quarter: arctangent by its series, for |y/x| well below 1. */
function phaseAngle(x: number, y: number): number {
  const t = y / x;
  const z = t * t;
  return t * (1 - z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z / 9))));
}

/** One period of pick noise: darker when soft, with the dips a plucking point makes, free of DC. */
function excitation(take: Take, frames: number, velocity: number, rate: number): Float64Array {
  const soft = new StateVariable(rate, 1500 + 6500 * velocity, 0.6);
  const noise = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    soft.step(take.random.bipolar());
    noise[i] = soft.low;
  }
  const apart = Math.max(1, Math.round(frames * PLUCK_POINT));
  const line = noise.map((x, i) => x - noise[(i + frames - apart) % frames]!);
  const mean = line.reduce((sum, x) => sum + x, 0) / frames;
  const power = Math.sqrt(line.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / frames);
  return line.map((x) => ((x - mean) / (power + 1e-9)) * 0.3 * velocity);
}
