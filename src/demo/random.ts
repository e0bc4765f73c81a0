// Seeded chance for the demo song: one small generator, forked by name so that parts never disturb each other.

/** A stream of numbers that a seed and a name fix for good. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x5bd1e995) | 0;
    for (let i = 0; i < 4; i++) this.next();
  }

  /** Uniform in 0 (in) to 1 (out). */
  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
  }

  /** Uniform in -1 to +1: one sample of white noise. */
  bipolar(): number {
    return this.next() * 2 - 1;
  }

  /** Bell-shaped around 0, never beyond ±1; standard deviation about 0.41. */
  bell(): number {
    return (this.bipolar() + this.bipolar()) / 2;
  }

  /** Whole number from `low` to `high`, both in. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    const chosen = list[Math.floor(this.next() * list.length)];
    if (chosen === undefined) throw new Error("Random.pick: the list is empty. Give it at least one entry.");
    return chosen;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

/** The stream that belongs to one name (a stem, a part) of the song with this seed. */
export function randomFor(seed: number, name: string): Random {
  let hash = 0x811c9dc5 ^ Math.imul(seed | 0, 0x85ebca6b);
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return new Random(hash);
}
