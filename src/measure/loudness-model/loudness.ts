// Loudness in sone and phon of a steady sound, alone or masked by another, and the gain at which a sound is just heard.
import { dbToPower } from "../../units/decibels.ts";
import { log10 } from "../../units/exact-math.ts";
import { CAM_STEP, FILTERS } from "./cochlea.ts";
import type { ListeningField } from "./ear.ts";
import { atCochlea, type CochlearLines, excite, powerAround } from "./excitation.ts";
import { interpolate, type Table } from "./interpolate.ts";
import type { Sound } from "./sound.ts";
import { specificLoudness } from "./specific-loudness.ts";

/** How the sound is listened to. */
export interface ListeningOptions {
  /** Where the levels hold; the free field if left out. */
  readonly field?: ListeningField;
  /** Ears that get the sound, the same in both; 2 if left out. */
  readonly ears?: 1 | 2;
}

/** How loud a sound is. */
export interface PerceivedLoudness {
  /** 1 is a 1 kHz tone of 40 dB SPL, 2 is twice as loud; 0 is silence. */
  readonly sone: number;
  /** Level of a 1 kHz tone that is as loud; 0 for silence, at most 120. */
  readonly phon: number;
  /** Of one ear, before the ears inhibit each other, for each ear filter from 1.8 to 38.9 Cam in steps of 0.1. */
  readonly specificSonePerCam: Float64Array;
}

/** Loudness of anything that is just heard, in quiet or in a masker (ISO 532-2 Table 5 at the threshold of 1 kHz: 2.2 phon). */
export const THRESHOLD_SONE = 0.004;

/** Same sound in both ears: each inhibits the other to 3/4 (ISO 532-2, 8.1, formulae 10 to 13 with equal ears). */
const BOTH_EARS = 1.5;

/** Loudness ratio that stands for none at all in the search of a gain. */
const SILENT = 1e-30;
/** Largest gain that is searched. */
const LOUDEST_GAIN_DB = 200;
/** Difference of log10 sone at which the search ends: under 0.001 dB. */
const NEAR_ENOUGH = 3e-5;

/** [log10 sone, phon]; ISO 532-2 Table 5. */
const PHON: Table = (
  [
    [0.001, 0],
    [0.004, 2.2],
    [0.008, 4],
    [0.01, 5],
    [0.019, 7.5],
    [0.031, 10],
    [0.073, 15],
    [0.146, 20],
    [0.26, 25],
    [0.43, 30],
    [0.67, 35],
    [1, 40],
    [1.46, 45],
    [2.09, 50],
    [2.96, 55],
    [4.14, 60],
    [5.77, 65],
    [8.04, 70],
    [11.2, 75],
    [15.8, 80],
    [22.7, 85],
    [32.9, 90],
    [47.7, 95],
    [69.6, 100],
    [102, 105],
    [151, 110],
    [225, 115],
    [337.6, 120],
  ] as const
).map(([sone, phon]) => [log10(sone), phon] as const);

/** Loudness of a sound alone (ISO 532-2:2017). */
export function perceivedLoudness(sound: Sound, options: ListeningOptions = {}): PerceivedLoudness {
  return partialLoudness(sound, [], options);
}

/** Loudness of a signal while a masker sounds too (Moore, Glasberg and Baer 1997). Both add up by their powers. */
export function partialLoudness(signal: Sound, masker: Sound, options: ListeningOptions = {}): PerceivedLoudness {
  return loudnessOf(meet(signal, masker, options), 0, options);
}

/**
 * Gain in dB at which a signal is just heard in a masker: negative for one that is heard already. Infinity for silence, and for
 * what would have to be made more than 200 dB louder. Asked of one ear if not told otherwise: a second ear that hears the same
 * signal in the same masker detects it no better.
 */
export function gainToThresholdDb(signal: Sound, masker: Sound, options: ListeningOptions = {}): number {
  return gainToPartialLoudnessDb(signal, masker, THRESHOLD_SONE, { ears: 1, ...options });
}

