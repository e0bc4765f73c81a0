// How steps put processors into strips and set them: as moves, once, and never over what a person has pinned.
import { getValue, type InsertDraft, newInsert } from "../session/edit.ts";
import { recordMove } from "../session/moves.ts";
import { numberRange } from "../session/ranges.ts";
import type { Insert, Move, Session } from "../session/schema.ts";
import { findStrip } from "../session/strips.ts";
import type { StepId } from "./step.ts";

/** What a step says about an insert or a parameter of it. */
export interface InsertWords {
  readonly step: StepId;
  readonly target: string;
  readonly reason: Move["reason"];
  readonly says: string;
}

/** The insert with this id on a strip, or undefined. */
export function insertAt(session: Session, target: string, insertId: string): Insert | undefined {
  return findStrip(session, target)?.inserts.find((insert) => insert.id === insertId);
}

/** The strip with an insert of this id in it; where it is already, it stays as it is. `index` counts from 0; last when left out. */
export function withInsert(session: Session, draft: InsertDraft, words: InsertWords, index?: number): Session {
  if (insertAt(session, words.target, draft.id)?.processor === draft.processor) return session;
  const place = index ?? findStrip(session, words.target)?.inserts.length ?? 0;
  const to = { ...newInsert(draft), index: place };
  return recordMove(session, { ...words, parameter: `inserts.${draft.id}`, to, unit: "" });
}

/** A number of an insert, set as a move. Nothing happens where the insert is not there. */
export function withNumber(session: Session, insertId: string, name: string, to: number, words: InsertWords): Session {
  const parameter = `inserts.${insertId}.${name}`;
  const range = numberRange(session, words.target, parameter);
  if (!range) return session;
  const value = Math.min(range.max, Math.max(range.min, to));
  return recordMove(session, { ...words, parameter, to: value, unit: range.unit });
}

/** A number of an insert as it stands; null where the insert is not there. */
export function numberAt(session: Session, target: string, insertId: string, name: string): number | null {
  if (!insertAt(session, target, insertId)) return null;
  const value = getValue(session, target, `inserts.${insertId}.${name}`);
  return typeof value === "number" ? value : null;
}
