// Delay of whole frames on the engine's stereo blocks, for latency compensation.
// State: [0] i32 place in the rings, [4] i32 delay in frames, from byte 16 on the ring of the left channel, then that of the right.

const BLOCK_FRAMES = 128;
const HEADER_BYTES: usize = 16;

/** Exchanges `count` floats of two places. */
export function exchange(a: usize, b: usize, count: i32): void {
  let left = count;
  let x = a;
  let y = b;
  for (; left >= 4; left -= 4) {
    const held = v128.load(x);
    v128.store(x, v128.load(y));
    v128.store(y, held);
    x += 16;
    y += 16;
  }
  for (; left > 0; left--) {
    const held = load<f32>(x);
    store<f32>(x, load<f32>(y));
    store<f32>(y, held);
    x += 4;
    y += 4;
  }
}

/** Sets the delay and silences the rings. The state takes 16 + 8 × frames bytes. */
export function mixDelayReset(state: usize, frames: i32): void {
  store<i32>(state, 0);
  store<i32>(state, frames, 4);
  memory.fill(state + HEADER_BYTES, 0, <usize>frames << 3);
}

/** Delays a block in place. The delay is at least one frame. */
export function mixDelay(state: usize, block: usize): void {
  const delay = load<i32>(state, 4);
  const ringLeft = state + HEADER_BYTES;
  const ringRight = ringLeft + (<usize>delay << 2);
  let place = load<i32>(state);
  let done = 0;
  while (done < BLOCK_FRAMES) {
    const run = min(delay - place, BLOCK_FRAMES - done);
    const at = block + (<usize>done << 2);
    const ring = <usize>place << 2;
    exchange(at, ringLeft + ring, run);
    exchange(at + 512, ringRight + ring, run);
    done += run;
    place += run;
    if (place == delay) place = 0;
  }
  store<i32>(state, place);
}
