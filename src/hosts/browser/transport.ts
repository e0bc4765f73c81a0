// What the three threads tell each other without a message: play, where to, how far, what went missing. Numbers in shared memory.

/** Main: 1 while the song shall sound. The worklet sets it to 0 at the end. */
export const PLAYING = 0;
/** Main: raised by every seek, after SEEK_BLOCK. */
export const SEEK_EPOCH = 1;
/** Main: the block to go to. */
export const SEEK_BLOCK = 2;
/** Worklet: the seek it has followed. Until the feeder has too, it does not touch the rings. */
export const WORKLET_EPOCH = 3;
/** Feeder: the seek it has followed; the rings hold enough to begin. */
export const FEEDER_EPOCH = 4;
/** Worklet: the block that is computed next. Feeders sleep on it. */
export const BLOCK = 5;
/** Worklet: blocks of silence because a ring was empty. The song did not advance in them. */
export const STARVED = 6;
/** Worklet: 1 once the song and its tail have been played. */
export const ENDED = 7;
/** Worklet: 1 while two plans sound. */
export const CHANGING = 8;
/** Worklet: milliseconds spent computing. Each block is read off a clock of 1 ms; over many of them it averages out. */
export const BUSY_MS = 9;
/** Main: 1 to end the feeder. */
export const CLOSED = 10;
const COUNT = 11;

/** Main thread; allocates. At block 0, paused, nothing fed yet. */
export function createTransport(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(COUNT * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(memory)[FEEDER_EPOCH] = -1;
  return memory;
}
