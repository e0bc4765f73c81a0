// The main thread's side: makes a plan of the session, starts feeder and worklet, plays, pauses, seeks, reads meters.
import { planSession } from "../../engine/plan-session.ts";
import type { Plan } from "../../engine/plan.ts";
import { kernelBytes } from "../../kernels/kernels.ts";
import { findDeclaration } from "../../processors/catalog.ts";
import type { Session } from "../../session/schema.ts";
import { BLOCK_FRAMES } from "../../units/blocks.ts";
import { BrowserError, missingInBrowser } from "./browser-needs.ts";
import { endBlock, type RunnerSetup } from "./engine-runner.ts";
import type { FromWorklet, ToWorklet } from "./engine-worklet.ts";
import type { FeederMessage, FeederTask } from "./feeder-worker.ts";
import { createMeters, MeterReader, type MeterReadings, meterValues } from "./meter-ring.ts";
import { PROCESSOR_NAME } from "./processor-name.ts";
import { createRing, type RingMemory } from "./ring.ts";
import { createTap, readTap } from "./tap-recorder.ts";
import {
  BLOCK,
  BUSY_MS,
  CHANGING,
  CLOSED,
  createTransport,
  ENDED,
  PLAYING,
  SEEK_BLOCK,
  SEEK_EPOCH,
  STARVED,
} from "./transport.ts";

export interface PlayerOptions {
  readonly session: Session;
  /** The file of every stem, by stem id. */
  readonly stems: ReadonlyMap<string, Blob>;
  /** Where the bundled `engine-worklet.ts` and `feeder-worker.ts` are: the page knows, its bundler made them. */
  readonly workletUrl: string | URL;
  readonly feederUrl: string | URL;
  /** A stem that can't be read further, or an engine that can't go on. The player has paused. */
  readonly onFailure?: (message: string) => void;
  /** Records so many frames of what is played, for tests. */
  readonly tapFrames?: number;
}

export interface PlayerCounters {
  /** Blocks of silence since the start because a stem was not there in time. */
  readonly starvedBlocks: number;
  /** Milliseconds of computing in the audio thread since the start. */
  readonly busyMs: number;
}

export interface Player {
  readonly sampleRateHz: number;
  /** Frames of the song and of its tail. */
  readonly frames: number;
  /** Frame of the song that is being computed; the ear is about 40 ms behind. */
  readonly frame: number;
  readonly state: "playing" | "paused" | "ended";
  readonly counters: PlayerCounters;
  /** Call it from a click: browsers keep silent otherwise. From the start again where the song has ended. */
  play(): Promise<void>;
  /** Fades out within a block. */
  pause(): void;
  /** To the block that holds this frame. Processors begin there as at a song's start: reverbs are empty. */
  seek(frame: number): void;
  /** Goes over to an edited session of the same stems, without a click. @throws PlanError, BrowserError */
  setSession(session: Session): void;
  /** Everything since the last call. */
  readMeters(): MeterReadings;
  /** What was played so far, where `tapFrames` was given. */
  readTap(): [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>];
  close(): Promise<void>;
}

/** Room for strips and inserts that are added while the player runs. */
const SPARE_METER_VALUES = 512;
const SETTLE_POLL_MS = 50;
/** How long a feeder may take to clear its files away. */
const CLOSE_TIMEOUT_MS = 1000;

/** Starts reading the stems at once. @throws BrowserError, PlanError */
export async function createPlayer(options: PlayerOptions): Promise<Player> {
  const missing = missingInBrowser();
  if (missing) throw missing;
  const { session, stems, workletUrl, feederUrl } = options;
  const plan = planFor(session, new Set(stems.keys()));
  const module = await WebAssembly.compile(kernelBytes());
  const context = new AudioContext({ sampleRate: plan.sampleRateHz });
  try {
    await context.audioWorklet.addModule(workletUrl);
  } catch (error) {
    await context.close();
    throw new BrowserError(`The audio worklet can't be loaded (${String(error)})`, "Load the page again.");
  }
  return new WorkletPlayer(options, { plan, module, context, feeder: new Worker(feederUrl, { type: "module" }) });
}

interface Parts {
  readonly plan: Plan;
  readonly module: WebAssembly.Module;
  readonly context: AudioContext;
  readonly feeder: Worker;
}

class WorkletPlayer implements Player {
  readonly sampleRateHz: number;
  readonly #stems: ReadonlySet<string>;
  readonly #context: AudioContext;
  readonly #feeder: Worker;
  readonly #node: AudioWorkletNode;
  readonly #transport: Int32Array;
  readonly #meters: MeterReader;
  readonly #tap: SharedArrayBuffer | null;
  #plan: Plan;
  #feederClosed: () => void = () => undefined;
  #settling: ReturnType<typeof setInterval> | undefined;

