// Listening without sound: a small model of levels, so that steps can be tested on songs whose figures are known.
// Powers add, pans turn, a compressor takes half of what is over its threshold, a limiter gives less the harder it is driven.
import type { Heard, Listen, Need } from "../src/course/listen.ts";
import type { Measurement } from "../src/measure/measurement.ts";
import { neutralGroup, neutralTrack, emptySession } from "../src/session/neutral.ts";
import type { Role, Session, Track } from "../src/session/schema.ts";
import { findStrip } from "../src/session/strips.ts";

export interface FakeStem {
  readonly id: string;
  readonly role?: Role;
  readonly lufs: number | null;
  /** Sample peak minus loudness, dB. */
  readonly crestDb?: number;
  readonly balanceDb?: number;
  readonly correlation?: number;
  /** LU under the whole, of the lowest band and of the highest. */
  readonly lowLu?: number;
  readonly highLu?: number;
  readonly channels?: 1 | 2;
  readonly clippedFrames?: number;
  readonly dcOffset?: number;
  readonly contentHash?: string;
  readonly frames?: number;
}

const RATE = 48000;
const SONG_S = 60;

/** A session of these stems, as createSession would make it. */
export function fakeSession(stems: readonly FakeStem[]): Session {
  return {
    ...emptySession("Song"),
    stems: stems.map((stem) => ({
      id: stem.id,
      path: `${stem.id}.wav`,
      contentHash: stem.contentHash ?? stem.id,
      format: "wav",
      sampleRateHz: RATE,
      channels: stem.channels ?? 1,
      bitDepth: 24,
      fileFrames: stem.frames ?? RATE * SONG_S,
      frames: stem.frames ?? RATE * SONG_S,
    })),
    tracks: stems.map((stem) => ({ ...neutralTrack(stem.id, stem.id, stem.id), role: stem.role ?? ("other" as const) })),
  };
}

/** The same with one group for everything. */
export function fakeGroupedSession(stems: readonly FakeStem[], groupId = "group-drums"): Session {
  const session = fakeSession(stems);
  const tracks = session.tracks.map((track) => ({ ...track, output: groupId }));
  return { ...session, tracks, groups: [neutralGroup(groupId, "Drums")] };
}

const power = (db: number) => 10 ** (db / 10);
const level = (p: number) => 10 * Math.log10(p);

interface Signal {
  left: number;
  right: number;
  crestDb: number;
  correlation: number | null;
}

/** A measurement with these figures and nothing remarkable otherwise. */
export function fakeMeasurement(figures: Partial<Measurement> & { integratedLufs: number | null }): Measurement {
  const { integratedLufs } = figures;
  const under = (lu: number) => (integratedLufs === null ? null : integratedLufs - lu);
  const band = (lowHz: number, highHz: number, lu: number) => ({
    lowHz,
    highHz,
    levelLufs: under(lu),
    correlation: figures.correlation ?? null,
    sideToMidDb: null,
    loudnessRangeLu: null,
    correlationMin: 1,
    balanceDb: 0,
    monoFoldLossDb: 0,
    crestDb: null,
  });
  return {
    sampleRateHz: RATE,
    channels: 2,
    frames: RATE * SONG_S,
    durationS: SONG_S,
    momentaryMaxLufs: under(-4),
    shortTermMaxLufs: under(-2),
    loudnessRangeLu: 5,
    truePeakDbtp: figures.samplePeakDbfs ?? under(-14),
    samplePeakDbfs: under(-14),
    rmsDbfs: integratedLufs,
    crestDb: 14,
    plrDb: 14,
    dcOffset: 0,
    clippedFrames: 0,
    correlation: 1,
    correlationMin: 1,
    balanceDb: 0,
    sideToMidDb: null,
    monoFoldLossLu: 0,
    silentHeadS: 0,
    silentTailS: 0,
    bands: [band(20, 148, 12), band(148, 1000, 6), band(1000, 4000, 6), band(4000, 20000, 10)],
    ...figures,
  };
}

export function fakeHeard(measurement: Measurement, extra: Partial<Heard> = {}): Heard {
  const history = { momentaryLufs: [], shortTermLufs: [], correlation: [], loudest: { fromS: 20, toS: 30 } };
  const peak = measurement.samplePeakDbfs === null ? 0 : 10 ** (measurement.samplePeakDbfs / 20);
  const blockPeaks = new Float32Array(Math.ceil(measurement.frames / 128)).fill(peak * 0.5);
  blockPeaks[7] = peak;
  return { measurement, history, blockPeaks, meters: {}, ...extra };
}

export interface FakeListen {
  readonly listen: Listen;
  /** How often a session was rendered. */
  renderings(): number;
}

