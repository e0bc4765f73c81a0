// Every track of a session as a stem: what comes out of its inserts, before fader and pan, from the song's start; all files appear together.
import { join } from "node:path";
import { safeFileName } from "../../deliver/deliverables.ts";
import type { Project, Watch } from "../../index.ts";
import { findDeclaration } from "../../processors/catalog.ts";
import { resolvePath } from "../../session/paths.ts";
import type { Session, Track } from "../../session/schema.ts";
import { fittedTo, targetOf } from "./audio/file-format.ts";
import { rendered } from "./audio/rendered.ts";
import { writeStream } from "./audio/write-stream.ts";
import { makeFolder } from "./files/make-folder.ts";
import { refuseInputs } from "./files/open-audio-file.ts";
import { openStaging } from "./files/staging.ts";
import { partOf } from "./watch.ts";

export interface PrintOptions {
  /** Chorus, flanger, phaser, reverb and delay on tracks are left out, as the course asks for. */
  readonly withoutTimeEffects?: boolean;
  readonly workers?: number;
  readonly force?: boolean;
}

/** Writes 24-bit WAV at the session's rate, a subfolder for each group; returns the paths. @throws PlanError, AudioFileError */
export async function printTracks(
  project: Project,
  folder: string,
  options: PrintOptions = {},
  watch: Watch = {},
): Promise<readonly string[]> {
  const session = options.withoutTimeEffects ? withoutTimeEffects(project.session) : project.session;
  const paths = pathsOf(session);
  const inputs = session.stems.map((stem) => resolvePath(project.folder, stem.path));
  for (const path of paths) refuseInputs(join(folder, path), inputs);
  const staging = await openStaging(folder, paths, options.force ?? false);
  try {
    for (const [index, track] of session.tracks.entries()) {
      const path = join(staging.folder, paths[index] ?? "");
      await makeFolder(join(path, ".."));
      const part = partOf(watch, index / session.tracks.length, (index + 1) / session.tracks.length);
      const { workers } = options;
      const tap = { strip: track.id, point: "inserts" } as const;
      const stream = rendered({ ...project, session }, { tap, ...(workers !== undefined && { workers }) });
      const format = { format: "wav", bits: 24, seed: session.seed } as const;
      await writeStream(fittedTo(stream, format), path, targetOf(format), {
        tags: { title: track.name },
        ...(watch.signal && { signal: watch.signal }),
        onProgress: (share) => part.onProgress?.(share, `printing ${track.name}`),
      });
    }
    await staging.finish();
    return paths;
  } catch (error) {
    await staging.abort();
    throw error;
  }
}

function withoutTimeEffects(session: Session): Session {
  const tracks = session.tracks.map((track) => ({
    ...track,
    inserts: track.inserts.filter((insert) => !findDeclaration(insert.processor)?.timeBased),
  }));
  return { ...session, tracks };
}

/** Names as they are known; the id where two would be the same. */
function pathsOf(session: Session): readonly string[] {
  const plain = session.tracks.map((track) => join(folderOf(session, track), `${safeFileName(track.name)}.wav`));
  const isTwice = (path: string): boolean => plain.filter((other) => other.toLowerCase() === path.toLowerCase()).length > 1;
  return session.tracks.map((track, index) => {
    const path = plain[index] ?? "";
    return isTwice(path) ? join(folderOf(session, track), `${safeFileName(`${track.name} ${track.id}`)}.wav`) : path;
  });
}

function folderOf(session: Session, track: Track): string {
  const group = session.groups.find((one) => one.id === track.output);
  return group ? safeFileName(group.name) : "";
}
