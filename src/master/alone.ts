// Mastering alone: the printed mix as the only track under the same master strip. Mastering listens many times; with the mix printed
// each time costs one strip instead of the whole console, and sounds the same.
import { emptySession, neutralTrack } from "../session/neutral.ts";
import type { Move, Session, Stem } from "../session/schema.ts";
import { MASTER_ID } from "../session/strips.ts";

/** What is printed of a session's mix: its file, as a stem. */
export type PrintedMix = Omit<Stem, "id">;

const PRINT_ID = "printed-mix";

/** A session of the printed mix with the master of `session`; null where the master listens to other strips and can't be taken out. */
export function masterAlone(session: Session, printed: PrintedMix): Session | null {
  const { master } = session;
  if (master.sends.length > 0 || master.inserts.some((insert) => insert.keyFrom !== null)) return null;
  return {
    ...emptySession(session.name, session.sampleRateHz, session.seed),
    tempoBpm: session.tempoBpm,
    panLawDb: session.panLawDb,
    stems: [{ ...printed, id: PRINT_ID }],
    tracks: [{ ...neutralTrack(PRINT_ID, "Printed mix", PRINT_ID), role: "mix" }],
    master,
    moves: session.moves.filter(isMasters),
    pins: session.pins.filter((pin) => pin.startsWith(`${MASTER_ID}.`)),
  };
}

function isMasters(move: Move): boolean {
  return move.target === MASTER_ID;
}
