// Import: cut away where a track is silent, so that one sees where it plays; find its role; sort tracks into groups; colour both.
// Nothing that sounds is touched: regions begin before the first sound and end after the last has died away.
import type { Heard } from "../../course/listen.ts";
import { heardAt, trackInputs } from "../../course/hear.ts";
import { withInsert } from "../../course/inserts.ts";
import type { Step } from "../../course/step.ts";
import { plain } from "../../course/wording.ts";
import { recordMove } from "../../session/moves.ts";
import { neutralGroup } from "../../session/neutral.ts";
import { isPinned } from "../../session/pins.ts";
import type { Region, Role, Session, Track } from "../../session/schema.ts";
import { stripName } from "../../session/strips.ts";
import { colourOfGroup, colourOfRole, GROUP_KINDS, groupName, groupOfRole } from "../../stems/groups.ts";
import { fileName } from "../../stems/create-session.ts";
import { limits } from "../../stems/findings.ts";
import { roleFromName } from "../../stems/roles.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { dbToGain, gainToDb } from "../../units/decibels.ts";

export const taste = {
  /** dBFS, −120 to −70. Silence in a clean file: at and below this nothing is heard, not even at full monitor level. */
  quietestDbfs: -90,
  /** dBFS, −90 to −60. However noisy a file is, nothing above this is ever cut. */
  loudestCutDbfs: -70,
  /** dB, 3 to 12. How far above a stem's own noise floor (hiss, dither) a sound must rise. */
  aboveFloorDb: 6,
  /** dB, 0 to 12. What never rises this far above the cutting level is noise, not playing. */
  hysteresisDb: 3,
  /** s, 0.1 to 1. The quietest stretch of this length is the noise floor. */
  floorWindowS: 0.25,
  /** ms, 5 to 50. Kept before a sound begins: room for its attack and for a fade. */
  preRollMs: 10,
  /** ms, 300 to 2000. Kept after the last sound, for what dies away below the level. */
  holdMs: 300,
  /** s, 0.5 to 5. Shorter pauses are not worth a cut. */
  shortestGapS: 0.5,
  /** ms, 1 to 5. Fades lie inside the silence. */
  fadeMs: 5,
  /** LU, 0 to 3. An unknown stem whose band below 150 Hz is this little under the whole counts as a bass. */
  bassBelowTotalLu: 1.5,
  /** Hz, 10 to 30. Where DC is filtered out, below all music. */
  dcFilterHz: 20,
} as const;

/** Where a stem sounds: regions, or null when it sounds throughout (or never). */
export function findRegions(blockPeaks: Float32Array, frames: number, sampleRateHz: number): Region[] | null {
  const blocks = Math.min(blockPeaks.length, Math.ceil(frames / BLOCK_FRAMES));
  const perSecond = sampleRateHz / BLOCK_FRAMES;
  const closeDbfs = cuttingLevel(blockPeaks, blocks, Math.max(1, Math.round(taste.floorWindowS * perSecond)));
  const close = dbToGain(closeDbfs);
  const open = dbToGain(closeDbfs + (closeDbfs > taste.quietestDbfs ? taste.hysteresisDb : 0));
  const preRoll = Math.ceil((taste.preRollMs / 1000) * sampleRateHz);
  const hold = Math.ceil((taste.holdMs / 1000) * sampleRateHz);
  const gap = taste.shortestGapS * sampleRateHz;

  const spans: { startFrame: number; endFrame: number }[] = [];
  for (let block = 0; block < blocks; ) {
    if ((blockPeaks[block] ?? 0) <= close) {
      block++;
      continue;
    }
    const first = block;
    let opened = false;
    for (; block < blocks && (blockPeaks[block] ?? 0) > close; block++) opened ||= (blockPeaks[block] ?? 0) > open;
    if (!opened) continue;
    const startFrame = Math.max(0, first * BLOCK_FRAMES - preRoll);
    const endFrame = Math.min(frames, block * BLOCK_FRAMES + hold);
    const last = spans.at(-1);
    if (last && startFrame - last.endFrame < gap) last.endFrame = endFrame;
    else spans.push({ startFrame, endFrame });
  }
  const [first, ...others] = spans;
  if (!first) return null;
  if (others.length === 0 && first.startFrame < gap && frames - first.endFrame < gap) return null;
  const fade = Math.round((taste.fadeMs / 1000) * sampleRateHz);
  return spans.map(({ startFrame, endFrame }) => ({
    startFrame,
    endFrame,
    fadeInFrames: startFrame === 0 ? 0 : Math.min(fade, preRoll),
    fadeOutFrames: endFrame === frames ? 0 : Math.min(fade, hold),
  }));
}

/** At and below this level a block is silent, in dBFS: a little above the stem's own noise floor, within bounds. */
function cuttingLevel(blockPeaks: Float32Array, blocks: number, window: number): number {
  let floor = Infinity;
  for (let start = 0; start + window <= blocks; start += window) {
    let loudest = 0;
    for (let block = start; block < start + window; block++) loudest = Math.max(loudest, blockPeaks[block] ?? 0);
    floor = Math.min(floor, loudest);
  }
  const aboveFloorDbfs = floor === Infinity ? taste.quietestDbfs : gainToDb(floor) + taste.aboveFloorDb;
  return Math.min(taste.loudestCutDbfs, Math.max(taste.quietestDbfs, aboveFloorDbfs));
}

export interface RoleFound {
  readonly role: Role;
  readonly confidence: number;
  readonly why: string;
}

