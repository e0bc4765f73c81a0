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

const LOUDER_FRAMES = 153604;
const LOUDER_FADE = 4800;
const LOUDER_CENTRE = 4 * 72482;
const LOUDER_HALF_PERIOD = 8;

/** At 192 kHz: 24 samples a period at 0.5, then one period of 16 samples at 1.0, then 0.5 again from phase 0. */
function louderSource(index: number): number {
  const from = LOUDER_CENTRE - LOUDER_HALF_PERIOD;
  const to = LOUDER_CENTRE + LOUDER_HALF_PERIOD;
  if (index < from) return 0.5 * Math.sin((2 * Math.PI * (index - from)) / 24);
  if (index < to) return Math.sin((2 * Math.PI * (index - from)) / 16);
  return 0.5 * Math.sin((2 * Math.PI * (index - to)) / 24);
}

/** EBU Tech 3341, cases 20 to 23: a steep linear-phase low-pass at 24 kHz, then every fourth sample from `offset` (0 to 3) on; 48 kHz. */
export function louderPeriod(offset: number): Float32Array {
  const half = 512;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, index) => {
    const u = index - half;
    const window = 0.42 + 0.5 * Math.cos((Math.PI * u) / half) + 0.08 * Math.cos((2 * Math.PI * u) / half);
    return (u === 0 ? 0.25 : Math.sin((Math.PI * u) / 4) / (Math.PI * u)) * window;
  });
  // Away from the louder period the low-pass leaves a steady sine as it is: only the frames around it need the sum.
  return Float32Array.from({ length: LOUDER_FRAMES }, (_, frame) => {
    const centre = 4 * frame + offset;
    const fade = Math.min(1, frame / LOUDER_FADE, (LOUDER_FRAMES - 1 - frame) / LOUDER_FADE);
    if (Math.abs(centre - LOUDER_CENTRE) > half + 2 * LOUDER_HALF_PERIOD) return fade * louderSource(centre);
    let sum = 0;
    for (let tap = -half; tap <= half; tap++) sum += (taps[tap + half] ?? 0) * louderSource(centre + tap);
    return sum;
  });
}
