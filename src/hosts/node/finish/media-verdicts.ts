// What each medium says of a record, judged on the file that goes there.
import type { RuleResult } from "../../../course/rules.ts";
import type { FormatId } from "../../../deliver/deliverables.ts";
import { type Medium, mediumRules } from "../../../deliver/media.ts";
import type { DeliverableReport } from "../../../deliver/report.ts";

/** Best first; where none of them was written, the first file that was. */
const FILES: Readonly<Record<Medium, readonly FormatId[]>> = {
  streaming: ["wav44-24", "wav48-24"],
  cd: ["cd44-16"],
  vinyl: ["wav48-24"],
  club: ["wav48-24"],
};

/** No verdict where nothing was delivered. */
export function mediaVerdicts(media: readonly Medium[], delivered: readonly DeliverableReport[]): readonly RuleResult[] {
  return [...new Set(media)].flatMap((medium) => {
    const fitting = FILES[medium].map((id) => delivered.find((one) => one.deliverable === id)).find((one) => one !== undefined);
    const file = fitting ?? delivered[0];
    return file ? mediumRules(medium, file, file.file) : [];
  });
}
