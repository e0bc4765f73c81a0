// Pad, stereo: slow detuned saws behind a low-pass that opens and closes over some bars.
import { Envelope } from "./envelope.ts";
import { blockDc, StateVariable } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { emptyChannels, frameAt, type Instrument } from "./take.ts";
import { Unison } from "./unison.ts";

const MOVE_HZ = 0.11;

export const pad: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const [left, right] = [channels[0]!, channels[1]!];
  const rate = take.sampleRateHz;
  for (const note of take.score.lines.pad) {
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const saws = new Unison(rate, note.midi, take.random, { voices: 6, spreadCents: 11, width: 0.95 });
    const loudness = new Envelope(rate, { attackMs: 320, decayMs: 2000, sustain: 0.85, releaseMs: 260 });
    const filterLeft = new StateVariable(rate);
    const filterRight = new StateVariable(rate);
    for (let i = 0; start + i < left.length; i++) {
      if (i === gate) loudness.letGo();
      const level = loudness.step() * note.velocity;
      if (loudness.ended) break;
      if (i % 32 === 0) {
        const seconds = (start + i) / rate;
        const open = 700 + 1500 * note.velocity * note.velocity;
        filterLeft.set(open * (1 + 0.4 * sineOf(seconds * MOVE_HZ)), 0.8);
        filterRight.set(open * (1 + 0.4 * sineOf(seconds * MOVE_HZ + 0.25)), 0.8);
      }
      saws.step();
      filterLeft.step(saws.left);
      filterRight.step(saws.right);
      left[start + i]! += filterLeft.low * level;
      right[start + i]! += filterRight.low * level;
    }
  }
  for (const channel of channels) blockDc(channel, rate, 30);
  return channels;
};
