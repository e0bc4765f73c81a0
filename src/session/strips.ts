// The console's strips in one view: finding, listing and replacing a track, group, return, mix bus or master by its id.
import { badEdit } from "./errors.ts";
import type { Bus, Group, Return, Session, Track } from "./schema.ts";

export const MIX_ID = "mix";
export const MASTER_ID = "master";
/** The target of moves that concern the whole document. */
export const SESSION_ID = "session";
/** Ids that no track, group or return may have. */
export const RESERVED_IDS: readonly string[] = [MIX_ID, MASTER_ID, SESSION_ID, "hand"];

export type AnyStrip = Track | Group | Return | Bus;
export type StripKind = "track" | "group" | "return" | "mix" | "master";

/** Every strip, in the order of the console: tracks, groups, returns, mix, master. */
export function allStrips(session: Session): readonly AnyStrip[] {
  return [...session.tracks, ...session.groups, ...session.returns, session.mix, session.master];
}

/** The strip with this id, or undefined. */
export function findStrip(session: Session, id: string): AnyStrip | undefined {
  if (id === MIX_ID) return session.mix;
  if (id === MASTER_ID) return session.master;
  return (
    session.tracks.find((track) => track.id === id) ??
    session.groups.find((group) => group.id === id) ??
    session.returns.find((one) => one.id === id)
  );
}

/** The strip with this id. @throws SessionError listing the strips there are. */
export function stripOf(session: Session, id: string): AnyStrip {
  const strip = findStrip(session, id);
  if (strip) return strip;
  const known = allStrips(session).map((one) => one.id);
  throw badEdit(id, "There is no such strip", `The strips: ${known.slice(0, 40).join(", ")}${known.length > 40 ? ", …" : ""}.`);
}

/** What kind of strip an id names, or undefined. */
export function stripKind(session: Session, id: string): StripKind | undefined {
  if (id === MIX_ID || id === MASTER_ID) return id;
  if (session.tracks.some((track) => track.id === id)) return "track";
  if (session.groups.some((group) => group.id === id)) return "group";
  if (session.returns.some((one) => one.id === id)) return "return";
  return undefined;
}

/** The session with one strip replaced; everything else is shared with the original. */
export function replaceStrip(session: Session, strip: AnyStrip): Session {
  const put = <Some extends AnyStrip>(list: readonly Some[]): Some[] =>
    list.map((one) => (one.id === strip.id ? (strip as Some) : one));
  switch (stripKind(session, strip.id)) {
    case "mix":
      return { ...session, mix: strip };
    case "master":
      return { ...session, master: strip };
    case "track":
      return { ...session, tracks: put(session.tracks) };
    case "group":
      return { ...session, groups: put(session.groups) };
    case "return":
      return { ...session, returns: put(session.returns) };
    default:
      throw badEdit(strip.id, "There is no such strip", "Add it before it is changed.");
  }
}

/** How a person calls a strip: its name, or its id where the name is empty. */
export function stripName(session: Session, id: string): string {
  const strip = findStrip(session, id);
  return strip === undefined || strip.name === "" ? id : strip.name;
}
