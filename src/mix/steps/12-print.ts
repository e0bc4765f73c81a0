// Print: the mix as it will be handed to mastering, with the head-room that mastering needs: peaks between −6 and −3 dBFS.
import { heardAt, needOf } from "../../course/hear.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { recordMove } from "../../session/moves.ts";
import { roundForUnit } from "../../session/ranges.ts";

export const taste = {
  /** dBFS, −6 and −3. The window in which a mix bus peaks before mastering. */
  lowestPeakDbfs: -6,
  highestPeakDbfs: -3,
  /** dBFS, −6 to −3. Where it is put when it lies outside. */
  aimDbfs: -4.5,
  /** dBTP, −3 to −0.5. Peaks between the samples stay under this. */
  highestTruePeakDbtp: -1,
  /** dB. The mix fader's range. */
  lowestFaderDb: -60,
  highestFaderDb: 12,
} as const;

export const printStep: Step = {
  number: 12,
  id: "print",
  part: "mixing",
  title: "Print",
  says: "Sets the mix fader so that the printed mix peaks between −6 and −3 dBFS; it is printed at 48 kHz and 24 bit.",
  rule: "48 kHz, 24 bit; peaks between −6 and −3 dBFS; file re-read and measured.",
  needs: () => [needOf("mix", "output")],
  decide(session, heard) {
    const { samplePeakDbfs, truePeakDbtp } = heardAt(heard, "mix", "output").measurement;
    if (samplePeakDbfs === null || session.mix.faderDb === null) return { session, again: false };
    const tooHot = (truePeakDbtp ?? samplePeakDbfs) > taste.highestTruePeakDbtp;
    if (!tooHot && samplePeakDbfs >= taste.lowestPeakDbfs && samplePeakDbfs <= taste.highestPeakDbfs)
      return { session, again: false };
    const overshoot = Math.max(0, (truePeakDbtp ?? samplePeakDbfs) - samplePeakDbfs);
    const aimDbfs = Math.min(taste.aimDbfs, taste.highestTruePeakDbtp - overshoot);
    const wanted = session.mix.faderDb + aimDbfs - samplePeakDbfs;
    const to = roundForUnit(Math.max(taste.lowestFaderDb, Math.min(taste.highestFaderDb, wanted)), "dB");
    const next = recordMove(session, {
      step: "print",
      target: "mix",
      parameter: "faderDb",
      to,
      unit: "dB",
      reason: { measure: "samplePeakDbfs", value: roundForUnit(samplePeakDbfs, "dB"), unit: "dBFS", goal: "−6 to −3 dBFS" },
      says: `Mix fader to ${plain(to)} dB: the mix peaked at ${plain(samplePeakDbfs)} dBFS and is printed at ${plain(aimDbfs)}.`,
    });
    return { session: next, again: false };
  },
};
