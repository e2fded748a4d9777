import { startOfText } from './json-blanks.js';

const lineFeed = 0x0a;

/** The lines that are not blank, without their line feeds. */
export function* filledLines(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    if (startOfText(line) < line.length) yield line;
    start = end + 1;
  }
}
