// A record or a session held against the course's rules: one verdict each. Nothing is decided and nothing is written.
import { recordRules, type RuleResult } from "../../course/rules.ts";
import { checkSession } from "../../deliver/check-session.ts";
import { type Medium, mediumRules } from "../../deliver/media.ts";
import type { Watch } from "../../index.ts";
import { measureFile } from "./measure/measure-file.ts";
import { isSession, openSession } from "./project/session-files.ts";
import { createListen } from "./render/listen.ts";
import { partOf } from "./watch.ts";

export interface CheckOptions {
  /** The loudness that the record is held against, ±0.1; the course's −12 to −8 when left out. */
  readonly targetLufs?: number;
  /** −1 when left out. */
  readonly ceilingDbtp?: number;
  readonly media?: readonly Medium[];
  readonly workers?: number;
  /** Where the stems of a session are now, if they have moved. */
  readonly stemsFolder?: string;
}

/** Every rule that applies, for an audio file or a session. @throws AudioFileError, ProjectError, SessionError */
export async function checkFile(path: string, options: CheckOptions = {}, watch: Watch = {}): Promise<readonly RuleResult[]> {
  const targets = { targetLufs: options.targetLufs ?? null, ceilingDbtp: options.ceilingDbtp ?? -1 };
  const media = options.media ?? [];
  if (!(await isSession(path))) {
    const onProgress = (share: number): void => watch.onProgress?.(share, `measuring ${path}`);
    const { measurement } = await measureFile(path, { onProgress, ...(watch.signal && { signal: watch.signal }) });
    return [...recordRules(measurement, path, targets), ...media.flatMap((medium) => mediumRules(medium, measurement, path))];
  }
  const { workers, stemsFolder } = options;
  const { session, folder } = await openSession(path, {
    ...partOf(watch, 0, 0.1),
    ...(stemsFolder !== undefined && { stemsFolder }),
  });
  const listen = createListen({ baseFolder: folder, ...(workers !== undefined && { workers }) });
  const checking = partOf(watch, 0.1, 1);
  const { rules, heard } = await checkSession(session, listen, targets, {
    ...(watch.signal && { signal: watch.signal }),
    onProgress: (share) => checking.onProgress?.(share, "checking the rules"),
  });
  const master = heard.get("master:output")?.measurement;
  return [...rules, ...(master ? media.flatMap((medium) => mediumRules(medium, master, "master")) : [])];
}
