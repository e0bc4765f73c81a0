// Vorbis comments, the tags of FLAC, Ogg Vorbis and Opus: «NAME=text» in UTF-8.
import type { AudioTags } from "./audio.ts";
import { join, tagText, viewOf } from "./bytes.ts";

const KEYS: Record<string, keyof AudioTags> = { TITLE: "title", ARTIST: "artist", ALBUM: "album", ISRC: "isrc" };

/** Reads the block behind any magic word. What is damaged is left out: tags are never a reason to refuse sound. */
export function readVorbisComments(body: Uint8Array): AudioTags {
  const tags: { -readonly [K in keyof AudioTags]: AudioTags[K] } = {};
  if (body.length < 8) return tags;
  const view = viewOf(body);
  let at = 4 + view.getUint32(0, true);
  if (at + 4 > body.length) return tags;
  const count = view.getUint32(at, true);
  at += 4;
  for (let i = 0; i < count && at + 4 <= body.length; i++) {
    const size = view.getUint32(at, true);
    const text = tagText(body.subarray(at + 4, Math.min(body.length, at + 4 + Math.min(size, 4096)))) ?? "";
    const equals = text.indexOf("=");
    const key = KEYS[text.slice(0, equals).toUpperCase()];
    if (equals > 0 && key && tags[key] === undefined) tags[key] = text.slice(equals + 1);
    at += 4 + size;
  }
  return tags;
}

/** A comment block with the tags that are there, without magic word. */
export function writeVorbisComments(tags: AudioTags): Uint8Array {
  const encode = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return join([u32(bytes.length), bytes]);
  };
  const comments = Object.entries(KEYS).flatMap(([name, key]) => (tags[key] ? [encode(`${name}=${tags[key]}`)] : []));
  return join([encode("Stemroom"), u32(comments.length), ...comments]);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}
