// Signals for the tests of this folder: seeded, made on the spot.

/** White noise, uniform in -1…+1, the same for a seed everywhere. */
export function noise(length: number, seed: number): Float32Array {
  let state = Math.imul(seed, 2654435761) | 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** A steady sine. */
export function sine(length: number, hz: number, rate: number, amplitude = 1, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, frame) => amplitude * Math.sin((2 * Math.PI * hz * frame) / rate + phase));
}

/** Every sample times `gain`. */
export function times(signal: Float32Array, gain: number): Float32Array {
  return signal.map((value) => value * gain);
}
