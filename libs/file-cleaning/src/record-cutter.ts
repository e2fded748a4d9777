import { isUtf8 } from 'node:buffer';
import { ByteWindow, carriageReturn, lineFeed } from './byte-window.js';
import type { Dialect } from './dialect.js';
import { framingFaults, type FramingFault } from './framing-faults.js';
import { maxRecordBytes } from './record-limit.js';

/**
 * Cuts the bytes of a window into records, one at a time: push a block into the window, then call `next` until it
 * is false. The fields below are the record that `next` found, until the next call.
 *
 * Lines end with LF or CRLF, the last one also with the file. Fields may stand in quotes where the dialect has
 * them: a quoted field may hold delimiters, line ends and doubled quotes. What is not RFC 4180 spoils one record: a
 * stray quote or carriage return ends quoting until the line's end; a quoted field that does not close within
 * `limit` bytes of its record's start ends the record at its first line end. Where blocks are cut makes no difference.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export class RecordCutter {
  /** The record is `data[start, end)`, without its line end; of an over-long one its beginning. */
  data: Buffer;
  start = 0;
  end = 0;
  /** Of the whole record. */
  bytes = 0;
  /** 1-based physical line at which it starts. */
  line = 0;
  /** Why it is no record; then its fields mean nothing. */
  fault: FramingFault | undefined;
  fieldCount = 0;
  /** By field, where it lies in `data`, without the quotes around it. */
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  /** By field: 1 where a quote in it stands doubled. */
  doubled = new Uint8Array(64);
  private nextStart = 0;
  private nextLine = 1;
  /** Line feeds inside the record's quotes. */
  private lineFeeds = 0;
  /** The record that is being let go, having passed the limit. */
  private overlong: { kept: Buffer; bytes: number; endsWithReturn: boolean } | undefined;
  private readonly delimiter: number;
  private readonly quote: number;
  /** By byte: 1 where an unquoted field may end. */
  private readonly stops = new Uint8Array(256);

  constructor(
    dialect: Dialect,
    readonly window = new ByteWindow(),
    private readonly limit = maxRecordBytes,
  ) {
    this.delimiter = dialect.delimiter;
    this.quote = dialect.quote;
    this.data = window.bytes;
    const ends = dialect.delimiter < 0 ? [lineFeed] : [dialect.delimiter, lineFeed, carriageReturn];
    for (const byte of ends) this.stops[byte] = 1;
    if (dialect.quote >= 0) this.stops[dialect.quote] = 1;
  }

  /** The line at the window's position was taken as a record by other means; the next one starts behind it. */
  skipLine(next: number): void {
    this.window.position = next;
    this.nextLine++;
  }

  /** @returns false when more bytes must come first, or none is left */
  next(): boolean {
    const { window } = this;
    if (this.overlong) return this.passOverlong(this.overlong);
    const start = window.position;
    if (start >= window.length) return false;
    const mayBeWhole = window.final || window.hasLineEnd || window.length > start + this.limit + 1;
    if (!mayBeWhole || !this.scan(start)) return false;
    if (this.nextStart > window.length) {
      this.letGo(start);
      return false;
    }
    this.data = window.bytes;
    this.describe(start, this.end - start);
    window.position = this.nextStart;
    return true;
  }

  private describe(start: number, bytes: number): void {
    this.start = start;
    this.bytes = bytes;
    this.line = this.nextLine;
    this.nextLine += this.lineFeeds + 1;
    if (bytes > this.limit) {
      this.fault = framingFaults.tooLong(this.limit);
      this.end = start + this.limit;
    } else if (this.fault === undefined && !(this.window.isClean && this.end <= this.window.cleanEnd))
      this.fault = isUtf8(this.data.subarray(start, this.end)) ? undefined : framingFaults.encoding;
  }

  /** Finds the record's end and fields; false when it is not in sight and may yet come. */
  private scan(start: number): boolean {
    const { delimiter, quote, stops } = this;
    const { bytes, length, final } = this.window;
    const horizon = start + this.limit;
    const complete = final || length > horizon + 1;
    this.fieldCount = this.lineFeeds = 0;
    this.fault = undefined;
    let at = start;
    for (;;) {
      let quoted = false;
      if (bytes[at] === quote && at < horizon) {
        const close = this.findClose(at + 1, Math.min(length, horizon));
        if (close < 0) return complete && this.spoil(start, start, framingFaults.openQuote);
        at = close + 1;
        quoted = true;
      } else {
        const from = at;
        if (delimiter < 0) at = lineEndFrom(bytes, at, length);
        else while (stops[bytes[at] as number] === 0) at++;
        // With its end out of sight the record is over-long, or its end is still to come.
        if (at >= length && !final) return complete && this.found(at, length + 1);
        if (at < length && bytes[at] === quote) return this.spoil(start, at, framingFaults.strayQuote);
        this.addField(from, at, 0);
      }
      if (at >= length) return final && this.found(at, at);
      const byte = bytes[at];
      if (byte === delimiter) {
        at++;
        continue;
      }
      if (byte === lineFeed) return this.found(at, at + 1);
      if (byte === carriageReturn) {
        if (at + 1 >= length) return final && this.found(at, at + 1);
        if (bytes[at + 1] === lineFeed) return this.found(at, at + 2);
      }
      return this.spoil(start, at, quoted ? framingFaults.strayQuote : framingFaults.carriageReturn);
    }
  }

  private found(end: number, next: number): boolean {
    const isReturn =
      this.delimiter < 0 && this.fieldCount > 0 && this.window.bytes[end - 1] === carriageReturn;
    this.end = isReturn && end > (this.starts[0] as number) ? end - 1 : end;
    if (this.delimiter < 0) this.ends[0] = this.end;
    this.nextStart = next;
    return true;
  }

  /** A spoilt record ends at the first line end from `from` on. */
  private spoil(start: number, from: number, fault: FramingFault): boolean {
    const { bytes, length, final } = this.window;
    const end = lineEndFrom(bytes, from, length);
    const inSight = end < length || final;
    if (!inSight && length <= start + this.limit + 1) return false;
    this.fault = fault;
    this.fieldCount = 0;
    this.end = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    this.nextStart = inSight ? Math.min(end + 1, length) : length + 1;
    return true;
  }

  /** The quote that closes a field which starts at `from`, and adds the field; -1 when there is none before `to`. */
  private findClose(from: number, to: number): number {
    const { quote } = this;
    const { bytes } = this.window;
    let doubled = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at];
      if (byte === quote) {
        if (bytes[at + 1] !== quote) {
          this.addField(from, at, doubled);
          return at;
        }
        doubled = 1;
        at++;
      } else if (byte === lineFeed) this.lineFeeds++;
    }
    this.lineFeeds = 0;
    return -1;
  }

  private addField(start: number, end: number, doubled: number): void {
    const index = this.fieldCount++;
    if (index === this.starts.length) {
      this.starts = widened(this.starts, new Int32Array(2 * index));
      this.ends = widened(this.ends, new Int32Array(2 * index));
      this.doubled = widened(this.doubled, new Uint8Array(2 * index));
    }
    this.starts[index] = start;
    this.ends[index] = end;
    this.doubled[index] = doubled;
  }

  /** Keeps the beginning of an over-long record whose end is not in sight. */
  private letGo(start: number): void {
    const { window } = this;
    const { bytes, length } = window;
    this.overlong = {
      kept: Buffer.from(bytes.subarray(start, start + this.limit)),
      bytes: length - start,
      endsWithReturn: bytes[length - 1] === carriageReturn,
    };
    window.position = length;
  }

  /** Goes on letting a record go, up to its line end. */
  private passOverlong(record: { kept: Buffer; bytes: number; endsWithReturn: boolean }): boolean {
    const { window } = this;
    const { bytes, length, position, final } = window;
    const end = lineEndFrom(bytes, position, length);
    record.bytes += end - position;
    if (end > position) record.endsWithReturn = bytes[end - 1] === carriageReturn;
    window.position = Math.min(end + 1, length);
    if (end >= length && !final) return false;
    this.overlong = undefined;
    this.data = record.kept;
    this.fieldCount = 0;
    this.fault = undefined;
    this.describe(0, record.bytes - (record.endsWithReturn ? 1 : 0));
    return true;
  }
}

/** Where the next line feed is; `length` when there is none. */
function lineEndFrom(bytes: Buffer, from: number, length: number): number {
  // Behind the data stand line feeds.
  return Math.min(bytes.indexOf(lineFeed, from), length);
}

function widened<Values extends Int32Array | Uint8Array>(values: Values, wider: Values): Values {
  wider.set(values);
  return wider;
}
