// What most steps ask for, and how they read the answers.
import { powerToDb, dbToPower } from "../units/decibels.ts";
import type { Session, Track } from "../session/schema.ts";
import type { Heard, Need, TapPoint } from "./listen.ts";

/** The name of a need: `kick:input`. */
export function tapName(strip: string, point: TapPoint): string {
  return `${strip}:${point}`;
}

/** Listens to one tap over the whole song. */
export function needOf(strip: string, point: TapPoint): Need {
  return { id: tapName(strip, point), tap: { strip, point } };
}

/** Every track's stem, as it comes in. */
export function trackInputs(session: Session): readonly Need[] {
  return session.tracks.map((track) => needOf(track.id, "input"));
}

/** The answer at a tap. @throws Error when it was not asked for: a fault in the step */
export function heardAt(heard: ReadonlyMap<string, Heard>, strip: string, point: TapPoint): Heard {
  const answer = heard.get(tapName(strip, point));
  if (!answer) throw new Error(`A step reads ${tapName(strip, point)} and has not asked for it.`);
  return answer;
}

/** The tracks that sound at all. */
export function soundingTracks(session: Session, heard: ReadonlyMap<string, Heard>): readonly Track[] {
  return session.tracks.filter((track) => heardAt(heard, track.id, "input").measurement.integratedLufs !== null);
}

/** The loudness of things that sound together and have nothing to do with each other; -Infinity for none. */
export function loudnessSum(levelsDb: readonly number[]): number {
  return powerToDb(levelsDb.reduce((sum, levelDb) => sum + dbToPower(levelDb), 0));
}
