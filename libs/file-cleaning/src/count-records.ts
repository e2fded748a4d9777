import { countLineFeeds } from './count-line-feeds.js';

/**
 * Counts a source's records from its bytes alone. It shares nothing with what cuts, reads and judges them, so
 * that a record lost on the way cannot be lost in the count as well.
 */
export interface RecordCounter {
  push(block: Buffer): void;
  /** Call once, after the last block. */
  end(): number;
}

/** Line feeds, and what stands behind the last one. */
export function lineCounter(): RecordCounter {
  let count = 0;
  let open = false;
  return {
    push(block) {
      count += countLineFeeds(block);
      if (block.length > 0) open = block[block.length - 1] !== 10;
    },
    end: () => count + (open ? 1 : 0),
  };
}

/** Lines that hold more than blanks. */
export function filledLineCounter(): RecordCounter {
  let count = 0;
  let filled = false;
  return {
    push(block) {
      let at = 0;
      while (at < block.length) {
        const end = block.indexOf('\n', at);
        for (const stop = end < 0 ? block.length : end; !filled && at < stop; at++)
          filled = block[at] !== 0x20 && block[at] !== 0x09 && block[at] !== 0x0d;
        if (end < 0) return;
        if (filled) count++;
        filled = false;
        at = end + 1;
      }
    },
    end: () => count + (filled ? 1 : 0),
  };
}
