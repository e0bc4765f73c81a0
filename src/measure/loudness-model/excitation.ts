// How strongly each ear filter is excited by a sound (ISO 532-2:2017, 7.4). The filters are rounded exponentials whose lower skirt
// grows flatter with the level, so that loud sounds spread upward.
import { dbToPower, powerToDb } from "../../units/decibels.ts";
import { exp } from "../../units/exact-math.ts";
import { hzToCam } from "../spectrum.ts";
import { EAR_FILTERS, erbHz, FILTERS } from "./cochlea.ts";
import { earGainDb, type ListeningField } from "./ear.ts";
import type { Sound } from "./sound.ts";

/** Lines at the cochlea, ascending. Power 1 is what a 1 kHz tone of 0 dB SPL in the free field brings. */
export interface CochlearLines {
  readonly hz: Float64Array;
  readonly power: Float64Array;
}

/** Lines within this share of a filter's width are heard as one. */
const CELLS_PER_CAM = 10;

/** ISO 532-2 Formula 5: the skirts are alike at 51 dB, and the lower one grows flatter above. */
const EVEN_SKIRTS_DB = 51;
const FLATTENING = 0.35;
const STEEPNESS_1KHZ = (4 * 1000) / erbHz(1000);
const FLATTEST = 0.003;

const WEIGHT_STEPS = 128;
/** Beyond this the weight is under 1e-11. */
const FURTHEST = 30;
const WEIGHTS = Float64Array.from({ length: FURTHEST * WEIGHT_STEPS + 2 }, (_, index) => {
  const x = index / WEIGHT_STEPS;
  return (1 + x) * exp(-x);
});
const FILTER_HZ = Float64Array.from(EAR_FILTERS, ({ hz }) => hz);
const STEEPNESS_PER_HZ = Float64Array.from(EAR_FILTERS, (filter) => 4 / filter.erbHz);

/** (1 + x) e^-x for 0 <= x < 30, to 1e-5 of itself. */
function weight(x: number): number {
  const at = x * WEIGHT_STEPS;
  const index = Math.floor(at);
  const low = WEIGHTS[index] as number;
  return low + ((WEIGHTS[index + 1] as number) - low) * (at - index);
}

/** A sound as it reaches the cochlea; crowds of lines are gathered into one for each tenth of a Cam. */
export function atCochlea(sound: Sound, field: ListeningField): CochlearLines {
  const lines: { hz: number; power: number; cell: number }[] = [];
  let ascending = true;
  for (const { hz, dbSpl } of sound) {
    if (!(hz > 0) || Number.isNaN(dbSpl) || dbSpl === Infinity)
      throw new RangeError(
        `loudness: a line of ${dbSpl} dB SPL at ${hz} Hz is no sound. Frequencies are above 0, levels finite.`,
      );
    if (hz < 20 || hz > 20_000 || dbSpl === -Infinity) continue;
    ascending &&= (lines.at(-1)?.hz ?? 0) <= hz;
    lines.push({ hz, power: dbToPower(dbSpl + earGainDb(hz, field)), cell: Math.floor(hzToCam(hz) * CELLS_PER_CAM) });
  }
  if (!ascending) lines.sort((a, b) => a.hz - b.hz);
  const hz = new Float64Array(lines.length);
  const power = new Float64Array(lines.length);
  let count = 0;
  let cell = -1;
  for (const line of lines) {
    if (line.power === 0) continue;
    if (line.cell !== cell) count++;
    cell = line.cell;
    power[count - 1] = (power[count - 1] ?? 0) + line.power;
    hz[count - 1] = (hz[count - 1] ?? 0) + line.hz * line.power;
  }
  for (let index = 0; index < count; index++) hz[index] = (hz[index] as number) / (power[index] as number);
  return { hz: hz.subarray(0, count), power: power.subarray(0, count) };
}

/** Power of `heard` in ear filters of the even shape, each centred on one of the lines `at` (ISO 532-2, 7.4: what sets the skirt). */
export function powerAround(at: CochlearLines, heard: CochlearLines): Float64Array {
  const around = new Float64Array(at.hz.length);
  let from = 0;
  for (let index = 0; index < around.length; index++) {
    const centreHz = at.hz[index] as number;
    const steepnessPerHz = 4 / erbHz(centreHz);
    const reachHz = Math.min(FURTHEST / steepnessPerHz - 1e-9, 4 * centreHz);
    while (from < heard.hz.length && (heard.hz[from] as number) < centreHz - reachHz) from++;
    let sum = 0;
    for (let line = from; line < heard.hz.length; line++) {
      const away = (heard.hz[line] as number) - centreHz;
      if (away > reachHz) break;
      sum += (heard.power[line] as number) * weight(steepnessPerHz * Math.abs(away));
    }
    around[index] = sum;
  }
  return around;
}

/** Excitation of each ear filter by lines, given the power around each line, which sets how far it spreads upward. */
export function excite(lines: CochlearLines, around: Float64Array): Float64Array {
  const excitation = new Float64Array(FILTERS);
  let first = 0; // the lowest filter at or above the line
  for (let index = 0; index < lines.hz.length; index++) {
    const hz = lines.hz[index] as number;
    const power = lines.power[index] as number;
    while (first < FILTERS && (FILTER_HZ[first] as number) < hz) first++;
    const over = powerToDb(around[index] as number) - EVEN_SKIRTS_DB;
    const skirt = Math.max(FLATTEST, 1 - (FLATTENING / STEEPNESS_1KHZ) * over);
    for (let filter = first; filter < FILTERS; filter++) {
      const x = skirt * (STEEPNESS_PER_HZ[filter] as number) * ((FILTER_HZ[filter] as number) - hz);
      if (x >= FURTHEST) break;
      excitation[filter] = (excitation[filter] as number) + power * weight(x);
    }
    for (let filter = first - 1; filter >= 0; filter--) {
      const away = hz - (FILTER_HZ[filter] as number);
      const x = (STEEPNESS_PER_HZ[filter] as number) * away;
      if (x >= FURTHEST || away > 4 * (FILTER_HZ[filter] as number)) break;
      excitation[filter] = (excitation[filter] as number) + power * weight(x);
    }
  }
  return excitation;
}
