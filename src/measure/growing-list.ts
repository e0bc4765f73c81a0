// A list of numbers that grows: eight bytes a value, no boxing.

/** Appends in amortised constant time. */
export class GrowingList {
  length = 0;
  #values = new Float64Array(256);

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  /** All values of an array, at most 256. */
  append(values: Float64Array): void {
    const length = this.length + values.length;
    if (length > this.#values.length) this.#grow();
    this.#values.set(values, this.length);
    this.length = length;
  }

  /** The value at an index; 0 outside. */
  at(index: number): number {
    return index < this.length ? (this.#values[index] ?? 0) : 0;
  }

  /** Sum of the values from `from` up to, not including, `to`. */
  sum(from: number, to: number): number {
    let total = 0;
    const values = this.#values;
    const end = Math.min(to, this.length);
    for (let index = Math.max(0, from); index < end; index++) total += values[index] ?? 0;
    return total;
  }

  /** Today's values, not a copy. */
  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#values.length);
    larger.set(this.#values);
    this.#values = larger;
  }
}
