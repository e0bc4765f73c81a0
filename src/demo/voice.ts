// A singing voice: vocal cords (a saw with a soft top), a tract of five resonances in a row (Klatt 1980), breath, hiss of the teeth.
// cords + breath → tract → + hiss → out. The mouth follows speech.ts; the pitch glides, wavers and settles as a person's does.
import { exp, PI } from "../units/exact-math.ts";
import { Formant, smoothing, StateVariable } from "./filters.ts";
import { centsToRatio, midiToHz, readTable, sawTable, sineOf } from "./oscillators.ts";
import type { Random } from "./random.ts";
import type { SungNote } from "./score.types.ts";
import { gesturesFor } from "./speech.ts";

export interface VoiceStyle {
  /** Length of the tract against the tables: above 1 a smaller, brighter head. */
  readonly tractScale: number;
  readonly vibratoCents: number;
  /** How far the singer drifts around the pitch. */
  readonly looseCents: number;
  /** Steady breath in the tone, 0…1. */
  readonly breathiness: number;
  /** Level of s, sh and t. 1 is natural, 2 wants a de-esser. */
  readonly hiss: number;
  /** Semitones below the note at which a phrase is begun. */
  readonly scoop: number;
  readonly takesBreath: boolean;
}

const TICK_FRAMES = 32;
const BANDWIDTHS_HZ = [75, 95, 130, 200, 280];
const VIBRATO_HZ = 5.4;
const VIBRATO_AFTER_S = 0.2;
const TRACT_S = 0.017;
const CORDS_S = 0.011;
const HISS_S = 0.006;
const PITCH_S = 0.02;

/** Sings `notes` (in time, one at a time) into `out`. Level: loud vowels come to about 1. */
export function sing(out: Float32Array, rate: number, notes: readonly SungNote[], style: VoiceStyle, random: Random): void {
  const gestures = gesturesFor(notes, style.takesBreath);
  const ticksPerS = rate / TICK_FRAMES;
  const follow = { tract: smoothing(TRACT_S, ticksPerS), cords: smoothing(CORDS_S, rate), hiss: smoothing(HISS_S, rate) };
  const glide = smoothing(PITCH_S, ticksPerS);
  const slow = smoothing(0.15, ticksPerS);
  const tract = BANDWIDTHS_HZ.map(() => new Formant(rate));
  const at = Float64Array.from([500, 1500, 2500, 3500, 4500]);
  const teeth = new StateVariable(rate, 6000, 1.2);
  const own = { vibratoHz: VIBRATO_HZ * (1 + 0.05 * random.bipolar()), phase: random.next() };
  let gesture = -1;
  let note = -1;
  let midi = notes[0]?.midi ?? 60;
  let heard = midi;
  let drift = 0;
  let phase = random.next();
  let stepHz = 0;
  let voicing = 0;
  let breath = 0;
  let hiss = 0;
  let softened = 0;
  let soften = 0.5;
  let effort = 0;
  let table = sawTable(200);
  const silentAfter = Math.round(0.25 * rate);
  let silentFrames = silentAfter;

  for (let tick = 0; tick < out.length; tick += TICK_FRAMES) {
    const seconds = tick / rate;
    while (gesture + 1 < gestures.length && gestures[gesture + 1]!.startS <= seconds) gesture++;
    while (note + 1 < notes.length && notes[note + 1]!.startS - 0.025 <= seconds) {
      note++;
      const last = notes[note - 1];
      const isFresh = !last || notes[note]!.startS - (last.startS + last.durationS) > 0.12;
      if (isFresh) midi = heard = notes[note]!.midi - style.scoop;
    }
    const goal = gestures[gesture];
    const isSilent = !goal || (goal.voicing === 0 && goal.breath === 0 && goal.hiss === 0);
    silentFrames = isSilent ? silentFrames + TICK_FRAMES : 0;
    if (silentFrames > silentAfter) {
      voicing = breath = hiss = 0;
      continue; // nothing sounds any more: true silence until the next gesture
    }
    const sung = notes[Math.max(0, note)]!;
    midi += (sung.midi - midi) * glide;
    heard += (midi - heard) * glide;
    drift += random.bipolar() * style.looseCents * 0.35 - drift * slow;
    const held = Math.max(0, seconds - sung.startS - VIBRATO_AFTER_S);
    const waver = style.vibratoCents * Math.min(1, held * 3) * sineOf(own.vibratoHz * seconds + own.phase);
    stepHz = midiToHz(heard) * centsToRatio(waver + drift);
    table = sawTable(stepHz);
    effort += ((goal?.voicing ? sung.velocity : effort) - effort) * follow.tract;
    soften = 1 - exp((-2 * PI * (700 + 2600 * effort * effort)) / rate);
    for (let k = 0; k < 5; k++) {
      if (goal?.formantsHz) at[k]! += (goal.formantsHz[k]! * style.tractScale - at[k]!) * follow.tract;
      // A singer keeps the lowest resonance above the note, or the note would fall into a hole.
      tract[k]!.set(k === 0 ? Math.max(at[0]!, stepHz * 1.06) : at[k]!, BANDWIDTHS_HZ[k]!);
    }
    if (goal && goal.hiss > 0) teeth.set(goal.hissHz, 1.1);
    const end = Math.min(out.length, tick + TICK_FRAMES);
    for (let i = tick; i < end; i++) {
      voicing += ((goal?.voicing ?? 0) - voicing) * follow.cords;
      breath += ((goal?.breath ?? 0) - breath) * follow.cords;
      hiss += ((goal?.hiss ?? 0) - hiss) * follow.hiss;
      phase += stepHz / rate;
      if (phase >= 1) phase -= 1;
      const noise = random.bipolar();
      softened += (readTable(table, phase) - softened) * soften;
      const air = noise * (breath * 0.12 + voicing * style.breathiness * 0.08 * (phase < 0.5 ? 1 : 0.35));
      let x = softened * voicing * 0.35 + air;
      for (let k = 0; k < 5; k++) x = tract[k]!.step(x);
      teeth.step(noise);
      out[i]! += x + (teeth.band + teeth.high * 0.35) * hiss * style.hiss * 0.3;
    }
  }
}
