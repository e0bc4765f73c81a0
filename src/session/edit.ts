// Pure edits: read and write any value of a session by target and parameter path, and add, remove or reorder its parts.
// Every function returns a new document that shares all it did not change with the old one. Undo is the previous document.
import type { z } from "zod";
import { findDeclaration } from "../processors/catalog.ts";
import type { ParamValues } from "../processors/parameters.ts";
import { type Address, sessionAddress, stripAddress } from "./address.ts";
import { checked, checkInsert, checkNewId, checkOutput, checkReturn } from "./checks.ts";
import { badEdit } from "./errors.ts";
import { indexOf, itemOf, itemWithIndex, placed, placeOf, withoutIndex } from "./lists.ts";
import { groupSchema, returnSchema, sendSchema, sessionSchema } from "./schema.ts";
import type { Automation, Group, Insert, MoveValue, Return, Send, Session } from "./schema.ts";
import { getOnStrip, setOnStrip } from "./strip-values.ts";
import { type AnyStrip, replaceStrip, SESSION_ID, stripKind, stripOf } from "./strips.ts";

/** The value at a path, or undefined when nothing is there. An insert, send, group or return comes as a copy with its `index`. */
export function getValue(session: Session, target: string, path: string): MoveValue | undefined {
  const address = addressOf(target, path);
  switch (address.kind) {
    case "session-field":
      return session[address.field];
    case "group":
      return itemWithIndex(session.groups, address.stripId);
    case "return":
      return itemWithIndex(session.returns, address.stripId);
    default:
      return getOnStrip(stripOf(session, target), address);
  }
}

/** Writes the value at a path; null removes an insert, send, group, return or automation lane. @throws SessionError */
export function setValue(session: Session, target: string, path: string, value: MoveValue): Session {
  const address = addressOf(target, path);
  switch (address.kind) {
    case "session-field":
      return {
        ...session,
        [address.field]: checked(`session ${path}`, sessionSchema.shape[address.field] as z.ZodType<unknown>, value),
      };
    case "group":
      return value === null ? removeStrip(session, address.stripId) : putGroup(session, asGroup(path, value), indexOf(value));
    case "return":
      return value === null ? removeStrip(session, address.stripId) : putReturn(session, asReturn(path, value), indexOf(value));
    default: {
      const strip = stripOf(session, target);
      if (address.kind === "field" && address.field === "output") checkOutput(session, target, value);
      if (address.kind === "send" && value !== null) checkReturn(session, `${target} ${path}`, asSend(path, value).to);
      return replaceStrip(session, setOnStrip(strip, address, path, value));
    }
  }
}

/** Puts an insert into a strip, at `index` or last. Parameters that are left out take their defaults. */
export function addInsert(session: Session, target: string, insert: InsertDraft, index?: number): Session {
  const strip = stripOf(session, target);
  if (strip.inserts.some((one) => one.id === insert.id)) {
    throw badEdit(`${target} inserts.${insert.id}`, "There is an insert with this id already", "Choose another id.");
  }
  return replaceStrip(session, { ...strip, inserts: placed(strip.inserts, newInsert(insert), index) });
}

/** What an insert needs to be made. */
export interface InsertDraft {
  readonly id: string;
  readonly processor: string;
  readonly params?: ParamValues;
  readonly keyFrom?: string | null;
}

/** A complete, enabled insert. @throws SessionError for an unknown processor or wrong parameters. */
export function newInsert(draft: InsertDraft): Insert {
  const declaration = findDeclaration(draft.processor);
  if (!declaration) {
    throw badEdit(`inserts.${draft.id}`, `There is no processor "${draft.processor}"`, "See `stemroom processors`.");
  }
  return checkInsert({
    id: draft.id,
    processor: draft.processor,
    version: declaration.version,
    enabled: true,
    params: { ...draft.params } as Insert["params"],
    keyFrom: draft.keyFrom ?? null,
  });
}

/** Takes an insert out, with its automation. */
export function removeInsert(session: Session, target: string, insertId: string): Session {
  return setValue(session, target, `inserts.${insertId}`, null);
}

/** Moves an insert to another place in its strip's order. */
export function reorderInsert(session: Session, target: string, insertId: string, index: number): Session {
  const strip = stripOf(session, target);
  const insert = itemOf(strip.inserts, insertId, `${target} inserts.${insertId}`);
  const others = strip.inserts.filter((one) => one !== insert);
  return replaceStrip(session, { ...strip, inserts: placed(others, insert, index) });
}

/** Adds a send to a strip, at `index` or last. */
export function addSend(session: Session, target: string, send: Send, index?: number): Session {
  return setValue(session, target, `sends.${send.id}`, index === undefined ? { ...send } : { ...send, index });
}

export function removeSend(session: Session, target: string, sendId: string): Session {
  return setValue(session, target, `sends.${sendId}`, null);
}

/** Adds a group, last or at `index`. */
export function addGroup(session: Session, group: Group, index?: number): Session {
  checkNewId(session, group.id);
  return putGroup(session, group, index);
}

/** Adds a return, last or at `index`. */
export function addReturn(session: Session, added: Return, index?: number): Session {
  checkNewId(session, added.id);
  return putReturn(session, added, index);
}

/** Removes a group or a return. What went to it goes where it went; sends to it and keys from it are taken out. */
export function removeStrip(session: Session, id: string): Session {
  const kind = stripKind(session, id);
  if (kind !== "group" && kind !== "return") {
    throw badEdit(id, "Only groups and returns can be removed", "Mute a track instead.");
  }
  const output = (stripOf(session, id) as Group).output;
  const cleaned = <Some extends AnyStrip>(strip: Some): Some => {
    const rerouted = "output" in strip && strip.output === id ? { ...strip, output } : strip;
    const sends = rerouted.sends.some((send) => send.to === id);
    const keys = rerouted.inserts.some((insert) => insert.keyFrom === id);
    if (!sends && !keys) return rerouted;
    return {
      ...rerouted,
      sends: rerouted.sends.filter((send) => send.to !== id),
      inserts: rerouted.inserts.map((insert) => (insert.keyFrom === id ? { ...insert, keyFrom: null } : insert)),
    };
  };
  return {
    ...session,
    tracks: session.tracks.map(cleaned),
    groups: session.groups.filter((group) => group.id !== id).map(cleaned),
    returns: session.returns.filter((one) => one.id !== id).map(cleaned),
    mix: cleaned(session.mix),
    master: cleaned(session.master),
  };
}

/** Writes an automation lane of a strip, or removes it with null. */
export function setAutomation(session: Session, target: string, parameter: string, points: Automation["points"] | null): Session {
  return setValue(session, target, `automation.${parameter}`, points);
}

function addressOf(target: string, path: string): Address {
  return target === SESSION_ID ? sessionAddress(path) : stripAddress(path);
}

function putGroup(session: Session, group: Group, index: number | undefined): Session {
  const others = session.groups.filter((one) => one.id !== group.id);
  return { ...session, groups: placed(others, group, index ?? placeOf(session.groups, group.id)) };
}

function putReturn(session: Session, added: Return, index: number | undefined): Session {
  const others = session.returns.filter((one) => one.id !== added.id);
  return { ...session, returns: placed(others, added, index ?? placeOf(session.returns, added.id)) };
}

function asGroup(where: string, value: MoveValue): Group {
  return checked(where, groupSchema, withoutIndex(value));
}

function asReturn(where: string, value: MoveValue): Return {
  return checked(where, returnSchema, withoutIndex(value));
}

function asSend(where: string, value: MoveValue): Send {
  return checked(where, sendSchema, { id: where.split(".")[1], ...withoutIndex(value) });
}
