import type { BytesVector } from '../columns/bytes-vector.js';
import { bytesOf, type ByteOutput } from './byte-output.js';

/** The distinct values of a column, numbered in the order in which they come first. */
export interface Dictionary {
  readonly size: number;
  /** The numbers of the present values, in row order; good until the next dictionary. */
  readonly indices: Uint16Array;
}

/** So many distinct values at most: an index takes 14 bits. */
const maxEntries = 1 << 14;
const tableBits = 16;
/** From so many distinct values on, a column in which they rarely repeat is given up. */
const firstCheck = 3072;

const mixed = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);

/** Finds out whether a column is better written as a dictionary and indices. Reused: its tables are large. */
export class DictionaryBuilder {
  /** By hash: 1 + number of the value; 0 is free. */
  private readonly table = new Uint16Array(1 << tableBits);
  /** By number: where the value stands in the column. */
  private readonly places = new Uint32Array(maxEntries);
  private readonly hashes = new Int32Array(maxEntries);
  private indices = new Uint16Array(0);

  /**
   * The dictionary of `count` values that stand in `vector` from byte `start` on; undefined when they repeat too
   * seldom for it. Their plain form is appended to `plain`.
   */
  ofTexts(vector: BytesVector, start: number, count: number, plain: ByteOutput): Dictionary | undefined {
    this.begin(count);
    const { table, places, hashes, indices } = this;
    const bytes = vector.bytes;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let size = 0;
    let at = start;
    for (let seen = 0; seen < count; seen++) {
      const length = words.getInt32(at, true);
      const end = at + 4 + length;
      let hash = length;
      let from = at + 4;
      for (; from + 4 <= end; from += 4)
        hash = Math.imul(hash ^ words.getInt32(from, true), 0x1e35a7bd) ^ (hash >>> 15);
      for (; from < end; from++) hash = Math.imul(hash ^ (bytes[from] as number), 0x1e35a7bd);
      hash = mixed(hash);
      let slot = hash >>> (32 - tableBits);
      let entry: number;
      while ((entry = table[slot] as number) !== 0) {
        if (hashes[entry - 1] === hash && isSame(words, bytes, places[entry - 1] as number, at, end)) break;
        slot = (slot + 1) & (table.length - 1);
      }
      if (entry === 0) {
        if (isHopeless(size, seen)) return undefined;
        places[size] = at;
        hashes[size] = hash;
        table[slot] = entry = ++size;
      }
      indices[seen] = entry - 1;
      at = end;
    }
    if (!isWorthIt(size, count)) return undefined;
    for (let number = 0; number < size; number++) {
      const place = places[number] as number;
      plain.append(bytes.subarray(place, place + 4 + words.getInt32(place, true)));
    }
    return { size, indices };
  }

  /** As `ofTexts`, of `count` values of so many words each. */
  ofWords(words: Int32Array, wordsEach: 1 | 2, count: number, plain: ByteOutput): Dictionary | undefined {
    this.begin(count);
    const { table, places, indices } = this;
    const isWide = wordsEach === 2;
    let size = 0;
    for (let seen = 0; seen < count; seen++) {
      const at = seen * wordsEach;
      const low = words[at] as number;
      const high = isWide ? (words[at + 1] as number) : 0;
      const hash = mixed(Math.imul(low, 0x1e35a7bd) ^ high);
      let slot = hash >>> (32 - tableBits);
      let entry: number;
      while ((entry = table[slot] as number) !== 0) {
        const place = places[entry - 1] as number;
        if (words[place] === low && (!isWide || words[place + 1] === high)) break;
        slot = (slot + 1) & (table.length - 1);
      }
      if (entry === 0) {
        if (isHopeless(size, seen)) return undefined;
        places[size] = at;
        table[slot] = entry = ++size;
      }
      indices[seen] = entry - 1;
    }
    if (!isWorthIt(size, count)) return undefined;
    for (let number = 0; number < size; number++) {
      const place = places[number] as number;
      plain.append(bytesOf(words.subarray(place, place + wordsEach)));
    }
    return { size, indices };
  }

  private begin(count: number): void {
    this.table.fill(0);
    if (this.indices.length < count) this.indices = new Uint16Array(count);
  }
}

/** Whether values so far repeat too seldom to look further. */
const isHopeless = (size: number, seen: number): boolean =>
  size === maxEntries || (size >= firstCheck && size * 4 > seen * 3);

const isWorthIt = (size: number, count: number): boolean => size * 4 <= count;

/** Whether the value at `place` equals the one from `at` up to `end`, lengths included. */
function isSame(words: DataView, bytes: Uint8Array, place: number, at: number, end: number): boolean {
  let from = at;
  let other = place;
  for (; from + 4 <= end; from += 4, other += 4)
    if (words.getInt32(from, true) !== words.getInt32(other, true)) return false;
  for (; from < end; from++, other++) if (bytes[from] !== bytes[other]) return false;
  return true;
}
