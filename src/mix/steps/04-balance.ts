// Balance by the anchor: one track (the kick) is the measure, and every other is raised or lowered to its place against it.
// How loud a track is, is heard where it plays (gated loudness after ITU-R BS.1770), because a simple energy model was preferred by
// listeners over masking models (Wichern et al., AES 2015). Places by role: the course, and the corridors that finished mixes keep.
// Trim first brings every stem to one working level, so the result does not depend on the level at which it came in.
import type { Heard } from "../../course/listen.ts";
import { heardAt, needOf, soundingTracks, trackInputs } from "../../course/hear.ts";
import type { CourseOptions, Step } from "../../course/step.ts";
import { plain, signed } from "../../course/wording.ts";
import { recordMove } from "../../session/moves.ts";
import { isPinned } from "../../session/pins.ts";
import { roundForUnit } from "../../session/ranges.ts";
import type { Role, Session, Track } from "../../session/schema.ts";

export const taste = {
  /** LUFS, −24 to −14. Where trim brings every stem: 0 VU of the console, and about −18 dBFS RMS. */
  workingLufs: -18,
  /** dBFS, −12 to −3. Trim never drives a stem's sample peak above this: drums keep their peaks clear of the console's limits. */
  workingPeakDbfs: -6,
  /** dB, ±48. A stem that needs more than this is noise or damaged; it stays quieter than its place. */
  mostTrimDb: 48,
  /** dB, −20 to −8. Where the anchor's fader stands before the sum is heard: the course's −14. */
  anchorFaderDb: -14,
  /** dBFS, −9 to −4. Where the mix bus should peak once the balance stands: the facts' −6 to −3 and room for what follows. */
  busPeakDbfs: -6,
  /** dB, 1 to 4. How far the bus may miss that before all faders move together. */
  busToleranceDb: 3,
  /** dB. Faders stay in a range where a hand can still work. */
  lowestFaderDb: -60,
  highestFaderDb: 10,
} as const;

/**
 * LU against the kick, −12 to +6: how loud each role stands where it plays. The order is the one that mixing textbooks and the
 * rules published with Diff-MST share (lead voice on top by 2 to 6 dB, kick, snare and bass together, hats and effects well below).
 */
export const PLACE_LU: Readonly<Record<Role, number>> = {
  kick: 0,
  snare: 0, // "snare within ±2 dB of the kick"
  hats: -8, // short and bright: heard long before it is loud
  cymbals: -5,
  toms: 0,
  percussion: -4,
  drums: 1, // a whole kit is a little more than its kick
  bass: 0, // "bass as loud as the kick"
  guitar: -2,
  keys: -3,
  synth: -3,
  pad: -6, // fills, never leads
  strings: -3,
  brass: -2,
  lead: 0,
  "lead-vocal": 2.5, // about as loud as everything else together
  "backing-vocal": -2,
  effects: -9,
  mix: 2, // a whole accompaniment, just under its singer
  other: -4,
};

/** Which roles make an anchor, best first; after them the loudest track. */
const ANCHOR_ROLES: readonly Role[] = ["kick", "snare", "drums", "bass"];

/** A track with what was heard of it. */
interface HeardTrack {
  readonly track: Track;
  /** Gated loudness of the stem as it came in. */
  readonly stemLufs: number;
  readonly stemPeakDbfs: number;
}

/** The anchor: the one asked for, else the loudest kick, snare, kit or bass, else the loudest track. Null when nothing sounds. */
export function chooseAnchor(tracks: readonly HeardTrack[], asked: string | null): HeardTrack | null {
  const loudest = (some: readonly HeardTrack[]) =>
    some.reduce<HeardTrack | null>((best, one) => (best === null || one.stemLufs > best.stemLufs ? one : best), null);
  const named = asked === null ? undefined : tracks.find(({ track }) => track.id === asked);
  if (named) return named;
  for (const role of ANCHOR_ROLES) {
    const found = loudest(tracks.filter(({ track }) => track.role === role));
    if (found) return found;
  }
  return loudest(tracks);
}

/** The trim that brings a stem to its working level, rounded as it is written. */
export function workingTrimDb(stemLufs: number, stemPeakDbfs: number): number {
  const wanted = Math.min(taste.workingLufs - stemLufs, taste.workingPeakDbfs - stemPeakDbfs);
  return roundForUnit(Math.max(-taste.mostTrimDb, Math.min(taste.mostTrimDb, wanted)), "dB");
}

export const balanceStep: Step = {
  number: 4,
  id: "balance",
  part: "mixing",
  title: "Balance",
  says: "Trims every stem to one working level, then sets each fader so that the track stands at its place against the anchor.",
  rule: "The result does not depend on the level at which stems came in (±0.1 dB).",
  needs: (session, _options, before) =>
    before === null ? trackInputs(session) : [...trackInputs(session), needOf("mix", "input")],
  decide(session, heard, options, round) {
    const tracks = heardTracks(session, heard);
    if (tracks.length === 0) return { session, again: false };
    if (round === 0) return { session: placed(trimmed(session, tracks), tracks, options), again: true };
    return { session: shifted(session, tracks, heardAt(heard, "mix", "input"), options), again: false };
  },
};

