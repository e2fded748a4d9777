import type { BooleanVector, DoubleVector, Int32Vector, Int64Vector } from '../columns/column-vector.js';

/** How many of the rows have a value. */
export function countPresent(present: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let row = from; row < to; row++) count += present[row] as number;
  return count;
}

/** Values of rows without those of nulls. Reused: what a call returns is good until the next one. */
export class PresentValues {
  private words = new Int32Array(0);
  private flags = new Uint8Array(0);

  /** Values of 4 or 8 bytes as words, the low one first. */
  wordsOf(
    vector: Int32Vector | Int64Vector | DoubleVector,
    from: number,
    to: number,
    count: number,
  ): Int32Array {
    const { buffer, BYTES_PER_ELEMENT } = vector.values;
    const each = BYTES_PER_ELEMENT / 4;
    const all = new Int32Array(buffer, from * BYTES_PER_ELEMENT, (to - from) * each);
    if (count === to - from) return all;
    if (this.words.length < count * each) this.words = new Int32Array(count * each);
    const { words } = this;
    const { present } = vector;
    let at = 0;
    for (let row = from; row < to; row++) {
      if (present[row] === 0) continue;
      const place = (row - from) * each;
      words[at++] = all[place] as number;
      if (each === 2) words[at++] = all[place + 1] as number;
    }
    return words.subarray(0, at);
  }

  /** A byte a value. */
  flagsOf({ values, present }: BooleanVector, from: number, to: number, count: number): Uint8Array {
    if (count === to - from) return values.subarray(from, to);
    if (this.flags.length < count) this.flags = new Uint8Array(count);
    let at = 0;
    for (let row = from; row < to; row++) if (present[row] === 1) this.flags[at++] = values[row] as number;
    return this.flags.subarray(0, at);
  }
}
