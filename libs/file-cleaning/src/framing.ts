/** Why the bytes of a record are no record, in the words that stand as its rule. */
export type FramingFault = string;

/**
 * One record as bytes: `data[start, end)` without its line end. Valid only during the call that hands it over.
 */
export interface FramedRecord {
  readonly data: Buffer;
  readonly start: number;
  readonly end: number;
  /** 1-based physical line at which it starts. */
  readonly line: number;
  readonly fault: FramingFault | undefined;
  /** Bytes of the whole record, when `data` holds only its beginning. */
  readonly bytes: number;
}

/** Cuts blocks of bytes into records, in order; `end` hands over what has no line end. */
export interface Framer {
  push(block: Buffer): void;
  end(): void;
}

export const framingFaults = {
  encoding: 'valid UTF-8',
  tooLong: (limit: number) => `at most ${limit} bytes in a record`,
  carriageReturn: 'no carriage return but at the end of a line',
  openQuote: 'a closing quote for every opening one',
  strayQuote: 'quotes only around a whole field, doubled inside',
} as const;

export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
