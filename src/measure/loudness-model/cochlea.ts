// The 372 ear filters, 1.8 to 38.9 Cam in steps of 0.1, and what each is like: width, threshold, gain, compression
// (ISO 532-2:2017, 7.4 and 7.5, Tables 2 to 4), and the signal-to-noise ratio it needs to detect a sound in noise.
import { dbToPower } from "../../units/decibels.ts";
import { log10 } from "../../units/exact-math.ts";
import { camToHz } from "../spectrum.ts";
import { interpolate, type Table } from "./interpolate.ts";

export const FILTERS = 372;
export const CAM_STEP = 0.1;
const LOWEST_CAM = 1.8;

/** [Hz, excitation at threshold dB, gain of the cochlear amplifier re 500 Hz dB]; ISO 532-2 Table 2, constant above 500 Hz. */
const THRESHOLD_AND_GAIN: readonly (readonly [number, number, number])[] = [
  [50, 27.46, -24.31],
  [63, 23.45, -20.3],
  [80, 18.47, -15.32],
  [100, 15.13, -11.98],
  [125, 11.97, -8.82],
  [160, 9.34, -6.19],
  [200, 7.43, -4.28],
  [250, 5.75, -2.6],
  [315, 4.73, -1.58],
  [400, 3.92, -0.77],
  [500, 3.15, 0],
];

const THRESHOLD: Table = THRESHOLD_AND_GAIN.map(([hz, db]) => [hz, db] as const);
const GAIN: Table = THRESHOLD_AND_GAIN.map(([hz, , db]) => [hz, db] as const);

/** Exponent by gain; ISO 532-2 Table 3. */
const EXPONENT: Table = [
  [-25, 0.26692],
  [-20, 0.25016],
  [-15, 0.23679],
  [-10, 0.22228],
  [-5, 0.21055],
  [0, 0.2],
];

/** A by gain, from -25 dB in steps of 0.5; ISO 532-2 Table 4. */
const OFFSETS = [
  7.784, 7.667, 7.551, 7.435, 7.318, 7.21, 7.103, 6.996, 6.889, 6.782, 6.675, 6.596, 6.517, 6.438, 6.36, 6.281, 6.202, 6.124,
  6.047, 5.975, 5.902, 5.823, 5.744, 5.665, 5.587, 5.51, 5.437, 5.364, 5.291, 5.218, 5.145, 5.086, 5.027, 4.972, 4.918, 4.863,
  4.808, 4.754, 4.699, 4.644, 4.59, 4.542, 4.496, 4.451, 4.405, 4.359, 4.314, 4.268, 4.222, 4.177, 4.131,
];
const OFFSET: Table = OFFSETS.map((offset, index) => [-25 + index / 2, offset] as const);

/** K by log10 of the frequency: the ratio needed to detect a tone in noise (Moore, Glasberg and Baer 1997, Fig. 9), to 0.1 dB. */
const DETECTION_RATIO: Table = (
  [
    [50, 13.5],
    [63, 10],
    [80, 7.1],
    [100, 4.9],
    [125, 3.1],
    [160, 1.5],
    [200, 0.4],
    [250, -0.5],
    [315, -1.3],
    [400, -1.9],
    [500, -2.3],
    [630, -2.7],
    [800, -2.9],
    [1000, -3],
  ] as const
).map(([hz, db]) => [log10(hz), db] as const);

/** One ear filter. Powers are relative to the excitation of a 1 kHz tone of 0 dB SPL in the free field. */
export interface EarFilter {
  readonly cam: number;
  readonly hz: number;
  /** Equivalent rectangular bandwidth. */
  readonly erbHz: number;
  /** Excitation at the threshold in quiet. */
  readonly threshold: number;
  /** Gain of the cochlear amplifier at low levels, relative to 500 Hz and above. */
  readonly gain: number;
  readonly exponent: number;
  readonly offset: number;
  /** Signal-to-masker ratio of powers at which a signal is just detected. */
  readonly detectionRatio: number;
}

/** Equivalent rectangular bandwidth of the ear filter at a frequency (Glasberg and Moore 1990; ISO 532-2 Formula 1). */
export function erbHz(hz: number): number {
  return 24.673 * (0.004368 * hz + 1);
}

/** All ear filters, ascending. */
export const EAR_FILTERS: readonly EarFilter[] = Array.from({ length: FILTERS }, (_, index) => {
  const cam = LOWEST_CAM + CAM_STEP * index;
  const hz = camToHz(cam);
  const gainDb = interpolate(GAIN, hz);
  const high = hz >= 500;
  return {
    cam,
    hz,
    erbHz: erbHz(hz),
    threshold: high ? 2.065 : dbToPower(interpolate(THRESHOLD, hz)),
    gain: dbToPower(gainDb),
    exponent: interpolate(EXPONENT, gainDb),
    offset: high ? 4.13 : interpolate(OFFSET, gainDb),
    detectionRatio: dbToPower(interpolate(DETECTION_RATIO, log10(hz))),
  };
});