/** Level in dB SPL at which a tone is just heard in a masker; in quiet (no lines) its absolute threshold. */
export function maskedThresholdDbSpl(toneHz: number, masker: Sound, options: ListeningOptions = {}): number {
  return gainToThresholdDb([{ hz: toneHz, dbSpl: 0 }], masker, options);
}

/** Gain in dB at which a signal in a masker has a certain partial loudness above 0 sone, to 0.001 dB. */
export function gainToPartialLoudnessDb(
  signal: Sound,
  masker: Sound,
  targetSone: number,
  options: ListeningOptions = {},
): number {
  if (!(targetSone > 0)) throw new RangeError(`loudness: a target of ${targetSone} sone can't be met. Ask for more than 0 sone.`);
  const sounds = meet(signal, masker, options);
  if (sounds.signal.hz.length === 0) return Infinity;
  return rootDb((gainDb) => log10(Math.max(SILENT, loudnessOf(sounds, gainDb, options).sone / targetSone)));
}

/** Where a function that rises with the gain crosses 0: bracketed, then narrowed by straight lines (Illinois method). */
function rootDb(rising: (gainDb: number) => number): number {
  let [low, high] = [0, 0];
  let below = rising(0);
  let above = below;
  for (let step = 10; above < 0; step *= 2) {
    if (high > LOUDEST_GAIN_DB) return Infinity;
    [low, below] = [high, above];
    high += step;
    above = rising(high);
  }
  for (let step = 10; below >= 0; step *= 2) {
    [high, above] = [low, below];
    low -= step;
    below = rising(low);
  }
  let stayed = 0; // rounds in which the upper (> 0) or lower (< 0) end has not moved
  for (let round = 0; round < 60 && high - low > 0.001; round++) {
    const middle = round % 8 === 7 ? 0.5 * (low + high) : low - (below * (high - low)) / (above - below);
    const value = rising(middle);
    if (Math.abs(value) < NEAR_ENOUGH) return middle;
    if (value > 0) {
      [high, above] = [middle, value];
      if (stayed < 0) below *= 0.5;
      stayed = -1;
    } else {
      [low, below] = [middle, value];
      if (stayed > 0) above *= 0.5;
      stayed = 1;
    }
  }
  return 0.5 * (low + high);
}

/** Both sounds at the cochlea, and the powers around their lines, by which loud sounds spread. */
interface Meeting {
  readonly signal: CochlearLines;
  readonly masker: CochlearLines;
  readonly signalAroundSignal: Float64Array;
  readonly maskerAroundSignal: Float64Array;
  readonly signalAroundMasker: Float64Array;
  readonly maskerAroundMasker: Float64Array;
}

function meet(signalSound: Sound, maskerSound: Sound, { field = "free" }: ListeningOptions): Meeting {
  const signal = atCochlea(signalSound, field);
  const masker = atCochlea(maskerSound, field);
  return {
    signal,
    masker,
    signalAroundSignal: powerAround(signal, signal),
    maskerAroundSignal: powerAround(signal, masker),
    signalAroundMasker: powerAround(masker, signal),
    maskerAroundMasker: powerAround(masker, masker),
  };
}

function loudnessOf(sounds: Meeting, gainDb: number, { ears = 2 }: ListeningOptions): PerceivedLoudness {
  const gain = dbToPower(gainDb);
  const mixed = (own: Float64Array, other: Float64Array): Float64Array =>
    own.map((power, index) => gain * power + (other[index] ?? 0));
  const signal = excite(sounds.signal, mixed(sounds.signalAroundSignal, sounds.maskerAroundSignal)).map((power) => gain * power);
  const masker = excite(sounds.masker, mixed(sounds.signalAroundMasker, sounds.maskerAroundMasker));
  const specificSonePerCam = specificLoudness(signal, masker);
  let sum = 0;
  for (let filter = 0; filter < FILTERS; filter++) sum += specificSonePerCam[filter] as number;
  const sone = sum * CAM_STEP * (ears === 2 ? BOTH_EARS : 1);
  return { sone, phon: sone > 0 ? interpolate(PHON, log10(sone)) : 0, specificSonePerCam };
}
