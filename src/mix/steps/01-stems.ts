// Stems: nothing is changed. Every stem is heard once, and what is wrong with it is said: the stem, the place and the way out.
import { trackInputs } from "../../course/hear.ts";
import type { Step } from "../../course/step.ts";

export const stemsStep: Step = {
  number: 1,
  id: "stems",
  part: "mixing",
  title: "Stems",
  says: "Checks every stem: silent, clipped, with DC, twice the same file, of another length, mono in a stereo file.",
  rule: "Every finding names the stem, the place and the way out.",
  needs: (session) => trackInputs(session),
  decide: (session) => ({ session, again: false }),
};
