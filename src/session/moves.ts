// Moves: every change with its reason, its sentence and an amount that a person can turn.
// The moves on one parameter are a chain in the order of the course: each starts where the one before ends, the last one's end
// is what sounds, and a hand comes after every step.
import { covers } from "./address.ts";
import { getValue, setValue } from "./edit.ts";
import { badEdit } from "./errors.ts";
import { isPinned, pin, unpin } from "./pins.ts";
import { numberRange, roundForUnit } from "./ranges.ts";
import type { Move, MoveValue, Session } from "./schema.ts";
import { stepRank } from "./step-ids.ts";
import { findStrip, SESSION_ID, stripName } from "./strips.ts";

export const MAX_AMOUNT = 150;

/** What a step or a person says about a change. */
export interface MoveDraft {
  readonly step: string;
  readonly target: string;
  readonly parameter: string;
  readonly to: MoveValue;
  readonly unit: string;
  readonly reason: Move["reason"];
  readonly says: string;
  /** Percent; 100 when left out. A step that runs again keeps the amount that a person has set. */
  readonly amount?: number;
  /** Where the move starts, for a value that the same step has just put in place; otherwise what stands there now. */
  readonly from?: MoveValue;
}

/** `STEP/TARGET/PARAMETER`. */
export function moveId(step: string, target: string, parameter: string): string {
  return `${step}/${target}/${parameter}`;
}

/**
 * A step's change: applied and recorded, unless a person has pinned the value or it is there already.
 * A former move of the same step on the same parameter is replaced; where it started stays as it was.
 */
export function recordMove(session: Session, draft: MoveDraft): Session {
  if (isPinned(session, draft.target, draft.parameter)) return session;
  return record(session, draft, "step");
}

/** A person's change: applied, recorded as a move and pinned, so that no step takes it back. */
export function editByHand(session: Session, target: string, parameter: string, to: MoveValue): Session {
  const range = numberRange(session, target, parameter);
  const unit = range?.unit ?? "";
  const from = getValue(session, target, parameter) ?? null;
  const place = `${target}.${parameter}`;
  if (sameValue(from, to)) return pin(session, place);
  const draft: MoveDraft = {
    step: "hand",
    target,
    parameter,
    to,
    unit,
    reason: { measure: "hand", value: null, unit: "", goal: "as a person set it" },
    says: `${stripName(session, target)}: ${parameter} ${inWords(from, unit)} → ${inWords(to, unit)}, by hand.`,
  };
  return pin(record(session, draft, "hand"), place);
}

/** Turns a move's amount, 0 to 150 percent. Numbers travel that share of the way; anything else applies above 0. */
export function setMoveAmount(session: Session, id: string, amount: number): Session {
  const move = moveOf(session, id);
  if (!Number.isFinite(amount) || amount < 0 || amount > MAX_AMOUNT) {
    throw badEdit(id, `An amount of ${amount} % is not possible`, `Give 0 to ${MAX_AMOUNT}.`);
  }
  const moves = session.moves.map((one) => (one === move ? { ...move, amount } : one));
  return replay({ ...session, moves }, move.target, move.parameter);
}

/** Takes a move back, with those that depend on it (the parameters of an insert it had added), and forgets it. */
export function undoMove(session: Session, id: string): Session {
  const move = moveOf(session, id);
  const dependent = session.moves.find((one) => one !== move && dependsOn(one, move));
  if (dependent) return undoMove(undoMove(session, dependent.id), id);
  const chain = chainOf(session, move.target, move.parameter);
  const next = chain[chain.indexOf(move) + 1];
  const moves = session.moves.filter((one) => one !== move).map((one) => (one === next ? { ...one, from: move.from } : one));
  const without = { ...session, moves };
  const undone = next ? replay(without, move.target, move.parameter) : setIfThere(without, move, move.from);
  return move.by === "hand" ? unpin(undone, `${move.target}.${move.parameter}`) : undone;
}

/** What a move makes of its parameter at its present amount. */
export function moveResult(session: Session, move: Move): MoveValue {
  const { from, to, amount, unit } = move;
  if (typeof to !== "number" || typeof from !== "number") return amount > 0 ? to : from;
  if (amount === 0) return from;
  const range = numberRange(session, move.target, move.parameter);
  const value = roundForUnit(from + ((to - from) * amount) / 100, range?.unit ?? unit);
  return range ? Math.min(range.max, Math.max(range.min, value)) : value;
}

