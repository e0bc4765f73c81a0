// Electric bass, direct: a saw and a soft octave of its own fundamental through a falling filter, driven a little.
import { tanh } from "../units/exact-math.ts";
import { Envelope } from "./envelope.ts";
import { blockDc, StateVariable } from "./filters.ts";
import { midiToHz, readTable, sawTable, sineOf } from "./oscillators.ts";
import { emptyChannels, frameAt, type Instrument } from "./take.ts";

export const bass: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  for (const note of take.score.lines.bass) {
    const hz = midiToHz(note.midi);
    const table = sawTable(hz);
    const step = hz / rate;
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const loudness = new Envelope(rate, { attackMs: 3, decayMs: 700, sustain: 0.55, releaseMs: 28 });
    const brightness = new Envelope(rate, { attackMs: 2, decayMs: 130, sustain: 0.22, releaseMs: 60 });
    const filter = new StateVariable(rate, 800, 0.9);
    let phase = 0;
    for (let i = 0; start + i < out.length; i++) {
      if (i === gate) {
        loudness.letGo();
        brightness.letGo();
      }
      const bright = brightness.step();
      const level = loudness.step();
      if (loudness.ended) break;
      if (i % 16 === 0) filter.set(hz * 1.6 + 2100 * bright * note.velocity * note.velocity, 0.95);
      phase += step;
      filter.step(readTable(table, phase) * 0.55 + sineOf(phase) * 0.6);
      out[start + i]! += tanh(filter.low * level * note.velocity * 1.5);
    }
  }
  blockDc(out, rate);
  return channels;
};
