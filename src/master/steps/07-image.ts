// Image: the correlation meter stays between 0.5 and 1, always, so that the record survives mono, vinyl and clubs. Where it falls
// lower the whole is narrowed until it doesn't; nothing is ever widened. Lows that are not in the middle are brought there.
import { heardAt, needOf } from "../../course/hear.ts";
import { insertAt, numberAt, withInsert, withNumber } from "../../course/inserts.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { roundForUnit } from "../../session/ranges.ts";
import { masterPlace } from "../order.ts";

export const taste = {
  /** 0.5 to 1. The lowest the meter may show over three seconds: the course's number. */
  lowestCorrelation: 0.5,
  /** Where the meter is brought when it falls lower: a little inside. */
  aimCorrelation: 0.53,
  /** 0.8 to 0.97. Lows under this are brought to the middle (finished pop keeps 0.97 below 148 Hz). */
  lowestBassCorrelation: 0.9,
  /** Hz, 80 to 200. Below this the lows go to the middle. */
  monoBelowHz: 120,
  /** Hz. Bands that end at or below this are lows. */
  bassBandHz: 200,
  mostRounds: 4,
} as const;

const INSERT_ID = "image";

export const imageStep: Step = {
  number: 7,
  id: "image",
  part: "mastering",
  title: "Image",
  says: "Keeps the correlation between 0.5 and 1 by narrowing, never by widening, and brings wandering lows to the middle.",
  rule: "Correlation over time in 0.5 to 1.",
  needs: () => [needOf("master", "inserts")],
  decide(session, heard, _options, round) {
    const { measurement } = heardAt(heard, "master", "inserts");
    const lowest = measurement.correlationMin;
    const bass = measurement.bands.find((band) => band.highHz <= taste.bassBandHz)?.correlation ?? null;
    const narrows = lowest !== null && lowest < taste.lowestCorrelation;
    const grounds = bass !== null && bass < taste.lowestBassCorrelation && !grounded();
    if (!narrows && !grounds) return { session, again: false };

    const width = numberAt(session, "master", INSERT_ID, "widthPercent") ?? 100;
    const reason = { measure: "correlationMin", value: lowest, unit: "", goal: "0.5 to 1" };
    const words = { step: "image" as const, target: "master", reason };
    let next = insertAt(session, "master", INSERT_ID)
      ? session
      : withInsert(
          session,
          { id: INSERT_ID, processor: "stereo-image" },
          { ...words, says: "Master gets a stereo image processor." },
          masterPlace(session, INSERT_ID),
        );
    if (grounds) {
      const says = `Lows below ${taste.monoBelowHz} Hz go to the middle: their correlation was ${plain(bass, 2)}.`;
      next = withNumber(next, INSERT_ID, "monoBelowHz", taste.monoBelowHz, {
        ...words,
        reason: { measure: "bands[0].correlation", value: bass, unit: "", goal: `${taste.lowestBassCorrelation} or more` },
        says,
      });
    }
    if (narrows) {
      const to = Math.floor(width * narrowing(lowest));
      const says = `Width ${plain(to, 0)} %: the correlation fell to ${plain(lowest, 2)}; 0.5 is the least.`;
      next = withNumber(next, INSERT_ID, "widthPercent", to, { ...words, says });
    }
    return { session: next, again: next !== session && round + 1 < taste.mostRounds };

    function grounded(): boolean {
      return (numberAt(session, "master", INSERT_ID, "monoBelowHz") ?? 0) >= taste.monoBelowHz;
    }
  },
};

/**
 * The share of the side, 0 to 1, with which a correlation r becomes the aim. With equal energy left and right,
 * r = (1 − x)/(1 + x), x the energy of the side against the middle; narrowing by w makes x·w² of x.
 */
export function narrowing(correlation: number): number {
  if (correlation <= -1) return 0;
  const sideToMid = (1 - correlation) / (1 + correlation);
  const wanted = (1 - taste.aimCorrelation) / (1 + taste.aimCorrelation);
  return roundForUnit(Math.min(1, Math.sqrt(wanted / sideToMid)), "");
}
