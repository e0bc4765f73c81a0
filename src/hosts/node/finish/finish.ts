// The main job: stems → mix → master → release files → report, in a folder that appears whole.
import { mkdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Listen } from "../../../course/listen.ts";
import { type Deliverable, companionPaths, deliverablesOf, type FormatId } from "../../../deliver/deliverables.ts";
import { checkSession } from "../../../deliver/check-session.ts";
import type { Medium } from "../../../deliver/media.ts";
import { buildReport, type DeliverableReport, type Report } from "../../../deliver/report.ts";
import { reportHtml } from "../../../deliver/report-html.ts";
import { writeCueSheet } from "../../../formats/cue-sheet.ts";
import { type CourseRequest, DEFAULT_OPTIONS, master, mix, type Project, type Watch } from "../../../index.ts";
import { fittedTo, targetOf } from "../audio/file-format.ts";
import { writeStream } from "../audio/write-stream.ts";
import { writeFileWhole } from "../files/file-sink.ts";
import { refuseInputs } from "../files/open-audio-file.ts";
import { openStaging } from "../files/staging.ts";
import type { OpenedStems } from "../project/open-stems.ts";
import { resolvePath } from "../../../session/paths.ts";
import { movedTo } from "../project/session-files.ts";
import { FrozenMix } from "../render/frozen-mix.ts";
import { createListen } from "../render/listen.ts";
import { programVersion } from "../version.ts";
import { partOf } from "../watch.ts";
import { writeSession } from "../../../session/text.ts";
import { type Bounce, bounce, type BounceOptions, cutBounce } from "./bounce.ts";
import { deliver } from "./deliver.ts";
import { mediaVerdicts } from "./media-verdicts.ts";

/** Which part of the road is walked. */
export type Road = "finish" | "mix" | "master";

export interface FinishOptions extends CourseRequest {
  readonly formats?: readonly FormatId[];
  /** Media whose verdicts go into the report. */
  readonly media?: readonly Medium[];
  readonly workers?: number;
  readonly force?: boolean;
}

export interface FinishResult {
  readonly project: Project;
  readonly report: Report;
  /** Files that were written, relative to the folder. */
  readonly files: readonly string[];
}

/** How the time is shared out, as progress goes; measured on songs of 5 to 18 stems. */
const PARTS = { mixed: 0.35, mastered: 0.55, bounced: 0.62, delivered: 0.93, checked: 0.99 } as const;

/**
 * Walks the road and leaves everything in `out`; nothing appears there before all of it is ready.
 * @throws AudioFileError, ProjectError, SessionError; the folder is as it was then
 */
export async function finishProject(
  road: Road,
  { project: opened, skipped }: OpenedStems,
  out: string,
  options: FinishOptions,
  watch: Watch = {},
): Promise<FinishResult> {
  const startedMs = Date.now();
  const startedCpu = process.cpuUsage();
  const target = resolve(out);
  const plan = planFiles(road, opened, options);
  for (const path of plan.all) refuseInputs(join(target, path), inputsOf(opened));
  const staging = await openStaging(target, plan.all, options.force ?? false);
  try {
    const { workers } = options;
    const scratch = join(staging.folder, ".scratch");
    await mkdir(scratch);
    const threads = workers === undefined ? {} : { workers };
    const frozenMix = new FrozenMix({ baseFolder: opened.folder, scratchFolder: scratch, ...threads });
    const listen = createListen({ baseFolder: opened.folder, frozenMix, ...threads });
    const host = (): Listen => listen;
    const mixed = road === "master" ? opened : await mix(host, opened, options, partOf(watch, 0, PARTS.mixed));
    const mastered = road === "mix" ? mixed : await master(host, mixed, options, partOf(watch, PARTS.mixed, PARTS.mastered));
    const bounces = await bounceBuses(
      road,
      mastered,
      frozenMix,
      { folder: scratch, ...threads },
      partOf(watch, PARTS.mastered, PARTS.bounced),
    );
    const delivered = await writeSound(
      plan,
      bounces,
      staging.folder,
      mastered,
      options,
      partOf(watch, PARTS.bounced, PARTS.delivered),
    );
    await rm(scratch, { recursive: true });

    const project = movedTo(mastered, join(target, dirname(plan.session)));
    await mkdir(join(staging.folder, dirname(plan.session)), { recursive: true });
    await writeFileWhole(join(staging.folder, plan.session), writeSession(project.session));
    watch.onProgress?.(PARTS.delivered, "checking the rules");
    const targets = targetsOf(road, options);
    const checking = partOf(watch, PARTS.delivered, PARTS.checked);
    const check = await checkSession(
      mastered.session,
      asDelivered(createListen({ baseFolder: opened.folder, ...threads }), bounces),
      targets,
      {
        ...(watch.signal && { signal: watch.signal }),
        onProgress: (share) => checking.onProgress?.(share, "checking the rules"),
      },
    );
    const heard = new Map(check.heard);
    if (road === "mix") heard.delete("master:output"); // that road makes no master to report of
    const cpu = process.cpuUsage(startedCpu);
    const audioS = (bounces[0]?.audio.frames ?? 0) / mastered.session.sampleRateHz;
    const timing = { audioS, wallS: (Date.now() - startedMs) / 1000, cpuS: (cpu.user + cpu.system) / 1e6 };
    const report = buildReport({
      session: project.session,
      version: programVersion(),
      rules: [...check.rules, ...mediaVerdicts(options.media ?? [], delivered)],
      skipped,
      heard,
      deliverables: delivered,
      timing,
    });
    const pictures = { mix: bounces[0]?.history ?? null, master: bounces[1]?.history ?? null };
    await writeFileWhole(join(staging.folder, plan.reportJson), `${JSON.stringify(report, null, 2)}\n`);
    await writeFileWhole(join(staging.folder, plan.reportHtml), reportHtml(report, project.session, pictures));
    watch.signal?.throwIfAborted();
    await staging.finish();
    watch.onProgress?.(1, "done");
    return { project, report, files: plan.all };
  } catch (error) {
    await staging.abort();
    throw error;
  }
}

