// The bext chunk of broadcast WAV (EBU Tech 3285 version 2): where a file comes from, and how loud it is.
import { ascii, join, viewOf } from "../bytes.ts";

export interface BroadcastInfo {
  readonly description?: string;
  readonly originator?: string;
  /** yyyy-mm-dd and hh:mm:ss; left empty where not given, so that the same work gives the same file. */
  readonly date?: string;
  readonly time?: string;
  /** Frames since midnight at the file's own rate. */
  readonly timeReferenceFrames?: number;
  readonly integratedLufs?: number;
  readonly loudnessRangeLu?: number;
  readonly truePeakDbtp?: number;
  readonly momentaryMaxLufs?: number;
  readonly shortTermMaxLufs?: number;
  /** One line for each generation, e.g. «A=PCM,F=48000,W=24,M=stereo,T=Stemroom». */
  readonly codingHistory?: readonly string[];
}

const FIXED_BYTES = 602;
/** Says that a loudness value is not there. */
const NOT_SET = 0x7fff;

/** The chunk's body. Texts are cut to their fields; what is not ASCII becomes «?». */
export function broadcastBody(info: BroadcastInfo): Uint8Array {
  const fixed = new Uint8Array(FIXED_BYTES);
  const view = viewOf(fixed);
  const text = (offset: number, length: number, value: string | undefined) =>
    fixed.set(plain(value ?? "").subarray(0, length), offset);
  text(0, 256, info.description);
  text(256, 32, info.originator);
  text(320, 10, info.date);
  text(330, 8, info.time);
  view.setBigUint64(338, BigInt(info.timeReferenceFrames ?? 0), true);
  view.setUint16(346, 2, true);
  const levels = [info.integratedLufs, info.loudnessRangeLu, info.truePeakDbtp, info.momentaryMaxLufs, info.shortTermMaxLufs];
  levels.forEach((level, i) => view.setInt16(412 + 2 * i, hundredths(level), true));
  const history = (info.codingHistory ?? []).map((line) => `${line}\r\n`).join("");
  return join([fixed, plain(history)]);
}

function hundredths(level: number | undefined): number {
  if (level === undefined || !Number.isFinite(level)) return NOT_SET;
  return Math.max(-9999, Math.min(9999, Math.round(level * 100)));
}

function plain(text: string): Uint8Array {
  return ascii(text.replace(/[^\x20-\x7e\r\n]/g, "?"));
}
