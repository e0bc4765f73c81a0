// A stream that is measured while it passes.
import { createMeter, type Measurement, type MeasurementHistory, type Meter } from "../../../measure/index.ts";
import type { AudioStream } from "./stream.ts";

export interface MeasuredStream extends AudioStream {
  /** What passed in the last complete pass. @throws Error before one */
  measurement(): Measurement;
  history(): MeasurementHistory;
}

/** Hands every chunk on as it is. */
export function measured(source: AudioStream): MeasuredStream {
  let meter: Meter | null = null;
  const finished = (): Meter => {
    if (!meter) throw new Error("Nothing has passed the meter yet.");
    return meter;
  };
  return {
    sampleRateHz: source.sampleRateHz,
    channels: source.channels,
    frames: source.frames,
    async *chunks(signal) {
      const running = createMeter({ sampleRateHz: source.sampleRateHz, channels: source.channels });
      for await (const planar of source.chunks(signal)) {
        running.push(planar);
        yield planar;
      }
      meter = running;
    },
    measurement: () => finished().result(),
    history: () => finished().history(),
  };
}

/** Goes through a stream only to measure it. */
export async function measureStream(
  source: AudioStream,
  signal?: AbortSignal,
): Promise<{ measurement: Measurement; history: MeasurementHistory }> {
  const stream = measured(source);
  for await (const _ of stream.chunks(signal));
  return { measurement: stream.measurement(), history: stream.history() };
}
