// Effects: one plate on a return for the whole song, so that everything stands in the same place. Inserts stay dry; the sends are
// post-fader, so the room follows the balance. The send is filtered as at Abbey Road (high-pass 600 Hz, low-pass 10 kHz, before the
// reverb): no mud, no hiss. How loud the room is, is measured: about 14 LU under the mix (De Man et al., JAES 2017).
import { heardAt, needOf } from "../../course/hear.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { newInsert } from "../../session/edit.ts";
import { recordMove } from "../../session/moves.ts";
import { neutralReturn } from "../../session/neutral.ts";
import { roundForUnit } from "../../session/ranges.ts";
import type { Return, Role, Session } from "../../session/schema.ts";
import { colourOfGroup } from "../../stems/groups.ts";

export const taste = {
  /** LU, −20 to −9. The room against the mix: louder blurs (near-equal is disliked), quieter is not missed. */
  roomLu: -14,
  /** LU, 0.3 to 2. How far it may stand off before the return's fader is moved. */
  roomToleranceLu: 0.5,
  /** Hz. The Abbey Road filters. */
  highPassHz: 600,
  lowPassHz: 10000,
  /** s, 1 to 3. A plate's usual decay. */
  rt60S: 1.8,
  /** ms, 20 to 60. Pre-delay without a tempo: over 30 ms is preferred by listeners, the voice stays in front. */
  preDelayMs: 35,
  /** ms. A thirty-second note is used where it lies in this range. */
  shortestPreDelayMs: 25,
  longestPreDelayMs: 60,
  /** dB. The return's fader stays where a hand can work. */
  highestFaderDb: 10,
  lowestFaderDb: -60,
} as const;

/** dB, −24 to 0: how much of each role goes to the room. What is not named (kick, bass, hats, effects) stays dry. */
export const SEND_DB: Readonly<Partial<Record<Role, number>>> = {
  "lead-vocal": -9,
  "backing-vocal": -7,
  lead: -10,
  snare: -11,
  toms: -13,
  percussion: -13,
  cymbals: -20,
  drums: -17,
  guitar: -13,
  keys: -13,
  synth: -13,
  pad: -15,
  strings: -10,
  brass: -11,
  mix: -18,
  other: -15,
};

export const RETURN_ID = "return-plate";

export const effectsStep: Step = {
  number: 9,
  id: "effects",
  part: "mixing",
  title: "Effects",
  says: "Puts a filtered plate on a return and sends to it what profits from a room, 14 LU under the mix.",
  rule: "Reverb about 14 LU under the mix; no return clips.",
  needs: (session) => (findReturn(session) ? [needOf(RETURN_ID, "output"), needOf("mix", "input")] : []),
  decide(session, heard) {
    if (!findReturn(session)) return created(session);
    const room = heardAt(heard, RETURN_ID, "output").measurement.integratedLufs;
    const mix = heardAt(heard, "mix", "input").measurement.integratedLufs;
    const sent = withSends(session);
    if (room === null || mix === null) return { session: sent, again: false };
    return { session: levelled(sent, room - mix), again: false };
  },
};

function findReturn(session: Session): Return | undefined {
  return session.returns.find((one) => one.id === RETURN_ID);
}

function created(session: Session) {
  if (!session.tracks.some((track) => SEND_DB[track.role] !== undefined)) return { session, again: false };
  const preDelayMs = preDelayFor(session.tempoBpm);
  const timing = session.tempoBpm === null ? "" : `, pre-delay ${plain(preDelayMs, 0)} ms in time with ${session.tempoBpm} BPM`;
  const made = recordMove(session, {
    step: "effects",
    target: "session",
    parameter: `returns.${RETURN_ID}`,
    to: plateReturn(preDelayMs),
    unit: "",
    reason: { measure: "rt60", value: taste.rt60S, unit: "s", goal: "one room for the song" },
    says: `Plate of ${plain(taste.rt60S)} s on a return, filtered from ${taste.highPassHz} Hz to 10 kHz before the reverb${timing}.`,
  });
  return { session: withSends(made), again: findReturn(made) !== undefined };
}

function plateReturn(preDelayMs: number): Return {
  const bands = [
    { shape: "high-pass", hz: taste.highPassHz, gainDb: 0, q: 0.71 },
    { shape: "low-pass", hz: taste.lowPassHz, gainDb: 0, q: 0.71 },
  ];
  return {
    ...neutralReturn(RETURN_ID, "Plate", colourOfGroup("effects")),
    inserts: [
      newInsert({ id: "send-eq", processor: "parametric-eq", params: { bands } }),
      newInsert({ id: "plate", processor: "reverb-plate", params: { rt60S: taste.rt60S, preDelayMs, wetPercent: 100 } }),
    ],
  };
}

/** A thirty-second note where that makes a good pre-delay, else the plain one. */
export function preDelayFor(tempoBpm: number | null): number {
  if (tempoBpm === null) return taste.preDelayMs;
  const note = 60000 / tempoBpm / 8;
  const fits = note >= taste.shortestPreDelayMs && note <= taste.longestPreDelayMs;
  return fits ? roundForUnit(note, "ms") : taste.preDelayMs;
}

function withSends(session: Session): Session {
  return session.tracks.reduce((next, track) => {
    const levelDb = SEND_DB[track.role];
    if (levelDb === undefined || !findReturn(session) || track.sends.some((send) => send.to === RETURN_ID)) return next;
    const reason = { measure: "role", value: null, unit: "", goal: "one room for the song" };
    const placed = recordMove(next, {
      step: "effects",
      target: track.id,
      parameter: "sends.plate",
      to: { id: "plate", to: RETURN_ID, levelDb: null, tap: "post-fader", enabled: true, index: track.sends.length },
      unit: "",
      reason,
      says: `${track.name} gets a send to the plate.`,
    });
    if (placed === next) return next;
    return recordMove(placed, {
      step: "effects",
      target: track.id,
      parameter: "sends.plate.levelDb",
      to: levelDb,
      unit: "dB",
      reason,
      says: `${track.name} goes to the plate at ${plain(levelDb, 0)} dB, as a ${track.role}.`,
    });
  }, session);
}

function levelled(session: Session, roomLu: number): Session {
  const plate = findReturn(session);
  if (!plate || Math.abs(roomLu - taste.roomLu) <= taste.roomToleranceLu) return session;
  const wanted = (plate.faderDb ?? 0) + taste.roomLu - roomLu;
  const to = roundForUnit(Math.max(taste.lowestFaderDb, Math.min(taste.highestFaderDb, wanted)), "dB");
  return recordMove(session, {
    step: "effects",
    target: RETURN_ID,
    parameter: "faderDb",
    to,
    unit: "dB",
    reason: {
      measure: "integratedLufs",
      value: roundForUnit(roomLu, "LU"),
      unit: "LU",
      goal: `${plain(taste.roomLu, 0)} LU under the mix`,
    },
    says: `Plate to ${plain(to)} dB: the room stood ${plain(Math.abs(roomLu))} LU ${roomLu < 0 ? "under" : "over"} the mix; ${plain(-taste.roomLu, 0)} is its place.`,
  });
}
