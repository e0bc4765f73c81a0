// Pan: a wide image from mono elements. What carries the song (kick, snare, bass, lead) and everything low stays in the centre;
// the rest goes left and right by role, wider the brighter it is, and sounds that are alike go to opposite sides. Both sides stay even.
// Rules after Perez-Gonzalez and Reiss (EURASIP 2010) and the practice that Pestana and Reiss found; checked on the mix that comes out.
import type { Heard } from "../../course/listen.ts";
import { heardAt, needOf, soundingTracks, trackInputs } from "../../course/hear.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { recordMove } from "../../session/moves.ts";
import { isPinned } from "../../session/pins.ts";
import { roundForUnit } from "../../session/ranges.ts";
import type { Role, Session, Track } from "../../session/schema.ts";
import { fileName } from "../../stems/create-session.ts";
import { roleFromName } from "../../stems/roles.ts";
import { dbToPower, powerToDb } from "../../units/decibels.ts";
import { cos, PI, sin } from "../../units/exact-math.ts";

export const taste = {
  /** LU, 1 to 6. A track whose band below 150 Hz is this little under the whole is a low one: it stays in the centre. */
  lowWithinLu: 4,
  /** dB, −30 to −10. A stem whose side is above this under its middle brings an image of its own. */
  stereoSideToMidDb: -20,
  /** Share, 0 to 1. How far an image of its own is still leaned to a side. */
  stereoShare: 0.3,
  /** Pan, 0.5 to 1. Where the halves of a pair in two files go. */
  pairPan: 0.8,
  /** Hz. Tracks with a centre of gravity as high as this get their whole width; lower ones less, down to half of it. */
  fullWidthHz: 2500,
  /** LU, 0 to 12. How much evenness is given up to put sounds that are alike on opposite sides. */
  likenessLu: 3,
  /** dB. The sides of the mix may differ by this much (the course: ±1), and by this much after a correction. */
  evenWithinDb: 1,
} as const;

/** Pan, 0 to 1: how far each role goes to a side. Roles that are not named stay in the centre. */
const WIDTH: Readonly<Partial<Record<Role, number>>> = {
  hats: 0.3,
  cymbals: 0.4,
  toms: 0.3,
  percussion: 0.5,
  guitar: 0.65,
  keys: 0.4,
  synth: 0.4,
  pad: 0.5,
  strings: 0.5,
  brass: 0.4,
  "backing-vocal": 0.5,
  effects: 0.6,
  other: 0.3,
};

/** What the decision knows of a track. */
interface Placing {
  readonly track: Track;
  /** Power after the fader, of both sides together. */
  readonly power: number;
  /** Share of its own power that is on the left, 0 to 1. */
  readonly leftShare: number;
  /** How far to a side it wants to go, 0 to 1. */
  readonly reach: number;
  readonly centreHz: number;
  readonly side: "left" | "right" | null;
  readonly why: string;
}

export const panStep: Step = {
  number: 5,
  id: "pan",
  part: "mixing",
  title: "Pan",
  says: "Keeps lows and leads in the centre and spreads everything else evenly, alike sounds to opposite sides.",
  rule: "Left and right within ±1 dB.",
  needs: (session) => [...trackInputs(session), needOf("mix", "input")],
  decide(session, heard, _options, round) {
    const placings = soundingTracks(session, heard).map((track) => placingOf(session, track, heardAt(heard, track.id, "input")));
    if (round === 0) {
      const next = spread(session, placings);
      return { session: next, again: next !== session || !isEven(heard) };
    }
    return isEven(heard) ? { session, again: false } : corrected(session, placings, balanceOf(heard), round);
  },
};

function balanceOf(heard: ReadonlyMap<string, Heard>): number {
  return heardAt(heard, "mix", "input").measurement.balanceDb ?? 0;
}

function isEven(heard: ReadonlyMap<string, Heard>): boolean {
  return Math.abs(balanceOf(heard)) <= taste.evenWithinDb;
}

function placingOf(session: Session, track: Track, heard: Heard): Placing {
  const { bands, integratedLufs, sideToMidDb, balanceDb } = heard.measurement;
  const levelDb = (integratedLufs ?? -Infinity) + track.trimDb + (track.faderDb ?? -Infinity);
  const right = dbToPower(-(balanceDb ?? 0));
  const lowest = bands[0]?.levelLufs ?? null;
  const isLow = lowest !== null && integratedLufs !== null && integratedLufs - lowest <= taste.lowWithinLu;
  const isStereo = sideToMidDb !== null && sideToMidDb > taste.stereoSideToMidDb;
  const stem = session.stems.find((one) => one.id === track.stemId);
  const side = isStereo ? null : (roleFromName(track.name).side ?? (stem ? roleFromName(fileName(stem.path)).side : null));
  const centreHz = centreOf(heard);
  const width = WIDTH[track.role] ?? 0;
  const brightness = 0.5 + 0.5 * Math.min(1, centreHz / taste.fullWidthHz);
  const base = { track, power: dbToPower(levelDb), leftShare: 1 / (1 + right), centreHz, side };
  if (side !== null && !isLow && width > 0) return { ...base, reach: taste.pairPan, why: `the ${side} half of a pair` };
  if (width === 0 || isLow)
    return { ...base, side: null, reach: 0, why: isLow ? "low sounds stay in the centre" : "it carries the song" };
  if (isStereo) return { ...base, reach: width * taste.stereoShare, why: "it brings an image of its own and only leans" };
  return {
    ...base,
    reach: width * brightness,
    why: `a mono ${track.role} with its weight at ${roundForUnit(centreHz, "Hz")} Hz`,
  };
}

