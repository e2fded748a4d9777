import { lineFeed } from '../byte-window.js';

/** The bytes at which a field may end, a line feed always among them; at most four. */
export class StopBytes {
  /** By byte: 1 where a field may end. */
  readonly table = new Uint8Array(256);
  /** Each of the four, four times over, to be compared with four bytes at once. */
  readonly words: readonly [number, number, number, number];

  constructor(bytes: readonly number[]) {
    const all = [...new Set([lineFeed, ...bytes.filter((byte) => byte >= 0)])];
    for (const byte of all) this.table[byte] = 1;
    const word = (index: number) => Math.imul(all[index] ?? lineFeed, 0x01010101);
    this.words = [word(0), word(1), word(2), word(3)];
  }
}
