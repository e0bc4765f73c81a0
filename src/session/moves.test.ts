// Moves: amounts scale, undo restores, pins hold, running twice changes nothing.
import { describe, expect, test } from "vitest";
import { getValue, newInsert } from "./edit.ts";
import { smallSession } from "../../test/sessions.ts";
import { editByHand, type MoveDraft, recordMove, setMoveAmount, undoMove } from "./moves.ts";
import { neutralGroup } from "./neutral.ts";
import { isPinned, pin, unpin } from "./pins.ts";
import type { MoveValue, Session } from "./schema.ts";
import { parseSession } from "./validate.ts";

const reason = { measure: "integratedLufs", value: -20, unit: "LUFS", goal: "-18" };
function draft(step: string, target: string, parameter: string, to: MoveValue, unit = "dB"): MoveDraft {
  return { step, target, parameter, to, unit, reason, says: `${target} ${parameter}` };
}
const fader = (session: Session) => getValue(session, "kick", "faderDb");

describe("amounts", () => {
  const moved = recordMove(smallSession(), draft("balance", "kick", "faderDb", -6.04));
  test.each([
    [0, 0],
    [50, -3],
    [100, -6],
    [150, -9],
  ])("%i %% of 0 → -6 dB is %f dB", (amount, value) => {
    expect(fader(setMoveAmount(moved, "balance/kick/faderDb", amount))).toBe(value);
  });
  test("a value never leaves its range", () => {
    const far = recordMove(smallSession(), draft("balance", "kick", "faderDb", 10));
    expect(fader(setMoveAmount(far, "balance/kick/faderDb", 150))).toBe(12);
    expect(() => setMoveAmount(far, "balance/kick/faderDb", 151)).toThrow(/not possible/);
    expect(() => setMoveAmount(far, "nothing", 50)).toThrow(/no such move/);
  });
  test("words and switches apply above 0", () => {
    const toGroup = recordMove(smallSession(), draft("import", "kick", "output", "drums", ""));
    expect(getValue(toGroup, "kick", "output")).toBe("drums");
    expect(getValue(setMoveAmount(toGroup, "import/kick/output", 0), "kick", "output")).toBe("mix");
    expect(getValue(setMoveAmount(toGroup, "import/kick/output", 1), "kick", "output")).toBe("drums");
  });
});

describe("chains", () => {
  const down = recordMove(smallSession(), draft("faders-down", "kick", "faderDb", -14));
  const both = recordMove(down, draft("balance", "kick", "faderDb", -6));
  test("the last move sounds; each starts where the one before ends", () => {
    expect(fader(both)).toBe(-6);
    expect(both.moves.map((move) => [move.step, move.from, move.to])).toEqual([
      ["faders-down", 0, -14],
      ["balance", -14, -6],
    ]);
    expect(fader(setMoveAmount(both, "balance/kick/faderDb", 50))).toBe(-10);
    expect(fader(setMoveAmount(setMoveAmount(both, "balance/kick/faderDb", 50), "faders-down/kick/faderDb", 50))).toBe(-6.5);
  });
  test("undo of the last goes back to the one before; undo of the first leaves the last", () => {
    expect(fader(undoMove(both, "balance/kick/faderDb"))).toBe(-14);
    const first = undoMove(both, "faders-down/kick/faderDb");
    expect(fader(first)).toBe(-6);
    expect(fader(undoMove(first, "balance/kick/faderDb"))).toBe(0);
    expect(undoMove(first, "balance/kick/faderDb")).toEqual(smallSession());
  });
  test("an earlier step that is run later takes its place before the later one", () => {
    const balanced = recordMove(smallSession(), draft("balance", "kick", "faderDb", -6));
    const lowered = recordMove(balanced, draft("faders-down", "kick", "faderDb", -14));
    expect(lowered.moves).toEqual(both.moves);
    expect(fader(lowered)).toBe(-6);
  });
  test("the same steps again change nothing", () => {
    const again = recordMove(
      recordMove(both, draft("faders-down", "kick", "faderDb", -14)),
      draft("balance", "kick", "faderDb", -6),
    );
    expect(again).toEqual(both);
  });
  test("a step that runs again keeps where it started, its place and the amount a person chose", () => {
    const half = setMoveAmount(both, "balance/kick/faderDb", 50);
    const again = recordMove(half, draft("balance", "kick", "faderDb", -4));
    expect(again.moves[1]).toMatchObject({ from: -14, to: -4, amount: 50 });
    expect(fader(again)).toBe(-9);
  });
  test("a move to where the value stands is no move", () => {
    expect(recordMove(smallSession(), draft("balance", "kick", "faderDb", 0)).moves).toEqual([]);
    expect(recordMove(down, draft("faders-down", "kick", "faderDb", 0))).toEqual(smallSession());
  });
});

