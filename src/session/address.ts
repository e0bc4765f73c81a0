// The grammar of parameter paths: `faderDb`, `inserts.glue.thresholdDbfs`, `inserts.eq.bands.0.gainDb`, `sends.plate.levelDb`, …
// One grammar for hand edits, moves, pins and automation.
import { badEdit } from "./errors.ts";

/** Fields of a strip that hold one value. */
export const STRIP_FIELDS = [
  "name",
  "colour",
  "polarityInverted",
  "trimDb",
  "faderDb",
  "pan",
  "mute",
  "solo",
  "role",
  "output",
  "regions",
] as const;
export type StripField = (typeof STRIP_FIELDS)[number];

/** Fields of the document itself, under the target "session". */
export const SESSION_FIELDS = ["name", "tempoBpm", "seed", "panLawDb"] as const;
export type SessionField = (typeof SESSION_FIELDS)[number];

/** Fields of an insert beside its processor's parameters. */
export const INSERT_FIELDS = ["enabled", "keyFrom"] as const;
export const SEND_FIELDS = ["levelDb", "tap", "enabled", "to"] as const;

/** A parameter path, taken apart. */
export type Address =
  | { readonly kind: "field"; readonly field: StripField }
  | { readonly kind: "insert-order" }
  | { readonly kind: "insert"; readonly insertId: string }
  | { readonly kind: "insert-field"; readonly insertId: string; readonly field: (typeof INSERT_FIELDS)[number] }
  | { readonly kind: "insert-param"; readonly insertId: string; readonly name: string }
  | {
      readonly kind: "list-field";
      readonly insertId: string;
      readonly name: string;
      readonly index: number;
      readonly field: string;
    }
  | { readonly kind: "send"; readonly sendId: string }
  | { readonly kind: "send-field"; readonly sendId: string; readonly field: (typeof SEND_FIELDS)[number] }
  | { readonly kind: "automation"; readonly parameter: string }
  | { readonly kind: "session-field"; readonly field: SessionField }
  | { readonly kind: "group"; readonly stripId: string }
  | { readonly kind: "return"; readonly stripId: string };

/** Takes a path of a strip apart. @throws SessionError when it has no meaning. */
export function stripAddress(path: string): Address {
  const parts = path.split(".");
  const [head, second, third] = parts;
  if (includes(STRIP_FIELDS, head) && parts.length === 1) return { kind: "field", field: head };
  if (head === "automation" && second !== undefined) return { kind: "automation", parameter: parts.slice(1).join(".") };
  if (head === "inserts") {
    if (second === undefined) return { kind: "insert-order" };
    if (third === undefined) return { kind: "insert", insertId: second };
    if (parts.length === 3) {
      if (includes(INSERT_FIELDS, third)) return { kind: "insert-field", insertId: second, field: third };
      return { kind: "insert-param", insertId: second, name: third };
    }
    const [, , , index, field] = parts;
    if (parts.length === 5 && index !== undefined && field !== undefined && /^\d{1,4}$/.test(index)) {
      return { kind: "list-field", insertId: second, name: third, index: Number(index), field };
    }
  }
  if (head === "sends" && second !== undefined) {
    if (third === undefined) return { kind: "send", sendId: second };
    if (parts.length === 3 && includes(SEND_FIELDS, third)) return { kind: "send-field", sendId: second, field: third };
  }
  throw badEdit(
    path,
    "A strip has no such parameter",
    `Paths: ${STRIP_FIELDS.join(", ")}, inserts.ID.PARAMETER, inserts.ID.bands.0.FIELD, sends.ID.levelDb, automation.PARAMETER.`,
  );
}

/** Takes a path of the target "session" apart. @throws SessionError when it has no meaning. */
export function sessionAddress(path: string): Address {
  const [head, second, ...rest] = path.split(".");
  if (second === undefined && includes(SESSION_FIELDS, head)) return { kind: "session-field", field: head };
  if (second !== undefined && rest.length === 0) {
    if (head === "groups") return { kind: "group", stripId: second };
    if (head === "returns") return { kind: "return", stripId: second };
  }
  throw badEdit(path, "The session has no such parameter", `Paths: ${SESSION_FIELDS.join(", ")}, groups.ID, returns.ID.`);
}

/** True when `path` is `ancestor` or lies inside it: `inserts.glue` covers `inserts.glue.ratio`. */
export function covers(ancestor: string, path: string): boolean {
  return path === ancestor || path.startsWith(`${ancestor}.`);
}

function includes<Word extends string>(words: readonly Word[], word: string | undefined): word is Word {
  return word !== undefined && (words as readonly string[]).includes(word);
}
