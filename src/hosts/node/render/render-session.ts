// Offline rendering: tracks in worker threads, buses and sums on the calling thread, audio handed out chunk by chunk.
// The samples do not depend on the number of threads, and memory does not grow with the length of the song.
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { Heard, Tap } from "../../../course/listen.ts";
import { cutPlan, shareTracks } from "../../../engine/cut.ts";
import type { Plan } from "../../../engine/plan.ts";
import { planSession } from "../../../engine/plan-session.ts";
import { compileKernels } from "../../../kernels/kernels.ts";
import type { Session } from "../../../session/schema.ts";
import { BLOCK_FRAMES } from "../../../units/blocks.ts";
import { CHUNK_BLOCKS } from "./chunk-lane.ts";
import { PartRunner } from "./part-runner.ts";
import { PartThread } from "./part-thread.ts";
import { prepareStems } from "./prepare-stems.ts";
import type { ProbeRequest } from "./probe.ts";
import type { StemFile } from "./stem-files.ts";
import { TapStream } from "./tap-stream.ts";

export interface RenderRequest {
  readonly session: Session;
  /** Relative paths of stems begin here. */
  readonly baseFolder: string;
  /** What is handed out; the master's output when left out. */
  readonly taps?: readonly Tap[];
  /** What is measured where it is computed. */
  readonly probes?: readonly RenderProbe[];
  /** First frame of the song; 0 when left out. */
  readonly fromFrame?: number;
  /** Frame after the last; the end of the last stem and of its tail when left out. */
  readonly toFrame?: number;
  /** Seconds computed before `fromFrame`, so that reverbs and compressors are where they would be; 5 when left out. */
  readonly preRollS?: number;
  /** Worker threads; as many as the machine has processors when left out. 0 renders on the calling thread alone. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** 0..1; decoding stems that are not in the cache is part of it. */
  readonly onProgress?: (share: number) => void;
}

export interface RenderProbe {
  readonly tap: Tap;
  readonly fromFrame: number;
  readonly toFrame: number;
}

/** Audio of one tap. The arrays are the caller's to keep. */
export interface RenderChunk {
  /** Index among the request's taps. */
  readonly tap: number;
  /** Frame of the song; latency is already taken off. */
  readonly fromFrame: number;
  readonly frames: number;
  readonly channels: readonly [Float32Array, Float32Array];
}

/** The length of a session when rendered to its end: song and tail. */
export function sessionFrames(session: Session): number {
  const plan = planSession(session);
  return plan.songFrames + plan.tailFrames;
}

const MASTER: readonly Tap[] = [{ strip: "master", point: "output" }];
const PRE_ROLL_S = 5;
/** Share of the progress that goes to making stems ready. */
const PREPARE_SHARE = 0.1;

/**
 * Renders. Chunks of one tap come in order and without gaps; chunks of different taps come as they are ready. Returns what the
 * probes heard. @throws PlanError, AudioFileError
 */
export async function* renderSession(request: RenderRequest): AsyncGenerator<RenderChunk, Heard[]> {
  const { session, taps = MASTER, probes = [], fromFrame = 0, signal, onProgress } = request;
  const plan = planSession(session, { taps: [...taps, ...probes.map((probe) => probe.tap)] });
  const toFrame = Math.max(fromFrame, request.toFrame ?? plan.songFrames + plan.tailFrames);
  const workers = request.workers ?? availableParallelism();
  const stems = await prepareStems(session, stemsOf(plan), {
    baseFolder: request.baseFolder,
    workers,
    signal,
    onProgress: onProgress && ((share) => onProgress(PREPARE_SHARE * share)),
  });
  const preRollFrames = (request.preRollS ?? PRE_ROLL_S) * session.sampleRateHz;
  const startFrame = Math.max(0, Math.floor((fromFrame - preRollFrames) / BLOCK_FRAMES) * BLOCK_FRAMES);
  const latest = Math.max(0, ...plan.taps.map((tap) => tap.latencyFrames));
  const blocks = Math.ceil((toFrame + latest - startFrame) / BLOCK_FRAMES);

  const render = new Render(plan, stems, { startFrame, blocks, workers, streams: taps.length, probes });
  const ready: RenderChunk[] = [];
  const streams = plan.taps
    .slice(0, taps.length)
    .map(
      (tap, index) =>
        new TapStream(fromFrame - startFrame + tap.latencyFrames, fromFrame, toFrame, (left, right, frames, at) =>
          ready.push({ tap: index, fromFrame: at, frames, channels: [left.slice(0, frames), right.slice(0, frames)] }),
        ),
    );
  try {
    for (let chunk = 0; chunk * CHUNK_BLOCKS < blocks; chunk++) {
      signal?.throwIfAborted();
      await render.chunk(chunk, streams);
      onProgress?.(PREPARE_SHARE + (1 - PREPARE_SHARE) * Math.min(1, ((chunk + 1) * CHUNK_BLOCKS) / blocks));
      yield* ready.splice(0);
      await setImmediate();
    }
    return await render.heard();
  } finally {
    await render.stop();
  }
}

