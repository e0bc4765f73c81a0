// Faders down: before anything is balanced, all faders except the groups' go to −14 dB, a safe distance from 0 dBFS, so that nothing clips.
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { recordMove } from "../../session/moves.ts";

export const taste = {
  /** dB, −24 to −6. The course's own number. */
  startDb: -14,
} as const;

export const fadersDownStep: Step = {
  number: 3,
  id: "faders-down",
  part: "mixing",
  title: "Faders down",
  says: "Sets every fader except the groups' to −14 dB, so that the sum stays clear of 0 dBFS.",
  rule: "Mix bus peak below 0 dBFS.",
  needs: () => [],
  decide(session) {
    const lowered = session.tracks.reduce(
      (next, track) =>
        recordMove(next, {
          step: "faders-down",
          target: track.id,
          parameter: "faderDb",
          to: taste.startDb,
          unit: "dB",
          reason: { measure: "course", value: taste.startDb, unit: "dB", goal: "mix bus peak below 0 dBFS" },
          says: `${track.name} starts at ${plain(taste.startDb, 0)} dB, a safe distance from 0 dBFS.`,
        }),
      session,
    );
    return { session: lowered, again: false };
  },
};
