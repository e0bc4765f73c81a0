// A triode stage, solved: Koren's tube on its load line, with grid current. Everything static that the processor needs of it.
import { exp, log, pow } from "../../units/exact-math.ts";

export type TubeName = "12AX7" | "12AU7";

/** Koren's numbers, and the stage around the tube. */
export interface Triode {
  readonly mu: number;
  readonly exponent: number;
  readonly kg1: number;
  readonly kp: number;
  readonly kvb: number;
  readonly plateOhm: number;
  readonly cathodeOhm: number;
  /** Grid voltage (peak) of a sine at 0 VU: where the stage is worked. */
  readonly gridVoltsAt0Vu: number;
}

export const SUPPLY_VOLTS = 300;
export const CATHODE_FARAD = 22e-6;

export const TRIODES: Readonly<Record<TubeName, Triode>> = {
  "12AX7": { mu: 100, exponent: 1.4, kg1: 1060, kp: 600, kvb: 300, plateOhm: 100_000, cathodeOhm: 1500, gridVoltsAt0Vu: 0.2 },
  "12AU7": {
    mu: 27.48,
    exponent: 1.03,
    kg1: 466.13,
    kp: 135.1,
    kvb: 24224.55,
    plateOhm: 22_000,
    cathodeOhm: 1500,
    gridVoltsAt0Vu: 0.4,
  },
};

/** The grid draws current from -0.2 V on; the source behind it has 68 kΩ (ours). */
const GRID_CURRENT_FROM_VOLTS = -0.2;
const GRID_PERVEANCE = 3.3e-4;
const SOURCE_OHM = 68_000;

/** ln(1 + e^x) without overflow. */
function softPlus(x: number): number {
  return x > 30 ? x : log(1 + exp(x));
}

/** Plate current in ampere; Koren 1996. Check: 12AX7 with 0 V at the grid and 250 V at the plate, 6.81 mA. */
export function plateAmpere(tube: Triode, gridVolts: number, plateVolts: number): number {
  if (plateVolts <= 0) return 0;
  const inner = tube.kp * (1 / tube.mu + gridVolts / Math.sqrt(tube.kvb + plateVolts * plateVolts));
  const effective = (plateVolts / tube.kp) * softPlus(inner);
  return effective > 0 ? (2 * pow(effective, tube.exponent)) / tube.kg1 : 0;
}

/** Where the tube's curve meets the load line. */
export function plateVolts(tube: Triode, gridVolts: number): number {
  return rootOf(0, SUPPLY_VOLTS, (volts) => plateAmpere(tube, gridVolts, volts) - (SUPPLY_VOLTS - volts) / tube.plateOhm);
}

/** Grid against cathode at rest: the cathode resistor's voltage, negative. */
export function restVolts(tube: Triode): number {
  return rootOf(-30, 0, (volts) => volts + (tube.cathodeOhm * (SUPPLY_VOLTS - plateVolts(tube, volts))) / tube.plateOhm);
}

/** What the grid follows of the voltage before the source's resistance. */
export function gridVolts(sourceVolts: number): number {
  if (sourceVolts <= GRID_CURRENT_FROM_VOLTS) return sourceVolts;
  const drop = (volts: number) => {
    const over = Math.max(0, volts - GRID_CURRENT_FROM_VOLTS);
    return SOURCE_OHM * GRID_PERVEANCE * over * Math.sqrt(over);
  };
  return rootOf(GRID_CURRENT_FROM_VOLTS, sourceVolts, (volts) => volts + drop(volts) - sourceVolts);
}

/** Where a rising function crosses 0: regula falsi with bisections in between, to a part in 10^9. */
function rootOf(from: number, to: number, valueAt: (x: number) => number): number {
  let [low, high] = [from, to];
  let [atLow, atHigh] = [valueAt(low), valueAt(high)];
  for (let turn = 0; turn < 60 && high - low > 1e-9 * (to - from); turn++) {
    const straight = low - (atLow * (high - low)) / (atHigh - atLow);
    const x = turn % 3 === 2 || !(straight > low && straight < high) ? 0.5 * (low + high) : straight;
    const y = valueAt(x);
    if (y === 0) return x;
    if (y < 0) [low, atLow] = [x, y];
    else [high, atHigh] = [x, y];
  }
  return 0.5 * (low + high);
}
