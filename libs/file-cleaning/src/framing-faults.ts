/** Why the bytes of a record are no record, in the words that stand as its rule. */
export type FramingFault = string;

export const framingFaults = {
  encoding: 'valid UTF-8',
  tooLong: (limit: number) => `at most ${limit} bytes in a record`,
  carriageReturn: 'no carriage return but at the end of a line',
  openQuote: 'a closing quote for every opening one',
  strayQuote: 'quotes only around a whole field, doubled inside',
} as const;
