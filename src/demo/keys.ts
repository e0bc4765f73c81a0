// Electric piano, stereo by key: two-operator FM body and a bell-like tine that hard strokes bring out (after Chowning 1973).
import { decayPerStep } from "./filters.ts";
import { Envelope } from "./envelope.ts";
import { midiToHz, sineOf } from "./oscillators.ts";
import { emptyChannels, frameAt, type Instrument, placed } from "./take.ts";

export const keys: Instrument = (take) => {
  const channels = emptyChannels(take, 2);
  const [left, right] = [channels[0]!, channels[1]!];
  const rate = take.sampleRateHz;
  for (const note of take.score.lines.keys) {
    const hz = midiToHz(note.midi);
    const [toLeft, toRight] = placed(Math.max(-0.7, Math.min(0.7, (note.midi - 61) / 12)));
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const loudness = new Envelope(rate, { attackMs: 3, decayMs: 900, sustain: 0.08, releaseMs: 55 });
    const bodyDecay = decayPerStep(2.2, rate);
    const tineDecay = decayPerStep(0.6, rate);
    let bodyIndex = 0.24 * note.velocity * note.velocity + 0.05;
    let tineIndex = 0.2 * note.velocity;
    const step = hz / rate;
    for (let i = 0; start + i < left.length; i++) {
      if (i === gate) loudness.letGo();
      const level = loudness.step();
      if (loudness.ended) break;
      const phase = step * i;
      bodyIndex *= bodyDecay;
      tineIndex *= tineDecay;
      const body = sineOf(phase + 4 + bodyIndex * sineOf(phase));
      const tine = sineOf(phase + 4 + tineIndex * sineOf(phase * 11));
      const x = (body * 0.75 + tine * 0.35) * level * note.velocity;
      left[start + i]! += x * toLeft;
      right[start + i]! += x * toRight;
    }
  }
  return channels;
};
