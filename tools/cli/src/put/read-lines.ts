import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';

export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line break, CR LF or LF; of a longer one than was asked for, as much and one byte more. */
  readonly bytes: Buffer;
}

/**
 * The lines of a file (`.gz` is unpacked), as bytes: whether they are UTF-8 is for the reader to find out. A byte order
 * mark at the start is no part of the first.
 * @param maxBytes what a line is worth reading; more of it is not held in memory
 */
export async function* readLines(path: string, maxBytes = Infinity): AsyncGenerator<Line> {
  const file = createReadStream(path);
  // An error of either ends the iteration, which throws it.
  const bytes = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
  let number = 0;
  let rest: Buffer[] = [];
  let held = 0;
  const hold = (part: Buffer) => {
    if (held <= maxBytes) rest.push(part);
    held += part.length;
  };
  const take = (): Line => {
    const all = withoutCarriageReturn(Buffer.concat(rest));
    const line = number === 0 && all.indexOf(byteOrderMark) === 0 ? all.subarray(byteOrderMark.length) : all;
    rest = [];
    held = 0;
    return { number: ++number, bytes: line.subarray(0, maxBytes + 1) };
  };
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      hold(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) hold(chunk.subarray(start));
  }
  if (held > 0) yield take();
}

const byteOrderMark = Buffer.from('\ufeff');

const withoutCarriageReturn = (line: Buffer): Buffer => (line.at(-1) === 13 ? line.subarray(0, -1) : line);
