// Pad, stereo: slow detuned saws behind a low-pass that opens and closes over some bars.
import { blockDc } from "./filters.ts";
import { sineOf } from "./oscillators.ts";
import { playSawChords } from "./saw-chords.ts";
import type { Instrument } from "./take.ts";

const MOVE_HZ = 0.11;

export const pad: Instrument = (take) => {
  const channels = playSawChords(take, take.score.lines.pad, {
    saws: { voices: 5, spreadCents: 11, width: 0.95 },
    loudness: { attackMs: 320, decayMs: 2000, sustain: 0.85, releaseMs: 200 },
    brightness: { attackMs: 1, decayMs: 1000, sustain: 1, releaseMs: 1000 },
    q: 0.8,
    cornerHz: (_, velocity, seconds, side) =>
      (700 + 1500 * velocity * velocity) * (1 + 0.4 * sineOf(seconds * MOVE_HZ + side / 4)),
  });
  for (const channel of channels) blockDc(channel, take.sampleRateHz, 30);
  return channels;
};
