// A singing voice: vocal cords (a saw, brighter when loud), a tract of six resonances in a row (Klatt 1980), breath, hiss of the teeth.
// cords + breath → tract + ring → evened → + hiss → out. The mouth follows speech.ts; the pitch glides, wavers and settles as a person's does.
import { exp, PI } from "../units/exact-math.ts";
import { smoothing, StateVariable, Tract } from "./filters.ts";
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
const BANDWIDTHS_HZ = [95, 105, 140, 190, 240, 380];
/** The resonance above those the mouth shapes; it keeps the top open. */
const SIXTH_HZ = 5600;
/** Cords that close hard sing brighter: a shelf above EDGE_HZ, factor for the softest and the loudest notes. */
const EDGE_HZ = 1100;
const EDGE_SOFT = 1.6;
const EDGE_LOUD = 5.5;
/** The singer's formant (Sundberg 1974): what carries a voice over a band, whatever the vowel. */
const RING_HZ = 3000;
const RING_Q = 1.4;
const RING_GAIN = 0.11;
/** Singers even out what the vowels' resonances make loud and soft: level to the power of a quarter. */
const EVEN_RISE_S = 0.003;
const EVEN_FALL_S = 0.09;
const EVEN_FLOOR = 0.08;
const HISS_GAIN = 0.32;
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
  const followTract = smoothing(TRACT_S, ticksPerS);
  const followCords = smoothing(CORDS_S, rate);
  const followHiss = smoothing(HISS_S, rate);
  const glide = smoothing(PITCH_S, ticksPerS);
  const slow = smoothing(0.15, ticksPerS);
  const tract = new Tract(rate, BANDWIDTHS_HZ);
  const at = Float64Array.from([500, 1500, 2500, 3500, 4500, SIXTH_HZ]);
  const ring = new StateVariable(rate, RING_HZ * style.tractScale, RING_Q);
  const rise = smoothing(EVEN_RISE_S, rate);
  const fall = smoothing(EVEN_FALL_S, rate);
  let loudness = 0;
  const teeth = new StateVariable(rate, 6000, 1.2);
  const own = { vibratoHz: VIBRATO_HZ * (1 + 0.05 * random.bipolar()), phase: random.next() };
  const throat = new Float64Array(TICK_FRAMES);
  const rings = new Float64Array(TICK_FRAMES);
  const noises = new Float64Array(TICK_FRAMES);
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
  let dark = 0;
  let edge = 1;
  const darken = 1 - exp((-2 * PI * EDGE_HZ) / rate);
  let effort = 0;
  let table = sawTable(200);
  const hissGain = style.hiss * HISS_GAIN;
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
    effort += ((goal?.voicing ? sung.velocity : effort) - effort) * followTract;
    edge = EDGE_SOFT + (EDGE_LOUD - EDGE_SOFT) * effort;
    for (let k = 0; k < 6; k++) {
      if (k < 5 && goal?.formantsHz) at[k]! += (goal.formantsHz[k]! * style.tractScale - at[k]!) * followTract;
      // A singer keeps the lowest resonance above the note, or the note would fall into a hole.
      tract.set(k, k === 0 ? Math.max(at[0]!, stepHz * 1.06) : at[k]!);
    }
    if (goal && goal.hiss > 0) teeth.set(goal.hissHz, 1.1);
    const count = Math.min(TICK_FRAMES, out.length - tick);
    const pitchStep = stepHz / rate;
    const wantedVoicing = goal?.voicing ?? 0;
    const wantedBreath = goal?.breath ?? 0;
    const wantedHiss = goal?.hiss ?? 0;
    const ringGain = RING_GAIN * (1 + 2 * effort);
    const evenedGain = 0.15 + 0.3 * effort;
    const toothy = wantedHiss > 0 || hiss > 1e-6;
    for (let i = 0; i < count; i++) {
      voicing += (wantedVoicing - voicing) * followCords;
      breath += (wantedBreath - breath) * followCords;
      phase += pitchStep;
      if (phase >= 1) phase -= 1;
      const noise = random.bipolar();
      const saw = readTable(table, phase);
      dark += (saw - dark) * darken;
      const cords = dark + (saw - dark) * edge;
      const air = noise * (breath * 0.12 + voicing * style.breathiness * 0.14 * (phase < 0.5 ? 1 : 0.35));
      const source = cords * voicing * 0.35 + air;
      ring.step(source);
      noises[i] = noise;
      rings[i] = ring.band * ringGain;
      throat[i] = source;
    }
    tract.run(throat, count);
    for (let i = 0; i < count; i++) {
      const x = throat[i]! + rings[i]!;
      const size = Math.abs(x);
      loudness += (size - loudness) * (size > loudness ? rise : fall);
      const uneven = loudness + EVEN_FLOOR;
      const evened = (x * evenedGain) / Math.sqrt(uneven * Math.sqrt(uneven));
      // What still jumps out bends over softly, as a throat under strain does.
      const bent = evened / Math.sqrt(1 + evened * evened);
      out[tick + i]! += bent;
    }
    if (!toothy) continue;
    for (let i = 0; i < count; i++) {
      hiss += (wantedHiss - hiss) * followHiss;
      teeth.step(noises[i]!);
      out[tick + i]! += (teeth.band + teeth.high * 0.35) * hiss * hissGain;
    }
  }
}
