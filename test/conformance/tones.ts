// Test signals of the standards, made from their text: steps of sine tones in phase on all channels, silence between.

/** One stretch: level of the sine's crest in dBFS (-Infinity: silence) and how long. */
export interface Stretch {
  readonly dbfs: number;
  readonly s: number;
}

/** A sine of `hz` through all stretches, its phase running on. */
export function toneSteps(rate: number, hz: number, stretches: readonly Stretch[]): Float32Array {
  const ends: number[] = [];
  let seconds = 0;
  for (const { s } of stretches) ends.push(Math.round((seconds += s) * rate));
  const out = new Float32Array(ends.at(-1) ?? 0);
  let from = 0;
  stretches.forEach(({ dbfs }, index) => {
    const amplitude = dbfs === -Infinity ? 0 : 10 ** (dbfs / 20);
    const to = ends[index] ?? from;
    for (let frame = from; frame < to; frame++) out[frame] = amplitude * Math.sin((2 * Math.PI * hz * frame) / rate);
    from = to;
  });
  return out;
}

/** The same samples on `channels` channels. */
export function onAll(signal: Float32Array, channels: number): Float32Array[] {
  return Array.from({ length: channels }, () => signal);
}
