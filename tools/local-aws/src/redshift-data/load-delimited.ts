import { FAULTS, type LoadFault } from './load-fault.js';
import type { DelimitedFormat } from './sql/copy-format.js';

/** One record of a file, its fields still bytes: one character each. */
export interface DelimitedRecord {
  readonly fields: readonly string[];
  /** Of its first byte, from 1. */
  readonly line: number;
  /** What is wrong with its quotes. */
  readonly fault?: LoadFault;
}

/**
 * The records of delimited text, given as Latin-1 so that each character is a byte. A line ends with LF or CR LF; in
 * CSV a field within quotes may hold line ends, and blanks around the quotes are passed over.
 */
export function* delimitedRecords(
  bytes: string,
  { delimiter, quote, ignoreHeader, ignoreBlankLines }: DelimitedFormat,
): Generator<DelimitedRecord> {
  const cursor = new Cursor(bytes, delimiter, quote);
  for (let skipped = 0; !cursor.atEnd;) {
    const line = cursor.line;
    const { fields, fault } = cursor.record();
    if (skipped < ignoreHeader) skipped += 1;
    else if (!(ignoreBlankLines && fields.length === 1 && fields[0] === '' && fault === undefined))
      yield { fields, line, ...(fault === undefined ? {} : { fault }) };
  }
}

class Cursor {
  #at = 0;
  line = 1;

  constructor(
    private readonly bytes: string,
    private readonly delimiter: string,
    private readonly quote: string | undefined,
  ) {}

  get atEnd(): boolean {
    return this.#at >= this.bytes.length;
  }

  record(): { readonly fields: string[]; readonly fault?: LoadFault } {
    const fields: string[] = [];
    while (true) {
      const field = this.#quoted() ?? this.#plain();
      if (typeof field === 'string') fields.push(field);
      else {
        this.#skipLine();
        return { fields, fault: field };
      }
      if (this.bytes[this.#at] !== this.delimiter) {
        this.#skipLine();
        return { fields };
      }
      this.#at += 1;
    }
  }

  /** Undefined when the field does not begin with a quote. */
  #quoted(): string | LoadFault | undefined {
    const { bytes, quote } = this;
    if (quote === undefined) return undefined;
    const opening = this.#pastBlanks(this.#at);
    if (bytes[opening] !== quote) return undefined;
    let text = '';
    for (let at = opening + 1; ;) {
      const closing = bytes.indexOf(quote, at);
      if (closing < 0) {
        this.#at = bytes.length;
        return FAULTS.quotes;
      }
      text += bytes.slice(at, closing);
      at = closing + 1;
      if (bytes[at] === quote) {
        text += quote;
        at += 1;
        continue;
      }
      this.line += bytes.slice(this.#at, at).split('\n').length - 1;
      this.#at = this.#pastBlanks(at);
      return this.#atFieldEnd() ? text : FAULTS.quotes;
    }
  }

  #plain(): string | LoadFault {
    const start = this.#at;
    const { bytes, delimiter, quote } = this;
    while (this.#at < bytes.length && bytes[this.#at] !== delimiter && bytes[this.#at] !== '\n') {
      if (bytes[this.#at] === quote) return FAULTS.quotes;
      this.#at += 1;
    }
    const text = bytes.slice(start, this.#at);
    return bytes[this.#at] === delimiter ? text : text.replace(/\r$/, '');
  }

  #pastBlanks(from: number): number {
    let at = from;
    while ((this.bytes[at] === ' ' || this.bytes[at] === '\t') && this.bytes[at] !== this.delimiter) at += 1;
    return at;
  }

  #atFieldEnd(): boolean {
    const next = this.bytes[this.#at];
    if (next === '\r' && this.bytes[this.#at + 1] === '\n') this.#at += 1;
    return this.#at >= this.bytes.length || next === this.delimiter || this.bytes[this.#at] === '\n';
  }

  #skipLine(): void {
    const end = this.bytes.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.bytes.length : end + 1;
    this.line += 1;
  }
}
