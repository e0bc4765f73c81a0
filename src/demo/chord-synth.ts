// Chord synth of the choruses, stereo: short wide saw chords. Its cabinet rings: a narrow resonance at CHORD_RING_HZ to be found and cut.
import { addResonance, blockDc } from "./filters.ts";
import { playSawChords } from "./saw-chords.ts";
import type { Instrument } from "./take.ts";

export const CHORD_RING_HZ = 2640;
const RING_Q = 22;
/** Added at the centre, as a factor: 1 + 5 is 15.6 dB. */
const RING_AMOUNT = 5;

export const chordSynth: Instrument = (take) => {
  const channels = playSawChords(take, take.score.lines.chords, {
    saws: { voices: 7, spreadCents: 16, width: 1 },
    loudness: { attackMs: 4, decayMs: 380, sustain: 0.5, releaseMs: 70 },
    brightness: { attackMs: 4, decayMs: 170, sustain: 0.3, releaseMs: 90 },
    q: 0.75,
    cornerHz: (bright, velocity) => 900 + 7600 * bright * velocity,
  });
  for (const channel of channels) {
    blockDc(channel, take.sampleRateHz, 60);
    addResonance(channel, take.sampleRateHz, CHORD_RING_HZ, RING_Q, RING_AMOUNT);
  }
  return channels;
};
