// A processor at its place in a strip, with the parameters that automation moves.
import type { Kernels } from "../kernels/kernels.ts";
import type { StereoBlock } from "../processors/processor.ts";
import { type AnyProcessor, createProcessor } from "../processors/registry.ts";
import { laneValueAt } from "./automation.ts";
import type { PlannedInsert, PlannedParams } from "./plan.ts";

export class RunningInsert {
  readonly processor: AnyProcessor;
  #insert: PlannedInsert;
  #params: PlannedParams;

  constructor(kernels: Kernels, insert: PlannedInsert, sampleRateHz: number, frame: number) {
    this.#insert = insert;
    this.#params = copyParams(insert.params);
    this.#moveTo(frame);
    this.processor = createProcessor(insert.processor, kernels);
    this.processor.prepare(sampleRateHz, this.#params);
  }

  get isAutomated(): boolean {
    return this.#insert.lanes.length > 0;
  }

  /** Goes on with the parameters of the next plan. */
  redefine(insert: PlannedInsert, frame: number): void {
    this.#insert = insert;
    this.#params = copyParams(insert.params);
    this.#moveTo(frame);
    this.processor.update(this.#params);
  }

  /** Automation at the start of a block. */
  automate(frame: number): void {
    if (this.#moveTo(frame)) this.processor.update(this.#params);
  }

  /** As at the start of a song that begins at `frame`. */
  restart(frame: number): void {
    if (this.#moveTo(frame)) this.processor.update(this.#params);
    this.processor.reset();
  }

  process(block: StereoBlock, frames: number, key: StereoBlock | null): void {
    this.processor.process(block, frames, key);
  }

  /** Writes the lanes' values into the parameters. True when one of them has changed. */
  #moveTo(frame: number): boolean {
    let changed = false;
    for (const { name, item, lane } of this.#insert.lanes) {
      const value = laneValueAt(lane, frame - this.#insert.latencyFrames) as number;
      const list = item ? this.#params[name] : undefined;
      const owner = item ? (list as PlannedParams[])[item.index] : this.#params;
      const field = item ? item.field : name;
      if (!owner || owner[field] === value) continue;
      owner[field] = value;
      changed = true;
    }
    return changed;
  }
}

function copyParams(params: PlannedParams): PlannedParams {
  const copy: PlannedParams = {};
  for (const [name, value] of Object.entries(params)) {
    copy[name] = Array.isArray(value) ? value.map((item) => ({ ...item })) : value;
  }
  return copy;
}
