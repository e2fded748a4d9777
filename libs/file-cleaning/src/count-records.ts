import { maxRecordBytes } from './text-form.js';

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
      for (let at = block.indexOf('\n'); at >= 0; at = block.indexOf('\n', at + 1)) count++;
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

enum At {
  fieldStart,
  plain,
  quoted,
  /** Behind a quote that closes the field, unless another follows. */
  closed,
  /** In what is spoilt up to the line's end. */
  spoilt,
}

/**
 * Line feeds outside quotes. Quotes count only around whole fields; a quoted field must close within `limit`
 * bytes of its record's start, otherwise the record ends at its first line feed. A byte at a time; what follows
 * a record's first line feed is kept until it is known that the quotes around it close.
 */
export function quotedCounter(delimiter: number, quote: number, limit = maxRecordBytes): RecordCounter {
  let count = 0;
  let at: At = At.fieldStart;
  /** Bytes of the record so far. */
  let length = 0;
  let lineFeedSeen = false;
  let behindLineFeed: number[] = [];

  return {
    push(block) {
      for (const byte of block) feed(byte);
    },
    end() {
      while (length > 0) {
        if (at === At.quoted && lineFeedSeen) takeBack();
        else finish();
      }
      return count;
    },
  };

  function finish(): void {
    count++;
    at = At.fieldStart;
    length = 0;
    lineFeedSeen = false;
    behindLineFeed = [];
  }

  /** The quotes did not close: the record ended at its first line feed, the rest is read again. */
  function takeBack(): void {
    const again = behindLineFeed;
    finish();
    for (const byte of again) feed(byte);
  }

  function feed(byte: number): void {
    const inside = length < limit;
    if (at === At.quoted && !inside) {
      if (lineFeedSeen) {
        takeBack();
        feed(byte);
        return;
      }
      at = At.spoilt;
    }
    length++;
    if (lineFeedSeen) behindLineFeed.push(byte);
    if (at === At.quoted) {
      if (byte === quote) at = At.closed;
      else if (byte === 10) lineFeedSeen = true;
    } else if (byte === 10) finish();
    else if (at === At.closed)
      at = byte === quote ? At.quoted : byte === delimiter ? At.fieldStart : At.spoilt;
    else if (at === At.fieldStart && byte === quote && inside) at = At.quoted;
    else if (at !== At.spoilt) {
      if (byte === delimiter) at = At.fieldStart;
      else at = byte === quote || byte === 13 ? At.spoilt : At.plain;
    }
  }
}