function record(session: Session, draft: MoveDraft, by: Move["by"]): Session {
  const { target, parameter } = draft;
  const id = moveId(draft.step, target, parameter);
  const former = session.moves.find((move) => move.id === id);
  const amount = draft.amount ?? former?.amount ?? 100;
  const now = getValue(session, target, parameter);
  const from = former?.from ?? draft.from ?? laterMove(session.moves, draft)?.from ?? now ?? null;
  const rounded = typeof draft.to === "number" ? roundForUnit(draft.to, draft.unit) : draft.to;
  if (sameValue(from, rounded)) return former ? undoMove(session, id) : session;
  if (former && amount === former.amount && sameValue(former.to, rounded)) return session; // decided before: its reason stands
  const { step, unit, reason, says } = draft;
  const pinned = isPinned(session, target, parameter);
  const move: Move = { id, step, target, parameter, from, to: rounded, unit, amount, reason, says, by, pinned };
  const moves = former ? session.moves.map((one) => (one === former ? move : one)) : inserted(session.moves, move);
  return replay({ ...session, moves }, target, parameter);
}

/** The first move on the same parameter that belongs to a later step. */
function laterMove(moves: readonly Move[], { step, target, parameter }: MoveDraft | Move): Move | undefined {
  const rank = stepRank(step);
  return moves.find((one) => one.target === target && one.parameter === parameter && stepRank(one.step) > rank);
}

function inserted(moves: readonly Move[], move: Move): Move[] {
  const later = laterMove(moves, move);
  return later ? moves.flatMap((one) => (one === later ? [move, one] : [one])) : [...moves, move];
}

/** The moves on one parameter, in order. */
function chainOf(session: Session, target: string, parameter: string): readonly Move[] {
  return session.moves.filter((move) => move.target === target && move.parameter === parameter);
}

/** Joins a chain's ends and starts again and writes what its last move makes of the parameter. */
function replay(session: Session, target: string, parameter: string): Session {
  const joined = new Map<Move, Move>();
  let result: MoveValue | undefined;
  let last: Move | undefined;
  for (const move of chainOf(session, target, parameter)) {
    const joins = result === undefined || isStructure(result) || isStructure(move.from) || sameValue(move.from, result);
    last = joins || result === undefined ? move : { ...move, from: result };
    joined.set(move, last);
    result = moveResult(session, last);
  }
  const moves = session.moves.map((move) => joined.get(move) ?? move);
  if (last === undefined || result === undefined) return session;
  return setIfThere({ ...session, moves }, last, result);
}

/** Writes a value; an insert or send whose amount is 0 stays in its place, switched off. */
function setIfThere(session: Session, move: Move, value: MoveValue): Session {
  const { target, parameter } = move;
  if (target !== SESSION_ID && findStrip(session, target) === undefined) return session;
  const added = move.from === null && isStructure(move.to);
  if (added && session.moves.includes(move)) {
    const present = getValue(session, target, parameter) !== undefined;
    const placed = present ? session : setValue(session, target, parameter, move.to);
    if (target === SESSION_ID) return placed;
    return setValue(placed, target, `${parameter}.enabled`, move.amount > 0);
  }
  const inside = /^(inserts|sends)\.([^.]+)\./.exec(parameter);
  if (inside && getValue(session, target, `${inside[1]}.${inside[2]}`) === undefined) return session;
  return setValue(session, target, parameter, value);
}

function isStructure(value: MoveValue): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when `other` would hang in the air without `move`: it changes, feeds or fills what `move` has added. */
function dependsOn(other: Move, move: Move): boolean {
  if (move.from !== null || !isStructure(move.to)) return false;
  if (move.target !== SESSION_ID) {
    return other.target === move.target && other.parameter !== move.parameter && covers(move.parameter, other.parameter);
  }
  const stripId = move.parameter.slice(move.parameter.indexOf(".") + 1);
  if (other.target === stripId) return true;
  if (other.parameter === "output") return other.to === stripId;
  return isStructure(other.to) && (other.to as { to?: unknown }).to === stripId;
}

function moveOf(session: Session, id: string): Move {
  const move = session.moves.find((one) => one.id === id);
  if (move) return move;
  throw badEdit(id, "There is no such move", "List them with `stemroom moves SESSION`.");
}

/** True when two values say the same; the order of an object's names doesn't matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => sameValue((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}

function inWords(value: MoveValue, unit: string): string {
  if (value === null) return unit === "dB" ? "−∞ dB" : "nothing";
  if (typeof value === "object") return Array.isArray(value) ? `${value.length} items` : "set";
  const text = String(value).replace(/^-/, "−");
  return unit === "" ? text : `${text} ${unit}`;
}
