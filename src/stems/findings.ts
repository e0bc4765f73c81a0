// What is found at stems before anything is mixed. Each finding names the stem, the place and the way out.
import type { Heard } from "../course/listen.ts";
import { heardAt } from "../course/hear.ts";
import { judge, type RuleResult } from "../course/rules.ts";
import { plain, songTime } from "../course/wording.ts";
import type { Session, Stem, Track } from "../session/schema.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import { gainToDb } from "../units/decibels.ts";

export const limits = {
  /** dBFS. A stem whose sample peak is under this is silent. */
  silentDbfs: -90,
  /** Clipped frames from which a stem is called clipped. */
  clippedFrames: 3,
  /** Offset, linear: −60 dBFS. */
  dcOffset: 0.001,
  /** s. Lengths may differ by this much. */
  lengthS: 1,
  /** dB. A stereo file whose side is this far under its middle is mono. */
  monoSideDb: -80,
} as const;

/** One rule for each kind of finding that passes, and one for every finding. */
export function stemFindings(session: Session, heard: ReadonlyMap<string, Heard>): readonly RuleResult[] {
  const checks: readonly (readonly [string, string, (track: Track, stem: Stem, heard: Heard) => RuleResult | null])[] = [
    ["stems.silent", "No silent stem", silent],
    ["stems.clipped", "No clipped stem", clipped],
    ["stems.dc", "No stem with DC", withDc],
    ["stems.twins", "No stem twice", (track, stem) => twin(session, track, stem)],
    ["stems.length", "All stems of one length", (track, stem) => otherLength(session, track, stem)],
    ["stems.mono", "No mono stem in a stereo file", monoInStereo],
  ];
  return checks.flatMap(([id, text, check]) => {
    const findings = session.tracks.flatMap((track) => {
      const stem = session.stems.find((one) => one.id === track.stemId);
      const finding = stem ? check(track, stem, heardAt(heard, track.id, "input")) : null;
      return finding ? [finding] : [];
    });
    if (findings.length > 0) return findings;
    const where = `${session.tracks.length} stems`;
    return [judge({ id, text, value: 0, unit: "stems", low: null, high: 0, where })];
  });
}

function silent(track: Track, stem: Stem, { measurement }: Heard): RuleResult | null {
  const { samplePeakDbfs } = measurement;
  if (samplePeakDbfs !== null && samplePeakDbfs > limits.silentDbfs) return null;
  const text = `${track.name} is silent: print it again, or leave it out`;
  return judge({
    id: "stems.silent",
    text,
    value: samplePeakDbfs,
    unit: "dBFS",
    low: limits.silentDbfs,
    high: null,
    where: stem.path,
    warnWithin: 1000,
  });
}

function clipped(track: Track, stem: Stem, { measurement, blockPeaks }: Heard): RuleResult | null {
  const { clippedFrames, sampleRateHz } = measurement;
  if (clippedFrames < limits.clippedFrames) return null;
  const loudest = blockPeaks.reduce((best, level, index) => (level > (blockPeaks[best] ?? 0) ? index : best), 0);
  const place = songTime((loudest * BLOCK_FRAMES) / sampleRateHz);
  const text = `${track.name} is clipped (${clippedFrames} frames, first at its loudest, ${place}): print it lower, or as 32-bit float`;
  return judge({
    id: "stems.clipped",
    text,
    value: clippedFrames,
    unit: "frames",
    low: null,
    high: 0,
    where: stem.path,
    warnWithin: 1e9,
  });
}

function withDc(track: Track, stem: Stem, { measurement }: Heard): RuleResult | null {
  const { dcOffset } = measurement;
  if (Math.abs(dcOffset) <= limits.dcOffset) return null;
  const text = `${track.name} has DC (${plain(gainToDb(Math.abs(dcOffset)))} dBFS): import filters it out at 20 Hz`;
  return judge({
    id: "stems.dc",
    text,
    value: dcOffset,
    unit: "",
    low: -limits.dcOffset,
    high: limits.dcOffset,
    where: stem.path,
    warnWithin: 0.01,
  });
}

function twin(session: Session, track: Track, stem: Stem): RuleResult | null {
  const first = session.stems.find((one) => one.contentHash !== "" && one.contentHash === stem.contentHash);
  if (!first || first.id === stem.id) return null;
  const text = `${track.name} is the same file as ${first.path}: leave one of the two out, it only doubles the level`;
  return judge({ id: "stems.twins", text, value: 1, unit: "stems", low: null, high: 0, where: stem.path, warnWithin: 1 });
}

function otherLength(session: Session, track: Track, stem: Stem): RuleResult | null {
  const longest = Math.max(...session.stems.map((one) => one.frames));
  const shorterS = (longest - stem.frames) / session.sampleRateHz;
  if (shorterS <= limits.lengthS) return null;
  const text = `${track.name} is ${plain(shorterS)} s shorter than the longest stem: check that it was printed from the song's start`;
  return judge({
    id: "stems.length",
    text,
    value: Math.round(shorterS * 100) / 100,
    unit: "s",
    low: null,
    high: limits.lengthS,
    where: stem.path,
    warnWithin: 1e9,
  });
}

function monoInStereo(track: Track, stem: Stem, { measurement }: Heard): RuleResult | null {
  const { correlation, sideToMidDb } = measurement;
  if (stem.channels !== 2 || correlation === null || correlation < 0.9999) return null;
  if (sideToMidDb !== null && sideToMidDb > limits.monoSideDb) return null;
  const text = `${track.name} is mono in a stereo file: it takes twice the room, and is treated as mono`;
  return { id: "stems.mono", text, value: 1, unit: "stems", low: null, high: 0, verdict: "pass", where: stem.path };
}
