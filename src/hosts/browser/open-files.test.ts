// Picked files become sessions: stems are found by place, by name, by content; what is missing or another file is named.
import { expect, test } from "vitest";
import { writeSession } from "../../session/text.ts";
import { contentHash, openFiles, type PickedFile } from "./open-files.ts";

/** 16-bit mono WAV; `seed` makes its samples. */
function wav(frames: number, hz = 48000, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 2 * frames);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  word(0, "RIFF");
  view.setUint32(4, 36 + 2 * frames, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, hz, true);
  view.setUint32(28, 2 * hz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, 2 * frames, true);
  for (let n = 0; n < frames; n++) view.setInt16(44 + 2 * n, (seed * 997 * n) % 30000, true);
  return bytes;
}

function picked(path: string, content: Uint8Array<ArrayBuffer> | string, lastModified = 0): PickedFile {
  return { path, file: new File([content], path.split("/").at(-1) as string, { lastModified }) };
}

/** A session over two stems that lie beside it. */
async function saved(path = "Song/Song.stemroom/session.json", lastModified = 0, name = "Song"): Promise<PickedFile> {
  const { session } = await openFiles([picked("Song/Drums/Kick.wav", wav(1000)), picked("Song/Bass.wav", wav(2000))]);
  const hashes = new Map([
    ["Drums/Kick.wav", await contentHash(new Blob([wav(1000)]))],
    ["Bass.wav", await contentHash(new Blob([wav(2000)]))],
  ]);
  const stems = session.stems.map((stem) => ({ ...stem, path: `../${stem.path}`, contentHash: hashes.get(stem.path) ?? "" }));
  return picked(path, writeSession({ ...session, name, stems }), lastModified);
}

test("stems alone: the folder's name, subfolders as groups, lengths at the session's rate, references and other files aside", async () => {
  const { session, stems, sessionPath } = await openFiles([
    picked("My Song/Drums/Kick.wav", wav(1000)),
    picked("My Song/Vox.wav", wav(44100, 44100)),
    picked("My Song/reference/Hit.wav", wav(10)),
    picked("My Song/notes.txt", "loud please"),
    picked("My Song/.hidden.wav", wav(10)),
  ]);
  expect(sessionPath).toBeNull();
  expect(session.name).toBe("My Song");
  expect(session.stems.map(({ path, frames, fileFrames }) => [path, frames, fileFrames])).toEqual([
    ["Drums/Kick.wav", 1000, 1000],
    ["Vox.wav", 48000, 44100],
  ]);
  expect(session.tracks.map(({ output }) => output)).toEqual(["group-drums", "mix"]);
  expect(session.references).toEqual([{ path: "reference/Hit.wav", weight: 1 }]);
  expect([...stems.values()].map((file) => file.name)).toEqual(["Kick.wav", "Vox.wav"]);
});

test("a session finds its stems at their place", async () => {
  const kick = picked("Song/Drums/Kick.wav", wav(1000));
  const other = picked("Song/Old/Kick.wav", wav(1000, 48000, 5));
  const opened = await openFiles([other, kick, picked("Song/Bass.wav", wav(2000)), await saved()]);
  expect(opened.sessionPath).toBe("Song/Song.stemroom/session.json");
  expect(opened.stems.get("kick")).toBe(kick.file);
});

test("… by name where they lie elsewhere, by content where names don't help", async () => {
  const session = await saved("session.json");
  const kick = picked("Kick.wav", wav(1000));
  const named = await openFiles([kick, picked("Bass.wav", wav(2000)), session]);
  expect(named.stems.get("kick")).toBe(kick.file);
  const twin = picked("b/Kick.wav", wav(1000));
  const bass = picked("renamed.wav", wav(2000));
  const byContent = await openFiles([picked("a/Kick.wav", wav(1000, 48000, 5)), twin, bass, session]);
  expect(byContent.stems.get("kick")).toBe(twin.file);
  expect(byContent.stems.get("bass")).toBe(bass.file);
});

test("names stems that are missing, and a file that is not what it was", async () => {
  await expect(openFiles([await saved(), picked("Song/Bass.wav", wav(2000))])).rejects.toThrow(
    /not among the files: Kick\.wav\. Pick/,
  );
  await expect(
    openFiles([await saved(), picked("Song/Bass.wav", wav(2000)), picked("Song/Drums/Kick.wav", wav(1001))]),
  ).rejects.toThrow(/"Kick\.wav" is not the file/);
});

test("of several sessions the one saved last; no audio at all is said plainly", async () => {
  const stems = [picked("Song/Drums/Kick.wav", wav(1000)), picked("Song/Bass.wav", wav(2000))];
  const old = await saved("Song/Old.stemroom/session.json", 5, "Old");
  const fresh = await saved("Song/New.stemroom/session.json", 9, "New");
  expect((await openFiles([old, fresh, ...stems])).session.name).toBe("New");
  await expect(openFiles([picked("Song/notes.txt", "nothing")])).rejects.toThrow(/no audio files/);
});