/** A listener that knows these stems. */
export function fakeListen(stems: readonly FakeStem[]): FakeListen {
  let renderings = 0;
  const stemOf = (track: Track) => stems.find((stem) => stem.id === track.stemId);
  const listen: Listen = async (session, needs) => {
    renderings++;
    return new Map(needs.map((need) => [need.id, answer(session, need)]));
  };

  function trackSignal(track: Track): Signal | null {
    const stem = stemOf(track);
    if (!stem || stem.lufs === null || track.mute || track.faderDb === null) return null;
    const levelDb = stem.lufs + track.trimDb + track.faderDb;
    const angle = ((1 + track.pan) * Math.PI) / 4;
    const right = power(-(stem.balanceDb ?? 0));
    const share = 1 / (1 + right);
    return {
      left: power(levelDb) * share * 2 * Math.cos(angle) ** 2,
      right: power(levelDb) * (1 - share) * 2 * Math.sin(angle) ** 2,
      crestDb: stem.crestDb ?? 12,
      correlation: stem.correlation ?? 1,
    };
  }

  function sum(signals: readonly (Signal | null)[]): Signal | null {
    const sounding = signals.filter((signal) => signal !== null);
    if (sounding.length === 0) return null;
    const left = sounding.reduce((all, one) => all + one.left, 0);
    const right = sounding.reduce((all, one) => all + one.right, 0);
    const crestDb = Math.max(...sounding.map((one) => level((one.left + one.right) * power(one.crestDb)))) - level(left + right);
    const correlation = Math.min(...sounding.map((one) => one.correlation ?? 1));
    return { left, right, crestDb: crestDb + 1, correlation };
  }

  function gained(signal: Signal | null, db: number | null): Signal | null {
    if (!signal || db === null) return null;
    return { ...signal, left: signal.left * power(db), right: signal.right * power(db) };
  }

  function input(session: Session, id: string): Signal | null {
    if (id === "master") return output(session, "mix");
    const from = [...session.tracks, ...session.groups, ...session.returns].filter((strip) => strip.output === id);
    const sent = session.tracks.flatMap((track) =>
      track.sends.filter((send) => send.to === id && send.enabled).map((send) => gained(trackSignal(track), send.levelDb)),
    );
    return sum([...from.map((strip) => output(session, strip.id)), ...sent]);
  }

  function output(session: Session, id: string): Signal | null {
    const track = session.tracks.find((one) => one.id === id);
    if (track) return trackSignal(track);
    const strip = findStrip(session, id);
    return gained(afterInserts(session, id).signal, strip?.faderDb ?? null);
  }

  function afterInserts(session: Session, id: string): { signal: Signal | null; meters: Heard["meters"] } {
    const strip = findStrip(session, id);
    let signal = gained(input(session, id), strip?.trimDb ?? 0);
    const meters: Record<string, Heard["meters"][string]> = {};
    for (const insert of strip?.inserts ?? []) {
      if (!insert.enabled || !signal) continue;
      const given: Signal = signal;
      const params = insert.params as Record<string, number>;
      const loud = level(given.left + given.right);
      if (insert.processor === "bus-compressor") {
        const over = Math.max(0, loud + 5 - (params.thresholdDbfs ?? 0));
        const p10 = -(1 - 1 / (params.ratio ?? 2)) * over * (over / (over + 2)); // a knee: the slope is not quite what it says
        meters[insert.id] = { gainReductionDb: { lowest: p10 - 2, highest: 0, mean: p10 / 2, p10, p50: p10 / 2, p90: 0 } };
        signal = gained(given, p10 * 0.7 + (params.makeupDb ?? 0));
      }
      if (insert.processor === "limiter") {
        const over = Math.max(0, loud + given.crestDb + (params.inputGainDb ?? 0) - (params.ceilingDbtp ?? 0));
        const gainDb = (params.inputGainDb ?? 0) - over * 0.35;
        const crestDb = over > 0 ? (params.ceilingDbtp ?? 0) - (loud + gainDb) : given.crestDb;
        signal = gained({ ...given, crestDb }, gainDb);
      }
      if (insert.processor === "stereo-image" && given.correlation !== null) {
        const w = (params.widthPercent ?? 100) / 100;
        const x = ((1 - given.correlation) / (1 + given.correlation)) * w * w;
        signal = { ...given, correlation: (1 - x) / (1 + x) };
      }
      if (insert.processor === "reverb-plate") signal = gained(given, -7);
    }
    return { signal, meters };
  }

  function answer(session: Session, need: Need): Heard {
    const { strip, point } = need.tap;
    const track = session.tracks.find((one) => one.id === strip);
    if (track && point === "input")
      return stemHeard(stemOf(track), session.stems.find((stem) => stem.id === track.stemId)?.frames ?? 0);
    const after = afterInserts(session, strip);
    const signal = point === "input" ? input(session, strip) : point === "inserts" ? after.signal : output(session, strip);
    if (!signal) return fakeHeard(fakeMeasurement({ integratedLufs: null, samplePeakDbfs: null, correlationMin: null }));
    const integratedLufs = level(signal.left + signal.right);
    const samplePeakDbfs = integratedLufs + signal.crestDb;
    const balanceDb = level(signal.left / signal.right);
    const correlationMin = signal.correlation;
    return fakeHeard(fakeMeasurement({ integratedLufs, samplePeakDbfs, balanceDb, correlationMin }), { meters: after.meters });
  }

  return { listen, renderings: () => renderings };
}

function stemHeard(stem: FakeStem | undefined, frames: number): Heard {
  const lufs = stem?.lufs ?? null;
  const samplePeakDbfs = lufs === null ? null : lufs + (stem?.crestDb ?? 12);
  const correlation = stem?.correlation ?? 1;
  const sideToMidDb = correlation >= 1 ? null : level((1 - correlation) / (1 + correlation));
  const base = fakeMeasurement({
    integratedLufs: lufs,
    samplePeakDbfs,
    correlation,
    sideToMidDb,
    balanceDb: stem?.balanceDb ?? 0,
    frames,
    clippedFrames: stem?.clippedFrames ?? 0,
    dcOffset: stem?.dcOffset ?? 0,
  });
  const [low, ...others] = base.bands;
  const high = others.pop();
  const under = (lu: number | undefined, otherwise: number | null | undefined) =>
    lu === undefined || lufs === null ? (otherwise ?? null) : lufs - lu;
  const bands = [
    ...(low ? [{ ...low, levelLufs: under(stem?.lowLu, low.levelLufs) }] : []),
    ...others,
    ...(high ? [{ ...high, levelLufs: under(stem?.highLu, high.levelLufs) }] : []),
  ];
  return fakeHeard({ ...base, bands });
}
