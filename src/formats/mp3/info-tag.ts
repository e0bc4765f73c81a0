// The Xing/Info frame with LAME's extension: how many frames there are, and the encoder's delay and padding.
import { fourCc, viewOf } from "../bytes.ts";
import type { MpegHeader } from "./mpeg-header.ts";

export interface InfoTag {
  /** MPEG frames of sound, this one not counted; null where not said. */
  readonly mpegFrames: number | null;
  /** Frames (samples per channel) the encoder put before and behind the sound; null where not said. */
  readonly delay: number | null;
  readonly padding: number | null;
}

/** Reads the tag from the first MPEG frame; null where that is an ordinary frame. */
export function readInfoTag(frame: Uint8Array, header: MpegHeader): InfoTag | null {
  const at = 4 + (header.hasCrc ? 2 : 0) + header.sideInfoBytes;
  const id = fourCc(frame, at);
  if ((id !== "Xing" && id !== "Info") || frame.length < at + 8) return null;
  const view = viewOf(frame);
  const flags = view.getUint32(at + 4, false);
  let p = at + 8;
  const mpegFrames = flags & 1 && p + 4 <= frame.length ? view.getUint32(p, false) : null;
  p += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  if (p + 24 > frame.length || !/^(LAME|Lavc|Lavf|L3\.9|GOGO)/.test(fourCc(frame, p)))
    return { mpegFrames, delay: null, padding: null };
  const packed = view.getUint32(p + 20, false) & 0xffffff;
  return { mpegFrames, delay: packed >> 12, padding: packed & 0xfff };
}
