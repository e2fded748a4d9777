import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line break, CR LF or LF. */
  readonly bytes: Buffer;
}

/** The lines of a file (`.gz` is unpacked), as bytes: whether they are UTF-8 is for the reader to find out. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const file = createReadStream(path);
  // An error of either ends the iteration, which throws it.
  const bytes = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
  let number = 0;
  let rest: Buffer[] = [];
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      rest.push(chunk.subarray(start, end));
      yield { number: ++number, bytes: withoutCarriageReturn(Buffer.concat(rest)) };
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield { number: number + 1, bytes: withoutCarriageReturn(Buffer.concat(rest)) };
}

const withoutCarriageReturn = (line: Buffer): Buffer => (line.at(-1) === 13 ? line.subarray(0, -1) : line);
