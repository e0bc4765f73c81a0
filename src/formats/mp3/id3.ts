// ID3v2 tags: how long they are, the few texts we know, and the writing of version 2.4.
import type { AudioTags, ByteSource } from "../audio.ts";
import { ascii, fourCc, join, latin1, tagText } from "../bytes.ts";

const FRAME_KEYS: Record<string, keyof AudioTags> = {
  TIT2: "title",
  TPE1: "artist",
  TALB: "album",
  TSRC: "isrc",
};
const MOST_TAG_BYTES = 1 << 20;

/** Bytes of all ID3v2 tags that stand one after another at the start of the file. */
export async function id3Length(source: ByteSource): Promise<number> {
  let at = 0;
  for (let count = 0; count < 8; count++) {
    const head = await source.read(at, 10);
    if (head.length < 10 || latin1(head.subarray(0, 3)) !== "ID3") break;
    at += 10 + syncsafe(head, 6) + ((head[5] ?? 0) & 0x10 ? 10 : 0);
  }
  return at;
}

/** The texts of the first tag; what is damaged is left out. */
export async function readId3(source: ByteSource): Promise<AudioTags> {
  const tags: { -readonly [K in keyof AudioTags]: AudioTags[K] } = {};
  const head = await source.read(0, 10);
  if (head.length < 10 || latin1(head.subarray(0, 3)) !== "ID3") return tags;
  const version = head[3] ?? 0;
  if (version !== 3 && version !== 4) return tags;
  const body = await source.read(10, Math.min(syncsafe(head, 6), MOST_TAG_BYTES));
  for (let at = 0; at + 10 <= body.length && body[at] !== 0; ) {
    const size = version === 4 ? syncsafe(body, at + 4) : plain32(body, at + 4);
    const key = FRAME_KEYS[fourCc(body, at)];
    if (key && tags[key] === undefined) {
      const text = frameText(body.subarray(at + 10, at + 10 + size));
      if (text) tags[key] = text;
    }
    at += 10 + size;
  }
  return tags;
}

function frameText(body: Uint8Array): string | null {
  const encoding = body[0];
  const rest = body.subarray(1);
  if (encoding === 0 || encoding === 3) return tagText(rest);
  const text = new TextDecoder(encoding === 2 ? "utf-16be" : rest[0] === 0xfe ? "utf-16be" : "utf-16le").decode(rest);
  return (
    text
      .replace(/^\ufeff/, "")
      .split("\0")[0]
      ?.trim() || null
  );
}

/** An ID3v2.4 tag with UTF-8 texts; empty where there is nothing to say. */
export function writeId3(tags: AudioTags): Uint8Array {
  const frames = Object.entries(FRAME_KEYS).flatMap(([id, key]) => {
    const text = tags[key];
    if (!text) return [];
    const body = join([Uint8Array.of(3), new TextEncoder().encode(text)]);
    return [join([ascii(id), toSyncsafe(body.length), Uint8Array.of(0, 0), body])];
  });
  if (frames.length === 0) return new Uint8Array(0);
  const body = join(frames);
  return join([ascii("ID3"), Uint8Array.of(4, 0, 0), toSyncsafe(body.length), body]);
}

function syncsafe(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return ((a & 0x7f) << 21) | ((b & 0x7f) << 14) | ((c & 0x7f) << 7) | (d & 0x7f);
}

function toSyncsafe(n: number): Uint8Array {
  return Uint8Array.of((n >> 21) & 0x7f, (n >> 14) & 0x7f, (n >> 7) & 0x7f, n & 0x7f);
}

function plain32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return a * 0x1000000 + ((b << 16) | (c << 8) | d);
}