/** Mix and master are judged as they were bounced, tail included. */
function asDelivered(listen: Listen, [mixBounce, masterBounce]: readonly Bounce[]): Listen {
  return async (session, needs, options) => {
    const answers = new Map(await listen(session, needs, options));
    for (const { id, tap } of needs) {
      const delivered =
        tap.point !== "output" ? undefined : tap.strip === "mix" ? mixBounce : tap.strip === "master" ? masterBounce : undefined;
      const answer = answers.get(id);
      if (delivered && answer) answers.set(id, { ...answer, measurement: delivered.measurement, history: delivered.history });
    }
    return answers;
  };
}

/** The mix and, unless the road ends there, the master, of one length. */
async function bounceBuses(
  road: Road,
  project: Project,
  frozenMix: FrozenMix,
  where: Omit<BounceOptions, "songFrames">,
  watch: Watch,
): Promise<Bounce[]> {
  const options = { ...where, songFrames: Math.max(0, ...project.session.stems.map((stem) => stem.frames)) };
  const mixPart = partOf(watch, 0, road === "mix" ? 1 : 0.5);
  const frozen =
    road === "mix" ? null : await frozenMix.sessionFor(project.session, watch.signal ? { signal: watch.signal } : {});
  const source = frozen ? { session: frozen, folder: project.folder } : project;
  const mixBounce = await bounce(source, "mix", options, mixPart);
  if (road === "mix") return [mixBounce];
  const masterBounce = await bounce(source, "master", options, partOf(watch, 0.5, 1));
  const frames = Math.min(mixBounce.audio.frames ?? 0, Math.max(masterBounce.audio.frames ?? 0, options.songFrames));
  return [await cutBounce(mixBounce, frames, watch.signal), await cutBounce(masterBounce, frames, watch.signal)];
}

interface FilePlan {
  readonly deliverables: readonly Deliverable[];
  readonly session: string;
  /** Null where a finished mix came in. */
  readonly mix: string | null;
  readonly cue: string | null;
  readonly reportHtml: string;
  readonly reportJson: string;
  /** Everything, relative to OUT. */
  readonly all: readonly string[];
}

function planFiles(road: Road, { session }: Project, { formats }: FinishOptions): FilePlan {
  const names = companionPaths(session.name);
  const deliverables = road === "mix" ? [] : deliverablesOf(session.name, formats);
  const cue = deliverables.some((file) => file.id === "cd44-16") ? names.cue : null;
  const mixFile = road === "master" ? null : names.mix;
  const all = [names.session, mixFile, ...deliverables.map((file) => file.path), cue, names.reportHtml, names.reportJson];
  return { ...names, deliverables, cue, mix: mixFile, all: all.filter((path) => path !== null) };
}

/** Mix, release files and cue sheet. */
async function writeSound(
  plan: FilePlan,
  [mixBounce, masterBounce]: readonly Bounce[],
  folder: string,
  { session }: Project,
  options: FinishOptions,
  watch: Watch,
): Promise<DeliverableReport[]> {
  const tags = { title: session.name };
  if (plan.mix !== null && mixBounce) {
    const format = { format: "wav", bits: 24, seed: session.seed } as const;
    const print = fittedTo(mixBounce.audio, { ...format, sampleRateHz: 48000 });
    await writeStream(print, join(folder, plan.mix), targetOf(format), { tags, ...(watch.signal && { signal: watch.signal }) });
  }
  if (!masterBounce) return [];
  const hasLimiter = session.master.inserts.some((insert) => insert.processor === "limiter" && insert.enabled);
  const ceilingDbtp = hasLimiter ? (options.ceilingDbtp ?? DEFAULT_OPTIONS.ceilingDbtp) : null;
  const reports = await deliver(
    masterBounce.audio,
    plan.deliverables,
    { folder, ceilingDbtp, truePeakDbtp: masterBounce.measurement.truePeakDbtp, tags, seed: session.seed },
    watch,
  );
  const cd = plan.deliverables.find((file) => file.id === "cd44-16");
  if (plan.cue !== null && cd) {
    const sheet = writeCueSheet({ file: cd.fileName, title: session.name, tracks: [{ title: session.name, startFrames: 0 }] });
    await writeFileWhole(join(folder, plan.cue), sheet);
  }
  return reports;
}

/** What is read and must stay as it is: audio, and the session itself where one was opened. */
function inputsOf({ session, folder }: Project): readonly string[] {
  return [
    ...[...session.stems, ...session.references].map(({ path }) => resolvePath(folder, path)),
    join(folder, "session.json"),
  ];
}

function targetsOf(road: Road, options: FinishOptions): { targetLufs: number | null; ceilingDbtp: number } {
  const { targetLufs, ceilingDbtp } = { ...DEFAULT_OPTIONS, ...options };
  return { targetLufs: road === "mix" ? null : targetLufs, ceilingDbtp };
}
