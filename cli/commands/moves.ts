// `stemroom moves SESSION`: what was decided and why; turned, taken back or pinned.
import type { Command } from "commander";
import { readSessionFile, saveSession } from "../../src/node.ts";
import {
  editByHand,
  MAX_AMOUNT,
  type Move,
  type MoveValue,
  pin,
  type Session,
  setMoveAmount,
  splitPlace,
  undoMove,
} from "../../src/session/index.ts";
import { define, repeatable } from "../command.ts";
import { UsageError } from "../failure.ts";

interface MovesFlags {
  readonly set?: string[];
  readonly undo?: string[];
  readonly pin?: string[];
  readonly edit?: string[];
}

export function defineMoves(parent: Command): void {
  const command = parent
    .command("moves <session>")
    .description("what was decided and why; change how much of it is applied")
    .addOption(repeatable("--set <id=percent>", "apply this much of a move, 0 to 150 (repeatable)"))
    .addOption(repeatable("--undo <id>", "take a move back (repeatable)"))
    .addOption(repeatable("--pin <track.parameter>", "fix a value: no step changes it any more (repeatable)"))
    .addOption(repeatable("--edit <track.parameter=value>", "set a value by hand, as a move that is pinned (repeatable)"));
  define<MovesFlags>(command, async ({ face }, [path = ""], flags) => {
    const project = await readSessionFile(path);
    const session = applied(project.session, flags);
    if (session !== project.session) await saveSession({ ...project, session }, project.folder, { force: true });
    face.result(
      { moves: session.moves },
      session === project.session ? asText(session) : changedText(project.session, session, path),
    );
    return undefined;
  });
}

function applied(session: Session, flags: MovesFlags): Session {
  let changed = session;
  for (const text of flags.set ?? []) {
    const cut = text.lastIndexOf("=");
    const amount = Number(text.slice(cut + 1));
    if (cut < 1 || text.slice(cut + 1).trim() === "" || !Number.isFinite(amount)) {
      throw new UsageError(`--set is "${text}"`, `Give ID=PERCENT with 0 to ${MAX_AMOUNT}.`);
    }
    changed = setMoveAmount(changed, text.slice(0, cut), amount);
  }
  for (const id of flags.undo ?? []) changed = undoMove(changed, id);
  for (const place of flags.pin ?? []) changed = pin(changed, place);
  for (const text of flags.edit ?? []) {
    const cut = text.indexOf("=");
    if (cut < 1) throw new UsageError(`--edit is "${text}"`, "Give TRACK.PARAMETER=VALUE, such as kick.faderDb=-6.");
    const { target, parameter } = splitPlace(text.slice(0, cut));
    changed = editByHand(changed, target, parameter, valueOf(text.slice(cut + 1)));
  }
  return changed;
}

/** A number, true, false, -inf (null) or else text. */
function valueOf(text: string): MoveValue {
  if (text === "true" || text === "false") return text === "true";
  if (text === "-inf" || text === "null") return null;
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** What a change did, one line a move, and how to hear it. */
function changedText(before: Session, after: Session, path: string): string {
  const kept = after.moves.filter((move) => !before.moves.includes(move)).map((move) => line(move));
  const gone = before.moves
    .filter((move) => !after.moves.some((one) => one.id === move.id))
    .map((move) => `  taken back: ${move.says}`);
  const pins = after.pins.filter((place) => !before.pins.includes(place)).map((place) => `  pinned: ${place}`);
  return [...kept, ...gone, ...pins, `Saved. To hear it: stemroom render ${path} -o FILE`].join("\n");
}

function asText(session: Session): string {
  if (session.moves.length === 0) return "No moves: the session is as it was made.";
  let step = "";
  return session.moves
    .flatMap((move) => {
      const heading = move.step === step ? [] : [`\n${move.step}`];
      step = move.step;
      return [...heading, line(move)];
    })
    .join("\n")
    .trimStart();
}

function line(move: Move): string {
  const amount = move.amount === 100 ? "" : ` (${move.amount} %)`;
  return `  ${move.says}${amount}${move.pinned ? " [pinned]" : ""}\n    ${move.id}`;
}
