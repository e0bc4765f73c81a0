// Summing: the colour of a console for the whole session. Every track has a channel of its own, a little different from its neighbours
// as components are; groups and mix have a bus amplifier. Channels come last on their strips, the mix's bus amplifier first.
import { withInsert } from "../../course/inserts.ts";
import type { Step } from "../../course/step.ts";
import type { Session } from "../../session/schema.ts";

export const taste = {
  /** dB, −6 to +6. Drive of the channels: 0 leaves the working level at 0 VU, where a desk is subtle. */
  channelDriveDb: 0,
  /** dB, −6 to +6. Drive of the bus amplifiers. */
  busDriveDb: 0,
  /** The console counts its channels and its sets of tolerances up to these. */
  channels: 999,
  seeds: 10000,
} as const;

const INSERT_ID = "console";

export const summingStep: Step = {
  number: 11,
  id: "summing",
  part: "mixing",
  title: "Summing",
  says: "Puts one console under the whole session: a channel on every track, a bus amplifier on every group and on the mix.",
  rule: "The harmonic signature of the desk, each channel with its own seeded tolerance.",
  needs: () => [],
  decide(session) {
    const reason = { measure: "course", value: null, unit: "", goal: "the colour of analogue summing" };
    const words = (target: string, says: string) => ({ step: "summing" as const, target, reason, says });
    const seed = session.seed % taste.seeds;
    let next: Session = session;
    session.tracks.forEach((track, index) => {
      const params = { driveDb: taste.channelDriveDb, channel: (index % taste.channels) + 1, seed };
      const draft = { id: INSERT_ID, processor: "console-channel", params };
      next = withInsert(next, draft, words(track.id, `${track.name} runs through channel ${index + 1} of the console.`));
    });
    const buses = [...session.groups, session.mix];
    buses.forEach((bus, index) => {
      const params = { driveDb: taste.busDriveDb, channel: (index % taste.channels) + 1, seed };
      const draft = { id: INSERT_ID, processor: "console-bus", params };
      const says = `${bus.name} runs through a bus amplifier of the console.`;
      next = withInsert(next, draft, words(bus.id, says), bus === session.mix ? 0 : undefined);
    });
    return { session: next, again: false };
  },
};
