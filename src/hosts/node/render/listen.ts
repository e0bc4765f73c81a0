// How steps hear in Node: renders the session once with a probe at every tap that is asked for.
import type { Heard, Listen, ListenOptions, Need } from "../../../course/listen.ts";
import type { Session } from "../../../session/schema.ts";
import { planSession } from "../../../engine/plan-session.ts";
import type { FrozenMix } from "./frozen-mix.ts";
import { renderSession, type RenderProbe } from "./render-session.ts";

export interface ListenHost {
  /** Relative paths of stems begin here. */
  readonly baseFolder: string;
  readonly workers?: number;
  /** Where it is given, the mix is rendered once for all listening to the master. */
  readonly frozenMix?: FrozenMix;
}

/** Answers of taps before a track's strip, which no step can change. */
const HELD_INPUTS = 512;

/**
 * A `Listen` for sessions in one folder. What a stem sounds like before its strip is measured once and then remembered as long
 * as the function lives. A need without a section hears the song to the end of its last stem.
 */
export function createListen(host: ListenHost): Listen {
  const inputs = new Map<string, Heard>();
  const listen: Listen = async (given, needs, options = {}) => {
    const session = (await frozenFor(host, given, needs, options)) ?? given;
    const songFrames = needs.every((need) => need.section)
      ? 0
      : planSession(session, { taps: needs.map((need) => need.tap) }).songFrames;
    const answers = new Map<string, Heard>();
    const open: { readonly probe: RenderProbe; readonly key: string; readonly needs: Need[]; readonly held: string | null }[] =
      [];
    for (const need of needs) {
      const probe = probeFor(session, need, songFrames);
      const held = inputKey(session, probe);
      const known = held === null ? undefined : inputs.get(held);
      if (known) {
        answers.set(need.id, known);
        continue;
      }
      const key = JSON.stringify(probe);
      const same = open.find((one) => one.key === key);
      if (same) same.needs.push(need);
      else open.push({ probe, key, needs: [need], held });
    }
    const heard = await hear(
      host,
      session,
      open.map((one) => one.probe),
      options,
    );
    open.forEach((one, index) => {
      const answer = heard[index] as Heard;
      for (const need of one.needs) answers.set(need.id, answer);
      if (one.held === null) return;
      if (inputs.size >= HELD_INPUTS) inputs.delete(inputs.keys().next().value as string);
      inputs.set(one.held, answer);
    });
    return answers;
  };
  return listen;
}

/** The session with its mix rendered already, where only the master is listened to. */
async function frozenFor(
  host: ListenHost,
  session: Session,
  needs: readonly Need[],
  options: ListenOptions,
): Promise<Session | null> {
  if (!host.frozenMix || needs.length === 0 || needs.some((need) => need.tap.strip !== "master" || need.section)) return null;
  return host.frozenMix.sessionFor(session, options);
}

function probeFor(session: Session, { tap, section }: Need, songFrames: number): RenderProbe {
  if (!section) return { tap, fromFrame: 0, toFrame: songFrames };
  const fromFrame = Math.max(0, Math.round(section.fromS * session.sampleRateHz));
  return { tap, fromFrame, toFrame: Math.max(fromFrame, Math.round(section.toS * session.sampleRateHz)) };
}

/** What an input depends on; null for everything that a strip or bus has changed. */
function inputKey(session: Session, { tap, fromFrame, toFrame }: RenderProbe): string | null {
  const track = tap.point === "input" ? session.tracks.find((one) => one.id === tap.strip) : undefined;
  const stem = track && session.stems.find((one) => one.id === track.stemId);
  if (!track || !stem) return null;
  return JSON.stringify([stem.contentHash || stem.path, stem.frames, track.regions, session.sampleRateHz, fromFrame, toFrame]);
}

async function hear(
  host: ListenHost,
  session: Session,
  probes: readonly RenderProbe[],
  { onProgress, signal }: ListenOptions,
): Promise<Heard[]> {
  if (probes.length === 0) return [];
  const fromFrame = Math.min(...probes.map((probe) => probe.fromFrame));
  const toFrame = Math.max(...probes.map((probe) => probe.toFrame));
  const render = renderSession({
    session,
    baseFolder: host.baseFolder,
    taps: [],
    probes,
    fromFrame,
    toFrame,
    ...(host.workers !== undefined && { workers: host.workers }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  for (;;) {
    const { done, value } = await render.next();
    if (done) return value;
  }
}
