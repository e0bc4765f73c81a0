// The AudioWorklet: a thin shell around EngineRunner. Runs where there is no atob, fetch, TextDecoder, performance or setTimeout.
import type { Plan } from "../../engine/plan.ts";
import { EngineRunner, type RunnerSetup } from "./engine-runner.ts";
import type { MeterLayout } from "./meter-ring.ts";
import { PROCESSOR_NAME } from "./processor-name.ts";

/** What the main thread posts. */
export type ToWorklet = { readonly plan: Plan } | { readonly settle: true };
/** What the worklet posts, never from process(). */
export type FromWorklet = { readonly layout: MeterLayout } | { readonly failure: string };

// The globals of AudioWorkletGlobalScope that are used here: their declarations can't stand beside those of the DOM.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: AudioWorkletNodeOptions) => object): void;

class EngineProcessor extends AudioWorkletProcessor {
  #runner: EngineRunner | null = null;

  constructor({ processorOptions }: AudioWorkletNodeOptions) {
    super();
    this.#say(() => {
      this.#runner = new EngineRunner(processorOptions as RunnerSetup);
      return this.#runner.settle();
    });
    this.port.addEventListener("message", ({ data }: MessageEvent<ToWorklet>) => {
      this.#say(() => {
        if ("plan" in data) this.#runner?.setPlan(data.plan);
        return this.#runner?.settle();
      });
    });
    this.port.start();
  }

  process(_inputs: unknown, [output]: Float32Array[][]): boolean {
    const [left, right] = output ?? [];
    if (this.#runner && left && right) this.#runner.render(left, right);
    return true;
  }

  /** Posts what comes of it: errors in a worklet are lost otherwise. */
  #say(does: () => MeterLayout | undefined): void {
    try {
      const layout = does();
      if (layout) this.port.postMessage({ layout } satisfies FromWorklet);
    } catch (error) {
      this.port.postMessage({ failure: error instanceof Error ? error.message : String(error) } satisfies FromWorklet);
    }
  }
}

registerProcessor(PROCESSOR_NAME, EngineProcessor);
