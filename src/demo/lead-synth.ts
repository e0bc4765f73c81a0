// Lead synth, mono: saw and pulse in tune with each other, a glide into joined notes, vibrato on held ones.
import { Envelope } from "./envelope.ts";
import { blockDc, smoothing, StateVariable } from "./filters.ts";
import { centsToRatio, midiToHz, readPulse, readTable, sawTable, sineOf } from "./oscillators.ts";
import { emptyChannels, frameAt, type Instrument } from "./take.ts";

const VIBRATO_HZ = 5.6;
const VIBRATO_CENTS = 14;
const VIBRATO_AFTER_S = 0.22;
const GLIDE_S = 0.018;

export const leadSynth: Instrument = (take) => {
  const channels = emptyChannels(take, 1);
  const out = channels[0]!;
  const rate = take.sampleRateHz;
  let lastMidi = 0;
  let lastEndS = -1;
  for (const note of take.score.lines.lead) {
    const table = sawTable(midiToHz(note.midi) * 1.02);
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const loudness = new Envelope(rate, { attackMs: 5, decayMs: 450, sustain: 0.7, releaseMs: 45 });
    const filter = new StateVariable(rate);
    const isJoined = note.startS - lastEndS < 0.06 && Math.abs(note.midi - lastMidi) <= 5;
    const glide = smoothing(GLIDE_S, rate / 16);
    let offset = isJoined ? (lastMidi - note.midi) * 0.6 : 0;
    lastMidi = note.midi;
    lastEndS = note.startS + note.durationS;
    let phase = 0.25;
    let step = 0;
    for (let i = 0; start + i < out.length; i++) {
      if (i === gate) loudness.letGo();
      const level = loudness.step();
      if (loudness.ended) break;
      if (i % 16 === 0) {
        const held = Math.max(0, i / rate - VIBRATO_AFTER_S);
        const vibrato = VIBRATO_CENTS * Math.min(1, held * 4) * sineOf(VIBRATO_HZ * held);
        offset -= offset * glide;
        step = (midiToHz(note.midi) * centsToRatio(vibrato + offset * 100)) / rate;
        filter.set(1300 + 4200 * level * note.velocity, 1.1);
      }
      phase += step;
      filter.step(readTable(table, phase) * 0.6 + readPulse(table, phase, 0.42) * 0.4);
      out[start + i]! += filter.low * level * note.velocity;
    }
  }
  blockDc(out, rate, 40);
  return channels;
};