describe("hand and pins", () => {
  test("a hand edit is a move that pins; steps leave it alone; undo frees it", () => {
    const down = recordMove(smallSession(), draft("faders-down", "kick", "faderDb", -14));
    const byHand = editByHand(down, "kick", "faderDb", -3);
    expect(byHand.moves.at(-1)).toMatchObject({ step: "hand", by: "hand", from: -14, to: -3, pinned: true });
    expect(byHand.moves.at(-1)?.says).toBe("Kick: faderDb −14 dB → −3 dB, by hand.");
    const stepped = recordMove(byHand, draft("balance", "kick", "faderDb", -9));
    expect(stepped).toBe(byHand);
    const undone = undoMove(byHand, "hand/kick/faderDb");
    expect(undone).toEqual(down);
    expect(fader(recordMove(undone, draft("balance", "kick", "faderDb", -9)))).toBe(-9);
  });
  test("a second hand edit keeps where the first started", () => {
    const twice = editByHand(editByHand(smallSession(), "kick", "pan", 0.5), "kick", "pan", -0.5);
    expect(twice.moves).toHaveLength(1);
    expect(twice.moves[0]).toMatchObject({ from: 0, to: -0.5 });
  });
  test("a pin covers what lies inside", () => {
    const pinned = pin(smallSession(), "kick.inserts.glue");
    expect(isPinned(pinned, "kick", "inserts.glue.ratio")).toBe(true);
    expect(isPinned(pinned, "kick", "inserts.glue2.ratio")).toBe(false);
    expect(isPinned(unpin(pinned, "kick.inserts.glue"), "kick", "inserts.glue.ratio")).toBe(false);
    expect(() => pin(smallSession(), "kick")).toThrow(/names no value/);
    expect(() => pin(smallSession(), "nobody.faderDb")).toThrow(/no such strip/);
    expect(() => pin(smallSession(), "kick.volume")).toThrow(/no such parameter/);
  });
});

describe("structure", () => {
  const insert = { ...newInsert({ id: "glue", processor: "trim" }), index: 0 };
  const added = recordMove(
    recordMove(smallSession(), draft("glue", "drums", "inserts.glue", insert, "")),
    draft("glue", "drums", "inserts.glue.gainDb", -4),
  );
  test("an insert and its parameter are two moves", () => {
    expect(added.moves.map((move) => move.id)).toEqual(["glue/drums/inserts.glue", "glue/drums/inserts.glue.gainDb"]);
    expect(getValue(added, "drums", "inserts.glue.gainDb")).toBe(-4);
    expect(parseSession(JSON.parse(JSON.stringify(added)))).toEqual(added);
  });
  test("amount 0 switches it off and keeps its place", () => {
    const off = setMoveAmount(added, "glue/drums/inserts.glue", 0);
    expect(off.groups[0]?.inserts[0]).toMatchObject({ id: "glue", enabled: false, params: { gainDb: -4 } });
    expect(setMoveAmount(off, "glue/drums/inserts.glue", 100)).toEqual(added);
  });
  test("undo takes the insert and all that hangs on it", () => {
    expect(undoMove(added, "glue/drums/inserts.glue")).toEqual(smallSession());
    expect(getValue(undoMove(added, "glue/drums/inserts.glue.gainDb"), "drums", "inserts.glue.gainDb")).toBe(0);
  });
  test("an insert that a person takes out stays out, and comes back whole", () => {
    const out = editByHand(added, "drums", "inserts.glue", null);
    expect(out.groups[0]?.inserts).toEqual([]);
    expect(recordMove(out, draft("glue", "drums", "inserts.glue", insert, ""))).toBe(out);
    expect(recordMove(out, draft("glue", "drums", "inserts.glue.gainDb", -5))).toBe(out);
    expect(undoMove(out, "hand/drums/inserts.glue").groups).toEqual(added.groups);
  });
  test("a group comes and goes with the tracks that it took", () => {
    const group = { ...neutralGroup("vocals", "Vocals") };
    let session = recordMove(smallSession(), draft("import", "session", "groups.vocals", group, ""));
    session = recordMove(session, draft("import", "vox", "output", "vocals", ""));
    session = recordMove(session, draft("glue", "vocals", "faderDb", -1));
    expect(session.tracks[1]?.output).toBe("vocals");
    expect(undoMove(session, "import/session/groups.vocals")).toEqual(smallSession());
  });
});
