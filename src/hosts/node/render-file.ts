// A session as it stands, into one audio file.
import type { WrittenAudio } from "../../formats/audio.ts";
import type { Project, Watch } from "../../index.ts";
import { resolvePath } from "../../session/paths.ts";
import { findStrip } from "../../session/strips.ts";
import { type FileFormat, fittedTo, formatOf, targetOf } from "./audio/file-format.ts";
import { rendered } from "./audio/rendered.ts";
import { writeStream } from "./audio/write-stream.ts";
import { ProjectError } from "./project/project-error.ts";

export interface RenderOptions extends Partial<FileFormat> {
  /** Seconds of the song; the whole with its tail when left out. */
  readonly fromS?: number;
  readonly toS?: number;
  /** A track, a group, a return, `mix` or `master` (default): what comes out of its strip. */
  readonly tap?: string;
  readonly workers?: number;
  readonly force?: boolean;
}

/** Renders without deciding anything. @throws ProjectError for an unknown tap, AudioFileError where the file can't be written */
export async function renderFile(
  project: Project,
  output: string,
  options: RenderOptions = {},
  watch: Watch = {},
): Promise<WrittenAudio> {
  const { session, folder } = project;
  const strip = stripNamed(project, options.tap ?? "master");
  const frame = (seconds: number): number => Math.round(seconds * session.sampleRateHz);
  const stream = rendered(project, {
    tap: { strip, point: "output" },
    ...(options.fromS !== undefined && { fromFrame: frame(options.fromS) }),
    ...(options.toS !== undefined && { toFrame: frame(options.toS) }),
    ...(options.workers !== undefined && { workers: options.workers }),
  });
  const format = formatOf(output, options);
  return writeStream(fittedTo(stream, format), output, targetOf(format), {
    force: options.force ?? false,
    inputs: session.stems.map((stem) => resolvePath(folder, stem.path)),
    tags: { title: session.name },
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => watch.onProgress?.(share, `rendering ${output}`),
  });
}

/** By id, or by name where that is unambiguous. */
function stripNamed({ session, folder }: Project, tap: string): string {
  if (findStrip(session, tap)) return tap;
  const strips = [...session.tracks, ...session.groups, ...session.returns];
  const named = strips.filter((strip) => strip.name.toLowerCase() === tap.toLowerCase());
  if (named.length === 1 && named[0]) return named[0].id;
  const known = [...strips.map((strip) => strip.id), "mix", "master"].join(", ");
  throw new ProjectError("no-such-strip", `The session has no strip "${tap}"`, folder, `Its strips: ${known}.`);
}
