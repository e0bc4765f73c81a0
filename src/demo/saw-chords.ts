// Chords of detuned saws behind a low-pass on each side: what pad and chord synth share.
import { Envelope, type EnvelopeShape } from "./envelope.ts";
import { StateVariable } from "./filters.ts";
import type { Note } from "./score.types.ts";
import { emptyChannels, frameAt, type Take } from "./take.ts";
import { Unison, type UnisonShape } from "./unison.ts";

const BLOCK = 32; // frames between two settings of the filters

export interface SawChordShape {
  readonly saws: UnisonShape;
  readonly loudness: EnvelopeShape;
  readonly brightness: EnvelopeShape;
  readonly q: number;
  /** Corner of the low-pass in Hz, from the brightness envelope (0…1), the velocity (0…1), the second and the side (0 or 1). */
  cornerHz(bright: number, velocity: number, seconds: number, side: number): number;
}

export function playSawChords(take: Take, notes: readonly Note[], shape: SawChordShape): Float32Array[] {
  const channels = emptyChannels(take, 2);
  const [left, right] = [channels[0]!, channels[1]!];
  const rate = take.sampleRateHz;
  const blockLeft = new Float64Array(BLOCK);
  const blockRight = new Float64Array(BLOCK);
  for (const note of notes) {
    const start = frameAt(take, note.startS);
    const gate = Math.round(note.durationS * rate);
    const saws = new Unison(rate, note.midi, take.random, shape.saws);
    const loudness = new Envelope(rate, shape.loudness);
    const brightness = new Envelope(rate, shape.brightness);
    const filterLeft = new StateVariable(rate);
    const filterRight = new StateVariable(rate);
    for (let i = 0; start + i < left.length && !loudness.ended; i += BLOCK) {
      const seconds = (start + i) / rate;
      filterLeft.set(shape.cornerHz(brightness.level, note.velocity, seconds, 0), shape.q);
      filterRight.set(shape.cornerHz(brightness.level, note.velocity, seconds, 1), shape.q);
      saws.next(blockLeft, blockRight, BLOCK);
      filterLeft.runLow(blockLeft, BLOCK);
      filterRight.runLow(blockRight, BLOCK);
      const count = Math.min(BLOCK, left.length - start - i);
      for (let k = 0; k < count; k++) {
        if (i + k === gate) {
          loudness.letGo();
          brightness.letGo();
        }
        brightness.step();
        const level = loudness.step() * note.velocity;
        left[start + i + k]! += blockLeft[k]! * level;
        right[start + i + k]! += blockRight[k]! * level;
      }
    }
  }
  return channels;
}
