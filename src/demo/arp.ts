// Pluck arpeggio, mono: a short pulse wave with a snapping filter.
import { Envelope } from "./envelope.ts";
import { StateVariable } from "./filters.ts";
import { midiToHz, readPulse, sawTable } from "./oscillators.ts";
import { emptyChannels, frameAt, type Instrument } from "./take.ts";

export const arp: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  for (const note of take.score.lines.arp) {
    const hz = midiToHz(note.midi);
    const table = sawTable(hz);
    const step = hz / rate;
    const start = frameAt(take, note.startS);
    const loudness = new Envelope(rate, { attackMs: 2, decayMs: 110, sustain: 0, releaseMs: 40 });
    const brightness = new Envelope(rate, { attackMs: 1.5, decayMs: 55, sustain: 0, releaseMs: 40 });
    const filter = new StateVariable(rate);
    const gate = Math.round(note.durationS * 1.6 * rate);
    for (let i = 0; start + i < out.length; i++) {
      if (i === gate) loudness.letGo();
      const level = loudness.step();
      const bright = brightness.step();
      if (loudness.ended) break;
      if (i % 16 === 0) filter.set(hz * 1.1 + 6200 * bright * note.velocity, 1.3);
      filter.step(readPulse(table, step * i + 0.1, 0.32));
      out[start + i]! += filter.low * level * note.velocity;
    }
  }
  return channels;
};