function heardTracks(session: Session, heard: ReadonlyMap<string, Heard>): readonly HeardTrack[] {
  return soundingTracks(session, heard).flatMap((track) => {
    const { integratedLufs, samplePeakDbfs } = heardAt(heard, track.id, "input").measurement;
    if (integratedLufs === null || samplePeakDbfs === null || track.mute) return [];
    return [{ track, stemLufs: integratedLufs, stemPeakDbfs: samplePeakDbfs }];
  });
}

function trimmed(session: Session, tracks: readonly HeardTrack[]): Session {
  return tracks.reduce((next, { track, stemLufs, stemPeakDbfs }) => {
    const trimDb = workingTrimDb(stemLufs, stemPeakDbfs);
    return recordMove(next, {
      step: "balance",
      target: track.id,
      parameter: "trimDb",
      to: trimDb,
      unit: "dB",
      reason: {
        measure: "integratedLufs",
        value: stemLufs,
        unit: "LUFS",
        goal: `working level ${plain(taste.workingLufs, 0)} LUFS`,
      },
      says: `${track.name} trim ${signed(trimDb)} dB: it came in at ${plain(stemLufs)} LUFS.`,
    });
  }, session);
}

/** Every fader at its track's place against the anchor's, wherever the anchor stands. */
function placed(session: Session, tracks: readonly HeardTrack[], options: CourseOptions): Session {
  const anchor = chooseAnchor(tracks, options.anchor);
  if (!anchor) return session;
  const now = (track: Track) => session.tracks.find((one) => one.id === track.id) ?? track;
  const stood = session.moves.some((move) => move.id === `balance/${anchor.track.id}/faderDb`);
  const pinned = isPinned(session, anchor.track.id, "faderDb");
  const anchorFaderDb = stood || pinned ? (now(anchor.track).faderDb ?? taste.anchorFaderDb) : taste.anchorFaderDb;
  const anchorLufs = anchor.stemLufs + now(anchor.track).trimDb + anchorFaderDb;
  const anchorPlace = PLACE_LU[anchor.track.role];
  return tracks.reduce((next, { track, stemLufs }) => {
    const { trimDb, faderDb, role } = now(track);
    const isAnchor = track.id === anchor.track.id;
    const wantedLufs = anchorLufs + PLACE_LU[role] - anchorPlace;
    const to = isAnchor ? anchorFaderDb : inFaderRange(wantedLufs - stemLufs - trimDb);
    const stoodLu = faderDb === null ? null : stemLufs + trimDb + faderDb - wantedLufs;
    return recordMove(next, {
      step: "balance",
      target: track.id,
      parameter: "faderDb",
      to,
      unit: "dB",
      reason: {
        measure: "integratedLufs",
        value: stoodLu === null ? null : roundForUnit(stoodLu, "LU"),
        unit: "LU",
        goal: `${signed(PLACE_LU[role] - anchorPlace)} LU against ${anchor.track.name}`,
      },
      says: sentence(track.name, to - (faderDb ?? to), stoodLu, isAnchor ? null : anchor.track.name),
    });
  }, session);
}

function sentence(name: string, changeDb: number, stoodLu: number | null, anchorName: string | null): string {
  if (anchorName === null) return `${name} is the anchor: every other track is set against it.`;
  if (stoodLu === null) return `${name} comes in at its place against ${anchorName}.`;
  const away = `${plain(Math.abs(stoodLu))} LU ${stoodLu < 0 ? "under" : "over"} its place against ${anchorName}`;
  return `${name} ${signed(changeDb)} dB: ${away}.`;
}

/** All faders up or down together until the mix bus peaks where it should; what a person has pinned holds them all. */
function shifted(session: Session, tracks: readonly HeardTrack[], mix: Heard, options: CourseOptions): Session {
  const { samplePeakDbfs } = mix.measurement;
  if (samplePeakDbfs === null || Math.abs(samplePeakDbfs - taste.busPeakDbfs) <= taste.busToleranceDb) return session;
  if (tracks.some(({ track }) => isPinned(session, track.id, "faderDb"))) return session;
  const faders = tracks.map(({ track }) => session.tracks.find((one) => one.id === track.id)?.faderDb ?? taste.lowestFaderDb);
  const room = taste.highestFaderDb - Math.max(...faders);
  const shiftDb = roundForUnit(Math.min(taste.busPeakDbfs - samplePeakDbfs, room), "dB");
  const anchor = chooseAnchor(tracks, options.anchor);
  return tracks.reduce((next, { track }, index) => {
    const move = next.moves.find((one) => one.id === `balance/${track.id}/faderDb`);
    const together = `All faders ${signed(shiftDb)} dB together: the mix bus peaked at ${plain(samplePeakDbfs)} dBFS.`;
    return recordMove(next, {
      step: "balance",
      target: track.id,
      parameter: "faderDb",
      to: inFaderRange((faders[index] ?? taste.lowestFaderDb) + shiftDb),
      unit: "dB",
      reason: move?.reason ?? { measure: "samplePeakDbfs", value: samplePeakDbfs, unit: "dBFS", goal: "head-room" },
      says:
        track.id === anchor?.track.id
          ? `${sentence(track.name, 0, null, null)} ${together}`
          : move
            ? `${move.says} ${together}`
            : together,
    });
  }, session);
}

function inFaderRange(faderDb: number): number {
  return roundForUnit(Math.max(taste.lowestFaderDb, Math.min(taste.highestFaderDb, faderDb)), "dB");
}
