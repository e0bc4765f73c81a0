// What is said of an audio file that was written.
import type { WrittenAudio } from "../../src/node.ts";

export function writtenText(output: string, { frames, bytes, clippedSamples }: WrittenAudio): string {
  const clipped =
    clippedSamples > 0
      ? `\n${clippedSamples} samples were beyond full scale and were cut: lower the level, or write --bits 32.`
      : "";
  return `${output}: ${frames} frames, ${(bytes / 1e6).toFixed(1)} MB${clipped}`;
}
