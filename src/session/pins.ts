// Pins: values that a person has fixed. Steps leave them alone; a pin on `kick.inserts.glue` covers everything inside it.
import { covers, sessionAddress, stripAddress } from "./address.ts";
import { badEdit } from "./errors.ts";
import type { Session } from "./schema.ts";
import { SESSION_ID, stripOf } from "./strips.ts";

/** True when a person has fixed this value or something around it. */
export function isPinned(session: Session, target: string, parameter: string): boolean {
  return session.pins.some((pin) => covers(pin, `${target}.${parameter}`));
}

/** Fixes a value, given as `STRIP.PARAMETER`, and marks the moves that led to it. @throws SessionError for an unknown strip or path */
export function pin(session: Session, place: string): Session {
  const { target, parameter } = splitPlace(place);
  if (target === SESSION_ID) sessionAddress(parameter);
  else {
    stripOf(session, target);
    stripAddress(parameter);
  }
  if (session.pins.includes(place)) return session;
  return withMarks({ ...session, pins: [...session.pins, place] });
}

/** Gives a value back to the steps. */
export function unpin(session: Session, place: string): Session {
  if (!session.pins.includes(place)) return session;
  return withMarks({ ...session, pins: session.pins.filter((one) => one !== place) });
}

/** `kick.inserts.glue.ratio` is the strip `kick` and the parameter `inserts.glue.ratio`. */
export function splitPlace(place: string): { readonly target: string; readonly parameter: string } {
  const dot = place.indexOf(".");
  if (dot <= 0 || dot === place.length - 1) {
    throw badEdit(place, "This names no value", "Write STRIP.PARAMETER, such as kick.faderDb.");
  }
  return { target: place.slice(0, dot), parameter: place.slice(dot + 1) };
}

/** Every move's `pinned` as the list of pins says. */
function withMarks(session: Session): Session {
  const moves = session.moves.map((move) => {
    const pinned = isPinned(session, move.target, move.parameter);
    return pinned === move.pinned ? move : { ...move, pinned };
  });
  return { ...session, moves };
}
