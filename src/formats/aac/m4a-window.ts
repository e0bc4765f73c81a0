// Which part of an M4A track's decoded media is the sound: by its edit list, else by iTunes' own note.
import type { ByteSource } from "../audio.ts";
import { fourCc, latin1, viewOf } from "../bytes.ts";

/** Seconds of the media's own time line. */
export interface SoundWindow {
  readonly startS: number;
  /** null: to the end of the media. */
  readonly durationS: number | null;
}

interface Boxes {
  movieScale: number;
  mediaScale: number;
  mediaLength: number;
  edits: { readonly duration: number; readonly mediaTime: number }[];
  gaplessNote: string | null;
}

const CONTAINERS = ["trak", "edts", "mdia", "minf", "stbl", "udta"];
const MOST_BOXES = 4096;
const MOST_MOOV_BYTES = 64 << 20;

/** null where the file says nothing: then all that is decoded is the sound. */
export async function readSoundWindow(source: ByteSource, codecRateHz: number): Promise<SoundWindow | null> {
  const moov = await findMoov(source);
  if (!moov) return null;
  const boxes: Boxes = { movieScale: 0, mediaScale: 0, mediaLength: 0, edits: [], gaplessNote: null };
  readBoxes(moov, 0, moov.length, boxes, { left: MOST_BOXES });
  const edits = boxes.edits.filter((edit) => edit.mediaTime >= 0);
  const [edit] = edits;
  // Several edits rearrange the media, which no stem does: take all of it.
  if (edits.length > 1) return null;
  if (edit && boxes.mediaScale > 0) return editWindow(edit, boxes);
  return noteWindow(boxes.gaplessNote, codecRateHz);
}

function editWindow(edit: Boxes["edits"][number], boxes: Boxes): SoundWindow {
  const startS = edit.mediaTime / boxes.mediaScale;
  // A fragmented file has no length here.
  const rest = boxes.mediaLength > 0 ? Math.max(0, boxes.mediaLength - edit.mediaTime) / boxes.mediaScale : null;
  if (edit.duration === 0 || boxes.movieScale === 0) return { startS, durationS: rest };
  // A movie clock coarser than the media's rounds the length down by up to one tick; then the media itself is the judge.
  const tick = boxes.movieScale < boxes.mediaScale ? 1 : 0;
  const longest = (edit.duration + tick) / boxes.movieScale;
  return { startS, durationS: rest === null ? longest : Math.min(rest, longest) };
}

/** « 00000000 DELAY PADDING LENGTH …», hexadecimal. */
function noteWindow(note: string | null, rateHz: number): SoundWindow | null {
  const [, delay = "", , length = ""] = note?.trim().split(/\s+/) ?? [];
  const start = Number.parseInt(delay, 16);
  const frames = Number.parseInt(length, 16);
  if (!(start >= 0 && frames > 0 && rateHz > 0)) return null;
  return { startS: start / rateHz, durationS: frames / rateHz };
}

/** The body of the movie box, which describes everything; null in a file that breaks off before it. */
export async function findMoov(source: ByteSource): Promise<Uint8Array | null> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= source.size; count++) {
    const head = await source.read(at, 16);
    const view = viewOf(head);
    let size = view.getUint32(0, false);
    if (size === 1 && head.length === 16) size = Number(view.getBigUint64(8, false));
    if (size === 0) size = source.size - at;
    if (size < 8) return null;
    if (fourCc(head, 4) === "moov") return source.read(at + 8, Math.min(size - 8, MOST_MOOV_BYTES));
    at += size;
  }
  return null;
}

function readBoxes(bytes: Uint8Array, from: number, to: number, boxes: Boxes, budget: { left: number }): void {
  const view = viewOf(bytes);
  for (let at = from; at + 8 <= to; ) {
    if (budget.left-- <= 0) return;
    const size = view.getUint32(at, false);
    if (size < 8 || at + size > to) return;
    const id = fourCc(bytes, at + 4);
    const body = bytes.subarray(at + 8, at + size);
    if (CONTAINERS.includes(id)) {
      // The sound is the first track with a sound handler; a track before it (a picture, chapters) is started over.
      if (id === "trak" && !isSound(body)) {
        at += size;
        continue;
      }
      readBoxes(bytes, at + 8, at + size, boxes, budget);
    } else if (id === "meta") readBoxes(bytes, at + 12, at + size, boxes, budget);
    else readBox(id, body, boxes);
    at += size;
  }
}

function isSound(track: Uint8Array): boolean {
  return latin1(track.subarray(0, 65536)).includes("soun");
}

function readBox(id: string, body: Uint8Array, boxes: Boxes): void {
  const view = viewOf(body);
  const long = body[0] === 1;
  if (id === "mvhd" && body.length >= 28) boxes.movieScale = view.getUint32(long ? 20 : 12, false);
  else if (id === "mdhd" && body.length >= 24 && boxes.mediaScale === 0) boxes.mediaScale = view.getUint32(long ? 20 : 12, false);
  else if (id === "elst" && boxes.edits.length === 0) boxes.edits = readEdits(view, long);
  else if (id === "stts" && boxes.mediaLength === 0) boxes.mediaLength = totalDuration(view);
  else if (id === "ilst") {
    const text = latin1(body);
    const at = text.indexOf("iTunSMPB");
    // «data» box: size, id, type, locale, then the text.
    if (at >= 0) boxes.gaplessNote = text.slice(at + 8 + 16, at + 8 + 16 + 120).replace(/^[^ ]*/, "");
  }
}

function readEdits(view: DataView, long: boolean): Boxes["edits"] {
  const step = long ? 20 : 12;
  const edits: { duration: number; mediaTime: number }[] = [];
  for (let at = 8; at + step <= view.byteLength && edits.length < 64; at += step)
    edits.push(
      long
        ? { duration: Number(view.getBigUint64(at, false)), mediaTime: Number(view.getBigInt64(at + 8, false)) }
        : { duration: view.getUint32(at, false), mediaTime: view.getInt32(at + 4, false) },
    );
  return edits;
}

function totalDuration(view: DataView): number {
  let sum = 0;
  for (let at = 8; at + 8 <= view.byteLength; at += 8) sum += view.getUint32(at, false) * view.getUint32(at + 4, false);
  return sum;
}