/** Centre of gravity of the bands, in Hz, by loudness on a scale of octaves. */
function centreOf(heard: Heard): number {
  let weight = 0;
  let sum = 0;
  for (const band of heard.measurement.bands) {
    if (band.levelLufs === null) continue;
    const power = dbToPower(band.levelLufs);
    weight += power;
    sum += power * powerToDb(Math.sqrt(Math.max(20, band.lowHz) * Math.min(20000, band.highHz)));
  }
  return weight === 0 ? 0 : dbToPower(sum / weight);
}

/** Gains² of the two sides at a pan position, with the centre at 1 (the −3 dB law; the others differ too little to matter here). */
function sideGains(pan: number): { readonly left: number; readonly right: number } {
  const angle = ((1 + pan) * PI) / 4;
  const left = cos(angle);
  const right = sin(angle);
  return { left: 2 * left * left, right: 2 * right * right };
}

/** Left minus right in dB, as the model sees it. */
function modelledBalance(placings: readonly Placing[], panOf: (placing: Placing) => number): number {
  let left = 1e-12;
  let right = 1e-12;
  for (const placing of placings) {
    const gains = sideGains(panOf(placing));
    left += placing.power * placing.leftShare * gains.left;
    right += placing.power * (1 - placing.leftShare) * gains.right;
  }
  return powerToDb(left / right);
}

/** Finds a side for every track that wants one and has none, the loudest first. */
function spread(session: Session, placings: readonly Placing[]): Session {
  const chosen = new Map<string, number>();
  for (const { track } of placings)
    if (isPinned(session, track.id, "pan") || stands(session, track)) chosen.set(track.id, track.pan);
  const order = [...placings].sort((a, b) => b.power - a.power || (a.track.id < b.track.id ? -1 : 1));
  let next = session;
  for (const placing of order) {
    const { track, reach } = placing;
    if (chosen.has(track.id)) continue;
    const pan = reach === 0 ? 0 : sideFor(placing, order, chosen) * reach;
    const to = roundForUnit(pan, "");
    chosen.set(track.id, to);
    next = recordPan(next, placing, to, `${track.name} ${panText(to)}: ${placing.why}.`);
  }
  return next;
}

/** A pan that this step has set before stays, as long as the track's role still goes to a side. */
function stands(session: Session, track: Track): boolean {
  return session.moves.some((move) => move.id === `pan/${track.id}/pan`) && (WIDTH[track.role] ?? 0) > 0;
}

/** −1 or +1: the side that keeps left and right even, and apart from what sounds alike. */
function sideFor(placing: Placing, all: readonly Placing[], chosen: ReadonlyMap<string, number>): -1 | 1 {
  if (placing.side !== null) return placing.side === "left" ? -1 : 1;
  const known = [...all.filter((one) => chosen.has(one.track.id)), placing];
  const cost = (side: -1 | 1) => {
    const unevenDb = modelledBalance(known, (one) => (one === placing ? side * placing.reach : (chosen.get(one.track.id) ?? 0)));
    const alike = all.some(
      (one) => one !== placing && one.track.role === placing.track.role && (chosen.get(one.track.id) ?? 0) * side > 0,
    );
    const opposite = all.some(
      (one) => one !== placing && one.track.role === placing.track.role && (chosen.get(one.track.id) ?? 0) * side < 0,
    );
    return Math.abs(unevenDb) + (alike && !opposite ? taste.likenessLu : 0);
  };
  return cost(1) < cost(-1) - 1e-9 ? 1 : -1;
}

/** Draws the heavier side in until the sides are even, as far as the model can tell from what was measured. */
function corrected(session: Session, placings: readonly Placing[], measuredDb: number, round: number) {
  const heavy = measuredDb > 0 ? -1 : 1;
  const movable = (placing: Placing) => placing.track.pan * heavy > 0 && !isPinned(session, placing.track.id, "pan");
  const modelNow = modelledBalance(placings, ({ track }) => track.pan);
  const balanceAt = (share: number) =>
    measuredDb - modelNow + modelledBalance(placings, (one) => (movable(one) ? one.track.pan * share : one.track.pan));
  let low = 0;
  let high = 1;
  for (let i = 0; i < 30; i++) {
    const middle = (low + high) / 2;
    if (balanceAt(middle) * measuredDb > 0) high = middle;
    else low = middle;
  }
  let next = session;
  for (const placing of placings) {
    if (!movable(placing)) continue;
    const to = roundForUnit(placing.track.pan * low, "");
    const says = `${placing.track.name} ${panText(to)}: ${placing.why}; drawn in, the mix was ${plain(Math.abs(measuredDb))} dB heavier there.`;
    next = recordPan(next, placing, to, says);
  }
  return { session: next, again: next !== session && round < 3 };
}

function recordPan(session: Session, placing: Placing, to: number, says: string): Session {
  return recordMove(session, {
    step: "pan",
    target: placing.track.id,
    parameter: "pan",
    to,
    unit: "",
    reason: { measure: "bands", value: roundForUnit(placing.centreHz, "Hz"), unit: "Hz", goal: "left and right within ±1 dB" },
    says,
  });
}

/** `L35`, `C`, `R50`, as a console writes it. */
function panText(pan: number): string {
  if (pan === 0) return "to the centre";
  return `to ${pan < 0 ? "L" : "R"}${Math.round(Math.abs(pan) * 100)}`;
}
