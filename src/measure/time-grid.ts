// The time grid of every measurement: hops of 10 ms, ten of which make a slot of 100 ms.
// A momentary grid of 100 ms would miss test 13 of EBU Tech 3341 (bursts at multiples of 20 ms).

export const HOPS_PER_SECOND = 100;
export const HOPS_PER_SLOT = 10;
export const SLOTS_PER_SECOND = 10;

/** First frame of a hop. Rates that 100 does not divide get hops that differ by one frame and never drift. */
export function hopStart(hop: number, sampleRateHz: number): number {
  return Math.floor((hop * sampleRateHz) / HOPS_PER_SECOND);
}

/** First frame of a slot. */
export function slotStart(slot: number, sampleRateHz: number): number {
  return hopStart(slot * HOPS_PER_SLOT, sampleRateHz);
}

/** No slot is longer than this. */
export function maxSlotFrames(sampleRateHz: number): number {
  return Math.ceil(sampleRateHz / SLOTS_PER_SECOND) + 1;
}