  constructor({ session, stems, onFailure, tapFrames }: PlayerOptions, { plan, module, context, feeder }: Parts) {
    const transport = createTransport();
    const rings = Object.fromEntries(session.stems.map((stem): [string, RingMemory] => [stem.id, createRing()]));
    const meters = createMeters(2 * meterValues(plan.strips.length, readingsOf(plan)) + SPARE_METER_VALUES);
    this.sampleRateHz = plan.sampleRateHz;
    this.#stems = new Set(stems.keys());
    this.#plan = plan;
    this.#context = context;
    this.#feeder = feeder;
    this.#transport = new Int32Array(transport);
    this.#meters = new MeterReader(meters, BLOCK_FRAMES);
    this.#tap = tapFrames ? createTap(tapFrames) : null;
    const fail = (message: string): void => {
      this.pause();
      onFailure?.(message);
    };
    feeder.addEventListener("message", ({ data }: MessageEvent<FeederMessage>) => {
      if ("failure" in data) fail(data.failure);
      else this.#feederClosed();
    });
    feeder.addEventListener("error", ({ message }) => fail(`The stems can't be read: ${message}. Load the page again.`));
    feeder.postMessage({
      module,
      sampleRateHz: plan.sampleRateHz,
      stems: session.stems.map(({ id, path }) => ({ name: path, file: stems.get(id) as Blob, ring: rings[id] as RingMemory })),
      transport,
    } satisfies FeederTask);
    this.#node = new AudioWorkletNode(context, PROCESSOR_NAME, {
      numberOfInputs: 0,
      outputChannelCount: [2],
      processorOptions: { module, plan, rings, transport, meters, tap: this.#tap } satisfies RunnerSetup,
    });
    this.#node.port.addEventListener("message", ({ data }: MessageEvent<FromWorklet>) => {
      if ("failure" in data) return fail(data.failure);
      this.#meters.setLayout(data.layout);
      if (Atomics.load(this.#transport, CHANGING) === 1) this.#settling ??= setInterval(() => this.#settle(), SETTLE_POLL_MS);
    });
    this.#node.port.start();
    this.#node.addEventListener("processorerror", () => fail("The engine has stopped. Load the page again."));
    this.#node.connect(context.destination);
  }

  get frames(): number {
    return this.#plan.songFrames + this.#plan.tailFrames;
  }

  get frame(): number {
    const latency = this.#plan.taps[0]?.latencyFrames ?? 0;
    return Math.min(this.frames, Math.max(0, Atomics.load(this.#transport, BLOCK) * BLOCK_FRAMES - latency));
  }

  get state(): Player["state"] {
    if (Atomics.load(this.#transport, PLAYING) === 1) return "playing";
    return Atomics.load(this.#transport, ENDED) === 1 ? "ended" : "paused";
  }

  get counters(): PlayerCounters {
    return {
      starvedBlocks: Atomics.load(this.#transport, STARVED),
      busyMs: Atomics.load(this.#transport, BUSY_MS),
    };
  }

  async play(): Promise<void> {
    if (this.state === "ended") this.seek(0);
    Atomics.store(this.#transport, PLAYING, 1);
    await this.#context.resume();
  }

  pause(): void {
    Atomics.store(this.#transport, PLAYING, 0);
  }

  seek(frame: number): void {
    const block = Math.floor(Math.min(Math.max(0, frame) / BLOCK_FRAMES, endBlock(this.#plan)));
    Atomics.store(this.#transport, SEEK_BLOCK, block);
    Atomics.add(this.#transport, SEEK_EPOCH, 1);
    Atomics.store(this.#transport, ENDED, 0);
  }

  setSession(session: Session): void {
    const plan = planFor(session, this.#stems);
    if (plan.sampleRateHz !== this.sampleRateHz)
      throw new BrowserError("The session's sample rate has changed", "Open the session again.");
    this.#plan = plan;
    this.#post({ plan });
  }

  readMeters(): MeterReadings {
    return this.#meters.read();
  }

  readTap(): [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>] {
    if (!this.#tap) throw new Error("The player was made without a tap: give tapFrames.");
    return readTap(this.#tap);
  }

  async close(): Promise<void> {
    clearInterval(this.#settling);
    const feederClosed = new Promise<void>((resolve) => {
      this.#feederClosed = resolve;
      setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    Atomics.store(this.#transport, CLOSED, 1);
    Atomics.notify(this.#transport, BLOCK);
    this.#node.disconnect();
    this.#node.port.close();
    await this.#context.close();
    await feederClosed;
    this.#feeder.terminate();
  }

  /** Once the new plan sounds alone, the worklet shows its meters and frees what the old one used. */
  #settle(): void {
    if (Atomics.load(this.#transport, CHANGING) === 1) return;
    clearInterval(this.#settling);
    this.#settling = undefined;
    this.#post({ settle: true });
  }

  #post(message: ToWorklet): void {
    this.#node.port.postMessage(message);
  }
}

/** The session's plan with meters; every stem must have its file, also where its track is muted now. */
function planFor(session: Session, stems: ReadonlySet<string>): Plan {
  const missing = session.stems.filter((stem) => !stems.has(stem.id)).map((stem) => stem.path);
  if (missing.length > 0)
    throw new BrowserError(`Stems are missing: ${missing.join(", ")}`, "Pick the folder that holds the stems and the session.");
  return planSession(session, { levels: true });
}

/** Readings of all inserts of a plan. */
function readingsOf({ strips }: Plan): number {
  const stages = strips.flatMap((strip) => strip.stages);
  const inserts = stages.flatMap((stage) => (stage.kind === "inserts" ? stage.inserts : []));
  return inserts.reduce((sum, { processor }) => sum + (findDeclaration(processor)?.meters.length ?? 0), 0);
}
