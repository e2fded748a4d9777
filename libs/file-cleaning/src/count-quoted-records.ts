import { countLineFeeds } from './count-line-feeds.js';
import type { RecordCounter } from './count-records.js';
import { maxRecordBytes } from './record-limit.js';

enum At {
  fieldStart,
  plain,
  quoted,
  /** Behind a quote that closes the field, unless another follows. */
  closed,
  /** In what is spoilt up to the line's end. */
  spoilt,
}

/** Bytes without quotes for which counting their lines apart is worth it. */
const longRun = 512;

/**
 * Line feeds outside quotes. Quotes count only around whole fields; a quoted field must close within `limit`
 * bytes of its record's start, otherwise the record ends at its first line feed. What follows a record's first line
 * feed is kept until it is known that the quotes around it close.
 */
export function quotedCounter(
  { delimiter, quote }: { delimiter: number; quote: number },
  limit = maxRecordBytes,
): RecordCounter {
  let count = 0;
  let state: At = At.fieldStart;
  /** Bytes of the record so far. */
  let length = 0;
  /** What follows the record's first line feed, when that stands in quotes. */
  let kept: Buffer | undefined;

  return {
    push(block) {
      scan(kept ? Buffer.concat([kept, block]) : block, kept?.length ?? 0);
    },
    end() {
      while (length > 0) {
        const again = state === At.quoted ? kept : undefined;
        finish();
        if (again) scan(again, 0);
      }
      return count;
    },
  };

  function finish(): void {
    count++;
    state = At.fieldStart;
    length = 0;
    kept = undefined;
  }

  function scan(data: Buffer, from: number): void {
    let start = from - length;
    /** Behind the record's first line feed in quotes. */
    let again = kept ? 0 : -1;
    let nextQuote = -1;
    /** The quote in front of which no more lines are worth counting apart: a long line is not searched at each byte. */
    let searched = -1;
    let at = from;
    const next = (): void => {
      finish();
      start = at;
      again = -1;
    };
    while (at < data.length) {
      if (state === At.quoted) {
        const horizon = Math.min(data.length, start + limit);
        for (; at < horizon && data[at] !== quote; at++) if (data[at] === 10 && again < 0) again = at + 1;
        if (at < horizon) {
          state = At.closed;
          at++;
        } else if (at < data.length && again >= 0) {
          // The quotes did not close: the record ended at its first line feed, the rest is read again.
          at = again;
          next();
        } else if (at < data.length) state = At.spoilt;
        continue;
      }
      if (nextQuote < at) {
        nextQuote = data.indexOf(quote, at);
        if (nextQuote < 0) nextQuote = data.length;
      }
      if (nextQuote - at > longRun && nextQuote !== searched && state !== At.closed) {
        const lastLineFeed = data.lastIndexOf(10, nextQuote - 1);
        if (lastLineFeed > at + longRun / 2) {
          count += countLineFeeds(data.subarray(at, lastLineFeed));
          at = lastLineFeed + 1;
          next();
          continue;
        }
        searched = nextQuote;
      }
      const byte = data[at++] as number;
      if (byte === 10) next();
      else if (state === At.closed)
        state = byte === quote ? At.quoted : byte === delimiter ? At.fieldStart : At.spoilt;
      else if (state === At.fieldStart && byte === quote && at - 1 - start < limit) state = At.quoted;
      else if (state !== At.spoilt) {
        if (byte === delimiter) state = At.fieldStart;
        else state = byte === quote || byte === 13 ? At.spoilt : At.plain;
      }
    }
    length = data.length - start;
    kept = again < 0 ? undefined : Buffer.from(data.subarray(again));
  }
}
