// From bars and sixteenths to seconds: tempo, swing, and the small seeded lateness of human hands.
import type { Random } from "./random.ts";
import type { Section, SectionName } from "./score.types.ts";

export const BEATS_PER_BAR = 4;
export const STEPS_PER_BAR = 16;

/** The song's form: 32 bars and a last chord. */
export const FORM: readonly { readonly name: SectionName; readonly bars: number }[] = [
  { name: "intro", bars: 4 },
  { name: "verse", bars: 8 },
  { name: "chorus", bars: 8 },
  { name: "bridge", bars: 4 },
  { name: "chorus", bars: 8 },
  { name: "ending", bars: 1 },
];

/** Time the last chord has to ring out after its downbeat. */
const RING_S = 4.6;

export class Timing {
  readonly tempoBpm: number;
  readonly stepS: number;
  readonly barS: number;
  readonly sections: readonly Section[];
  /** Whole tenths of a second, so that 44.1 and 48 kHz stems are of exactly one length. */
  readonly durationS: number;
  /** Where the second sixteenth of an eighth falls: 0.5 is straight, 0.667 a triplet. */
  readonly swing: number;
  readonly #random: Random;

  constructor(tempoBpm: number, swing: number, random: Random) {
    this.tempoBpm = tempoBpm;
    this.swing = swing;
    this.stepS = 60 / tempoBpm / 4;
    this.barS = this.stepS * STEPS_PER_BAR;
    this.#random = random;
    const sections: Section[] = [];
    let firstBar = 0;
    for (const { name, bars } of FORM) {
      sections.push({ name, bars, firstBar, startS: firstBar * this.barS, endS: (firstBar + bars) * this.barS });
      firstBar += bars;
    }
    const endingS = (firstBar - 1) * this.barS;
    this.durationS = Math.ceil((endingS + RING_S) * 10) / 10;
    this.sections = sections;
  }

  /** Seconds of a sixteenth (fractions allowed) in a bar, swung, as a machine would play it. */
  gridS(bar: number, step: number): number {
    const eighth = Math.floor(step / 2);
    const within = step / 2 - eighth;
    const swung = within < 0.5 ? within * 2 * this.swing : this.swing + (within - 0.5) * 2 * (1 - this.swing);
    return bar * this.barS + (eighth + swung) * 2 * this.stepS;
  }

  /** The same, played by a person: at most `looseMs` early or late, and `lateMs` behind the beat on the whole. */
  playedS(bar: number, step: number, looseMs: number, lateMs = 0): number {
    return Math.max(0, this.gridS(bar, step) + (this.#random.bell() * looseMs + lateMs) / 1000);
  }

  /** A velocity as a person hits it: within ±12 % of what was meant, never above 1. */
  touch(velocity: number): number {
    return Math.min(1, velocity * (1 + 0.12 * this.#random.bell()));
  }
}
