// A program bound to memory and running processors: the tight loop of the engine.
import type { F32Block, F64Block } from "../kernels/heap.ts";
import type { Kernels } from "../kernels/kernels.ts";
import type { StereoBlock } from "../processors/processor.ts";
import { BLOCK_FRAMES } from "../units/blocks.ts";
import type { RunningGain } from "./gain-bank.ts";
import type { PlannedSource } from "./plan.ts";
import type { Operation, Program } from "./program.ts";
import { shapeRegions, soundsWithin } from "./regions.ts";
import type { RunningInsert } from "./running-insert.ts";

/** Frames of both channels: the left one's first, then the right one's. */
export const BLOCK_SAMPLES = 2 * BLOCK_FRAMES;
const RIGHT_BYTES = BLOCK_FRAMES * 4;

/** Where a track's samples come from. */
export interface BlockSource {
  /**
   * Writes 128 frames of the stem from `startFrame` on into `block`: 128 of the left channel, then 128 of the right (the
   * same for a mono stem). Beyond the stem's end it writes silence. Called in the audio path: no allocation, no waiting.
   */
  read(startFrame: number, block: F32Block): void;
}

/** What a program needs to run, in the order of its lists. */
export interface Bindings {
  readonly buffers: readonly F32Block[];
  readonly sources: readonly BlockSource[];
  readonly gains: readonly RunningGain[];
  readonly delays: readonly F32Block[];
  readonly inserts: readonly RunningInsert[];
  readonly levels: readonly F64Block[];
  /** The chunk of each import; `importBlock` chooses the block in it. */
  readonly imports: readonly F32Block[];
}

const READ = 0;
const IMPORT = 1;
const CLEAR = 2;
const COPY = 3;
const ADD = 4;
const SCALE = 5;
const ADD_SCALED = 6;
const DELAY = 7;
const INSERT = 8;
const LEVEL = 9;
const STRIDE = 4;

export class RunningProgram {
  /** Which block of the imported chunk comes next. */
  importBlock = 0;
  readonly #kernels: Kernels;
  readonly #bindings: Bindings;
  readonly #planned: readonly PlannedSource[];
  readonly #code: Int32Array;
  readonly #blocks: readonly StereoBlock[];
  readonly #automated: readonly RunningInsert[];

  constructor(kernels: Kernels, program: Program, bindings: Bindings) {
    this.#kernels = kernels;
    this.#bindings = bindings;
    this.#planned = program.sources;
    this.#code = Int32Array.from(program.operations.flatMap((operation) => encode(operation, bindings)));
    this.#blocks = bindings.buffers.map(({ ptr }) => ({ left: ptr, right: ptr + RIGHT_BYTES }));
    this.#automated = bindings.inserts.filter((insert) => insert.isAutomated);
  }

  /** Computes the block that begins at `frame` of the engine's time. */
  run(frame: number): void {
    const { gains, inserts } = this.#bindings;
    for (let index = 0; index < this.#automated.length; index++) (this.#automated[index] as RunningInsert).automate(frame);
    const code = this.#code;
    const call = this.#kernels.call;
    for (let at = 0; at < code.length; at += STRIDE) {
      const to = code[at + 1] as number;
      const from = code[at + 2] as number;
      const unit = code[at + 3] as number;
      switch (code[at]) {
        case READ:
          this.#read(unit, to, frame);
          break;
        case IMPORT:
          call.mixCopy(to, from + this.importBlock * BLOCK_SAMPLES * 4);
          break;
        case CLEAR:
          call.mixClear(to);
          break;
        case COPY:
          call.mixCopy(to, from);
          break;
        case ADD:
          call.mixAdd(to, from);
          break;
        case SCALE: {
          const { left, right } = gains[unit] as RunningGain;
          call.mixScale(to, from, left[0] as number, left[1] as number, right[0] as number, right[1] as number);
          break;
        }
        case ADD_SCALED: {
          const { left, right } = gains[unit] as RunningGain;
          call.mixAddScaled(to, from, left[0] as number, left[1] as number, right[0] as number, right[1] as number);
          break;
        }
        case DELAY:
          call.mixDelay(from, to);
          break;
        case INSERT: {
          const key = from < 0 ? null : (this.#blocks[from] as StereoBlock);
          (inserts[unit] as RunningInsert).process(this.#blocks[to] as StereoBlock, BLOCK_FRAMES, key);
          break;
        }
        case LEVEL:
          call.mixLevels(from, to);
          break;
      }
    }
  }

  #read(unit: number, to: number, frame: number): void {
    const planned = this.#planned[unit] as PlannedSource;
    const buffer = this.#bindings.buffers[to] as F32Block;
    if (!soundsWithin(planned, frame, frame + BLOCK_FRAMES)) {
      this.#kernels.call.mixClear(buffer.ptr);
      return;
    }
    (this.#bindings.sources[unit] as BlockSource).read(frame, buffer);
    if (planned.regions) shapeRegions(this.#kernels, planned.regions, frame, buffer.ptr);
  }
}

/** Operation, target, source, unit. Buffers become addresses, except where a view or a pair of pointers is wanted. */
function encode(operation: Operation, bindings: Bindings): [number, number, number, number] {
  const address = (buffer: number) => (bindings.buffers[buffer] as F32Block).ptr;
  switch (operation.do) {
    case "read":
      return [READ, operation.to, 0, operation.source];
    case "import":
      return [IMPORT, address(operation.to), (bindings.imports[operation.port] as F32Block).ptr, 0];
    case "clear":
      return [CLEAR, address(operation.to), 0, 0];
    case "copy":
      return [COPY, address(operation.to), address(operation.from), 0];
    case "add":
      return [ADD, address(operation.to), address(operation.from), 0];
    case "scale":
      return [SCALE, address(operation.to), address(operation.from), operation.gain];
    case "add-scaled":
      return [ADD_SCALED, address(operation.to), address(operation.from), operation.gain];
    case "delay":
      return [DELAY, address(operation.to), (bindings.delays[operation.delay] as F32Block).ptr, 0];
    case "insert":
      return [INSERT, operation.to, operation.key, operation.insert];
    case "level":
      return [LEVEL, (bindings.levels[operation.level] as F64Block).ptr, address(operation.from), 0];
  }
}
