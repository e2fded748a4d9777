import { isUtf8 } from 'node:buffer';
import { carriageReturn, framingFaults, lineFeed, type FramedRecord, type Framer } from './framing.js';
import { maxRecordBytes } from './text-form.js';

/** A field of a framed record: `data[start, end)` without the quotes around it. */
export interface FieldSpan {
  readonly start: number;
  readonly end: number;
  /** Whether a quote in it stands doubled. */
  readonly doubled: boolean;
}

export interface QuotedRecord extends FramedRecord {
  /** Meaningless when there is a fault. */
  readonly fields: readonly FieldSpan[];
}

interface Scan extends Omit<QuotedRecord, 'data' | 'start' | 'line' | 'bytes'> {
  /** Where the next record starts. */
  readonly next: number;
}

/**
 * Records of fields that may stand in quotes, as RFC 4180 has them: a quoted field may hold delimiters, line ends
 * and doubled quotes. Lines end with LF or CRLF, the last one also with the file. What is not RFC 4180 spoils one
 * record: a stray quote or carriage return ends quoting until the line's end; a quoted field that does not close
 * within `limit` bytes of its record's start ends the record at its first line end.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function quotedFramer(
  { delimiter, quote }: { delimiter: number; quote: number },
  record: (framed: QuotedRecord) => void,
  limit = maxRecordBytes,
): Framer {
  let carry: Buffer = Buffer.alloc(0);
  /** The record that is being let go, having passed the limit. */
  let overlong: { data: Buffer; dropped: number } | undefined;
  let line = 1;

  return {
    push: (block) => cut(carry.length > 0 ? Buffer.concat([carry, block]) : block, false),
    end: () => cut(carry, true),
  };

  function cut(data: Buffer, final: boolean): void {
    let start = 0;
    if (overlong) start = skipLine(data, final);
    while (start < data.length) {
      const scan = scanRecord(data, start, final);
      if (!scan) break;
      const bytes = scan.end - start;
      const fault =
        (bytes > limit ? framingFaults.tooLong(limit) : scan.fault) ??
        (isUtf8(data.subarray(start, scan.end)) ? undefined : framingFaults.encoding);
      const end = Math.min(scan.end, start + limit);
      if (scan.next > data.length) {
        overlong = { data: Buffer.from(data.subarray(start, end)), dropped: data.length - end };
        start = data.length;
        break;
      }
      record({ data, start, end, line, fault, bytes, fields: scan.fields });
      line += countLineFeeds(data, start, scan.next);
      start = scan.next;
    }
    // Copied: blocks are large and would be held for a few bytes.
    carry = Buffer.from(data.subarray(start));
  }

  /** Goes on letting an over-long record go; its line feeds count as lines. */
  function skipLine(data: Buffer, final: boolean): number {
    const found = data.indexOf(lineFeed);
    const end = found < 0 ? data.length : found;
    if (!overlong) return 0;
    overlong = { data: overlong.data, dropped: overlong.dropped + end };
    if (found < 0 && !final) return data.length;
    const { data: kept, dropped } = overlong;
    const fault = framingFaults.tooLong(limit);
    record({ data: kept, start: 0, end: kept.length, line, fault, bytes: kept.length + dropped, fields: [] });
    line += countLineFeeds(kept, 0, kept.length) + 1;
    overlong = undefined;
    return found < 0 ? data.length : found + 1;
  }

  /**
   * Reads the record at `start`; undefined when more data must come first. `next` beyond the data says that the
   * record is over-long and its end not in sight.
   */
  function scanRecord(data: Buffer, start: number, final: boolean): Scan | undefined {
    const horizon = start + limit;
    const complete = final || data.length > horizon + 1;
    const fields: FieldSpan[] = [];
    let fieldStart = start;
    for (;;) {
      if (data[fieldStart] === quote && fieldStart < horizon) {
        const close = findClose(data, fieldStart + 1, Math.min(data.length, horizon));
        if (close.at < 0) {
          if (!complete) return undefined;
          return toLineEnd(data, start, start, final, framingFaults.openQuote);
        }
        fields.push({ start: fieldStart + 1, end: close.at, doubled: close.doubled });
        const after = close.at + 1;
        if (after >= data.length) {
          return final ? { end: after, next: after, fault: undefined, fields } : undefined;
        }
        if (data[after] === delimiter) {
          fieldStart = after + 1;
          continue;
        }
        if (data[after] === lineFeed) return { end: after, next: after + 1, fault: undefined, fields };
        if (data[after] === carriageReturn) {
          if (after + 1 >= data.length && !final) return undefined;
          if (after + 1 >= data.length) return { end: after, next: after + 1, fault: undefined, fields };
          if (data[after + 1] === lineFeed) return { end: after, next: after + 2, fault: undefined, fields };
        }
        return toLineEnd(data, start, after, final, framingFaults.strayQuote);
      }
      let at = fieldStart;
      for (; at < data.length; at++) {
        const byte = data[at];
        if (byte === delimiter || byte === lineFeed || byte === carriageReturn || byte === quote) break;
      }
      if (at >= data.length) {
        if (!final)
          return complete ? { end: at, next: data.length + 1, fault: undefined, fields } : undefined;
        fields.push({ start: fieldStart, end: at, doubled: false });
        return { end: at, next: at, fault: undefined, fields };
      }
      const byte = data[at];
      if (byte === quote) return toLineEnd(data, start, at, final, framingFaults.strayQuote);
      fields.push({ start: fieldStart, end: at, doubled: false });
      if (byte === lineFeed) return { end: at, next: at + 1, fault: undefined, fields };
      if (byte === carriageReturn) {
        if (data[at + 1] === lineFeed) return { end: at, next: at + 2, fault: undefined, fields };
        if (at + 1 >= data.length) {
          return final ? { end: at, next: at + 1, fault: undefined, fields } : undefined;
        }
        return toLineEnd(data, start, at, final, framingFaults.carriageReturn);
      }
      fieldStart = at + 1;
    }
  }

  /** A spoilt record, up to the first line end from `from` on. */
  function toLineEnd(
    data: Buffer,
    start: number,
    from: number,
    final: boolean,
    fault: string,
  ): Scan | undefined {
    const found = data.indexOf(lineFeed, from);
    if (found < 0 && !final)
      return data.length > start + limit + 1
        ? { end: data.length, next: data.length + 1, fault, fields: [] }
        : undefined;
    const end = found < 0 ? data.length : found;
    const trimmed = end > start && data[end - 1] === carriageReturn ? end - 1 : end;
    return { end: trimmed, next: found < 0 ? data.length : found + 1, fault, fields: [] };
  }

  function findClose(data: Buffer, from: number, to: number): { at: number; doubled: boolean } {
    let doubled = false;
    for (let at = from; at < to; at++) {
      if (data[at] !== quote) continue;
      if (data[at + 1] !== quote) return { at, doubled };
      doubled = true;
      at++;
    }
    return { at: -1, doubled };
  }
}

function countLineFeeds(data: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = data.indexOf(lineFeed, start); at >= 0 && at < end; at = data.indexOf(lineFeed, at + 1))
    count++;
  return count;
}
