import { isUtf8 } from 'node:buffer';
import { carriageReturn, framingFaults, lineFeed, type FramedRecord, type Framer } from './framing.js';
import { maxRecordBytes } from './text-form.js';

/**
 * Every line is a record; it ends with LF or CRLF, the last one also with the file.
 * @param record called for each, in order
 */
export function lineFramer(record: (framed: FramedRecord) => void, limit = maxRecordBytes): Framer {
  let carry: Buffer = Buffer.alloc(0);
  /** Bytes of an over-long line that were let go; `carry` is its beginning. */
  let dropped = 0;
  let line = 0;

  const emit = (data: Buffer, start: number, lineEnd: number, valid: boolean): void => {
    const end = lineEnd > start && data[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
    const bytes = end - start + dropped;
    line++;
    if (bytes > limit) {
      const fault = framingFaults.tooLong(limit);
      record({ data, start, end: Math.min(end, start + limit), line, fault, bytes });
      dropped = 0;
      return;
    }
    const fault = valid || isUtf8(data.subarray(start, end)) ? undefined : framingFaults.encoding;
    record({ data, start, end, line, fault, bytes });
  };

  return {
    push(block) {
      const firstEnd = block.indexOf(lineFeed);
      if (firstEnd < 0) {
        keep(block);
        return;
      }
      let start = 0;
      if (carry.length > 0) {
        keep(block.subarray(0, firstEnd));
        const whole = carry;
        carry = Buffer.alloc(0);
        emit(whole, 0, whole.length, false);
        start = firstEnd + 1;
      }
      const last = block.lastIndexOf(lineFeed);
      const valid = last < start || isUtf8(block.subarray(start, last));
      while (start <= last) {
        const end = block.indexOf(lineFeed, start);
        emit(block, start, end, valid);
        start = end + 1;
      }
      keep(block.subarray(start));
    },
    end() {
      if (carry.length > 0) emit(carry, 0, carry.length, false);
    },
  };

  function keep(bytes: Buffer): void {
    // One byte above the limit, for a CR that is part of the line end.
    const room = Math.max(limit + 1 - carry.length, 0);
    dropped += Math.max(bytes.length - room, 0);
    if (bytes.length > 0) carry = Buffer.concat([carry, bytes.subarray(0, room)]);
  }
}