/** A track's role by its name, its file's name, or, where both say nothing, by its sound. */
export function findRole(track: Track, stemPath: string, heard: Heard): RoleFound {
  for (const name of [track.name, fileName(stemPath)]) {
    const guess = roleFromName(name);
    if (guess.confidence > 0) return { role: guess.role, confidence: guess.confidence, why: `its name, «${name}»` };
  }
  const { bands, integratedLufs } = heard.measurement;
  const lowest = bands[0]?.levelLufs ?? null;
  if (lowest !== null && integratedLufs !== null && integratedLufs - lowest <= taste.bassBelowTotalLu) {
    return { role: "bass", confidence: 0.4, why: `its sound: ${plain(lowest - integratedLufs)} LU of it below 150 Hz` };
  }
  return { role: "other", confidence: 0, why: "neither its name nor its sound says more" };
}

export const importStep: Step = {
  number: 2,
  id: "import",
  part: "mixing",
  title: "Import",
  says: "Cuts the silence and the DC out of every track, finds out what each one is, sorts them into groups and colours them.",
  rule: "Regions sum to the original where it sounds (null below −90 dBFS in a clean file).",
  needs: (session) => trackInputs(session),
  decide(session, heard) {
    let next = session;
    for (const track of session.tracks) {
      const stem = session.stems.find((one) => one.id === track.stemId);
      const sound = heardAt(heard, track.id, "input");
      if (!stem) continue;
      next = withoutDc(next, track, sound);
      next = withRole(withRegions(next, track, stem.frames, sound), track, stem.path, sound);
    }
    return { session: withGroups(next), again: false };
  },
};

/** A high-pass under all music, first on the strip, where a stem has DC: it costs head-room and clicks at every cut. */
function withoutDc(session: Session, track: Track, heard: Heard): Session {
  const { dcOffset } = heard.measurement;
  if (Math.abs(dcOffset) <= limits.dcOffset) return session;
  const dcDbfs = gainToDb(Math.abs(dcOffset));
  const params = { bands: [{ shape: "high-pass", hz: taste.dcFilterHz }] };
  const words = {
    step: "import" as const,
    target: track.id,
    reason: { measure: "dcOffset", value: dcOffset, unit: "", goal: "no DC" },
    says: `${track.name} gets a high-pass at ${taste.dcFilterHz} Hz: it has DC of ${plain(dcDbfs)} dBFS.`,
  };
  return withInsert(session, { id: "dc", processor: "parametric-eq", params }, words, 0);
}

function withRegions(session: Session, track: Track, frames: number, heard: Heard): Session {
  if (track.regions !== null) return session; // cut before, or by hand: what is heard now is no longer the whole stem
  const regions = findRegions(heard.blockPeaks, frames, session.sampleRateHz);
  if (regions === null) return session;
  const soundsS = regions.reduce((sum, region) => sum + region.endFrame - region.startFrame, 0) / session.sampleRateHz;
  const silentPercent = (100 * (frames / session.sampleRateHz - soundsS)) / (frames / session.sampleRateHz);
  const count = regions.length === 1 ? "1 region" : `${regions.length} regions`;
  return recordMove(session, {
    step: "import",
    target: track.id,
    parameter: "regions",
    to: regions,
    unit: "",
    reason: { measure: "silence", value: Math.round(silentPercent), unit: "%", goal: "only what sounds" },
    says: `${track.name}: ${count}, ${plain(soundsS)} s of sound; the rest is silence.`,
  });
}

function withRole(session: Session, track: Track, stemPath: string, heard: Heard): Session {
  const found = findRole(track, stemPath, heard);
  const keepsRole = track.role !== "other" && !session.moves.some((move) => move.id === `import/${track.id}/role`);
  const role = keepsRole || isPinned(session, track.id, "role") ? track.role : found.role;
  const reason = { measure: "role", value: found.confidence, unit: "", goal: role };
  const common = { step: "import", target: track.id, unit: "", reason };
  const named = recordMove(session, {
    ...common,
    parameter: "role",
    to: role,
    says: `${track.name} is ${role}, by ${found.why}.`,
  });
  const says = `${track.name} takes the colour of ${groupOfRole(role)}.`;
  return recordMove(named, { ...common, parameter: "colour", to: colourOfRole(role), says });
}

/** Groups for the tracks that no folder has put into one. A group of the same name that is there already is used. */
function withGroups(session: Session): Session {
  let next = session;
  for (const kind of GROUP_KINDS) {
    const inGroup = (track: Track) => groupOfRole(track.role) === kind;
    const wanting = session.tracks.filter((track) => inGroup(track) && (track.output === "mix" || movedHere(session, track)));
    if (wanting.length === 0) continue;
    const present = session.groups.find((group) => group.name.toLowerCase() === kind);
    const groupId = present?.id ?? freeGroupId(next, kind);
    const reason = { measure: "tracks", value: wanting.length, unit: "", goal: "one fader for what belongs together" };
    if (!present) {
      const count = wanting.length === 1 ? "1 track" : `${wanting.length} tracks`;
      next = recordMove(next, {
        step: "import",
        target: "session",
        parameter: `groups.${groupId}`,
        to: neutralGroup(groupId, groupName(kind), colourOfGroup(kind)),
        unit: "",
        reason,
        says: `Group ${groupName(kind)} for ${count}.`,
      });
    }
    for (const track of wanting) {
      next = recordMove(next, {
        step: "import",
        target: track.id,
        parameter: "output",
        to: groupId,
        unit: "",
        reason,
        says: `${stripName(next, track.id)} goes to ${groupName(kind)}.`,
      });
    }
  }
  return next;
}

function movedHere(session: Session, track: Track): boolean {
  return session.moves.some((move) => move.id === `import/${track.id}/output`);
}

function freeGroupId(session: Session, kind: string): string {
  const taken = (id: string) => [...session.tracks, ...session.groups, ...session.returns].some((strip) => strip.id === id);
  let id = `group-${kind}`;
  for (let number = 2; taken(id); number++) id = `group-${kind}-${number}`;
  return id;
}
