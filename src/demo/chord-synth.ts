// Chord synth of the choruses, stereo: short wide saw chords. Its cabinet rings: a narrow resonance at CHORD_RING_HZ to be found and cut.
import { Envelope } from "./envelope.ts";
import { addResonance, blockDc, StateVariable } from "./filters.ts";
import { emptyChannels, frameAt, type Instrument } from "./take.ts";
import { Unison } from "./unison.ts";

export const CHORD_RING_HZ = 2640;

export const chordSynth: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const [left, right] = [channels[0]!, channels[1]!];
  const rate = take.sampleRateHz;
  for (const note of take.score.lines.chords) {
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const saws = new Unison(rate, note.midi, take.random, { voices: 7, spreadCents: 16, width: 1 });
    const loudness = new Envelope(rate, { attackMs: 4, decayMs: 380, sustain: 0.5, releaseMs: 70 });
    const brightness = new Envelope(rate, { attackMs: 4, decayMs: 170, sustain: 0.3, releaseMs: 90 });
    const filterLeft = new StateVariable(rate);
    const filterRight = new StateVariable(rate);
    for (let i = 0; start + i < left.length; i++) {
      if (i === gate) {
        loudness.letGo();
        brightness.letGo();
      }
      const level = loudness.step() * note.velocity;
      const bright = brightness.step();
      if (loudness.ended) break;
      if (i % 16 === 0) {
        const corner = 500 + 5200 * bright * note.velocity;
        filterLeft.set(corner, 0.75);
        filterRight.set(corner, 0.75);
      }
      saws.step();
      filterLeft.step(saws.left);
      filterRight.step(saws.right);
      left[start + i]! += filterLeft.low * level;
      right[start + i]! += filterRight.low * level;
    }
  }
  for (const channel of channels) {
    blockDc(channel, rate, 60);
    addResonance(channel, rate, CHORD_RING_HZ, 22, 5);
  }
  return channels;
};