function stemsOf(plan: Plan): Set<string> {
  return new Set(plan.strips.flatMap((strip) => strip.sources.map((source) => source.stemId)));
}

interface RenderShape {
  readonly startFrame: number;
  readonly blocks: number;
  readonly workers: number;
  /** The first so many taps of the plan are handed out, the others are the probes'. */
  readonly streams: number;
  readonly probes: readonly RenderProbe[];
}

/** The parts at work. */
class Render {
  readonly #shape: RenderShape;
  readonly #threads: PartThread[] = [];
  /** The plan's probe taps that each thread answers, then those answered here. */
  readonly #threadProbes: (readonly number[])[] = [];
  readonly #ownProbes: readonly number[];
  readonly #rest: PartRunner;
  /** For each tap that is handed out, its index among the rest's taps. */
  readonly #outlets: readonly number[];

  constructor(plan: Plan, stems: Readonly<Record<string, StemFile>>, shape: RenderShape) {
    this.#shape = shape;
    const { startFrame, blocks, streams, probes } = shape;
    const probeTaps = new Set(probes.map((_, index) => streams + index));
    const shares = shape.workers > 0 && blocks > 0 ? shareTracks(plan, shape.workers) : [];
    const { parts, rest, restTaps } = cutPlan(plan, shares, probeTaps);
    const asProbe = (tap: number, planTap: number): ProbeRequest => {
      const { strip, point, latencyFrames } = plan.taps[planTap] as Plan["taps"][number];
      const { fromFrame, toFrame } = probes[planTap - streams] as RenderProbe;
      return { tap, strip, latencyFrames, fromFrame, toFrame, inserts: point !== "input" };
    };
    this.#ownProbes = restTaps.filter((tap) => tap >= streams);
    this.#outlets = Array.from({ length: streams }, (_, tap) => restTaps.indexOf(tap));
    this.#rest = new PartRunner({
      plan: rest,
      stems,
      startFrame,
      probes: this.#ownProbes.map((tap) => asProbe(restTaps.indexOf(tap), tap)),
    });
    for (const part of parts) {
      const request = {
        plan: part.plan,
        stems: pick(stems, stemsOf(part.plan)),
        startFrame,
        probes: part.ownTaps.map((tap, index) => asProbe(part.exports + index, tap)),
      };
      this.#threads.push(new PartThread(compileKernels(), request, part.exports, blocks));
      this.#threadProbes.push(part.ownTaps);
    }
  }

  /** Computes one chunk of all parts and hands the taps' blocks to the streams. */
  async chunk(index: number, streams: readonly TapStream[]): Promise<void> {
    const { engine } = this.#rest;
    await Promise.all(this.#threads.map((thread) => thread.chunk(index)));
    let port = 0;
    for (const thread of this.#threads) {
      for (let own = 0; own < thread.exports; own++) thread.read(index, own, engine.importBuffer(port++).array);
      thread.giveBack();
    }
    const blocks = Math.min(CHUNK_BLOCKS, this.#shape.blocks - index * CHUNK_BLOCKS);
    for (let block = 0; block < blocks; block++) {
      engine.setImportBlock(block);
      this.#rest.process();
      for (let tap = 0; tap < streams.length; tap++) {
        (streams[tap] as TapStream).push(engine.tap(this.#outlets[tap] as number).array);
      }
    }
  }

  /** In the order of the request's probes. */
  async heard(): Promise<Heard[]> {
    const heard: Heard[] = [];
    const place = (taps: readonly number[], answers: readonly Heard[]) =>
      taps.forEach((tap, index) => {
        heard[tap - this.#shape.streams] = answers[index] as Heard;
      });
    place(this.#ownProbes, this.#rest.answers());
    for (const [index, thread] of this.#threads.entries()) place(this.#threadProbes[index] ?? [], await thread.heard());
    return heard;
  }

  async stop(): Promise<void> {
    this.#rest.close();
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}

function pick<Value>(from: Readonly<Record<string, Value>>, keys: ReadonlySet<string>): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.has(key)));
}
