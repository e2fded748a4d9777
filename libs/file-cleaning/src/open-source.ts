import { createReadStream, type ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { aheadBytes, blockBytes, decompress } from './decompress.js';
import { CleaningEnvironmentError, FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { checkFileStart, checkTextStart, startBytes } from './source-start.js';

/** How far a compressed file may expand: not beyond both `freeBytes` and `ratio` times its own size. */
export interface MaxExpansion {
  readonly ratio: number;
  readonly freeBytes: number;
}

export interface SourceOptions extends FileFormat {
  readonly path: string;
  readonly maxExpansion: MaxExpansion;
}

/** A file to read. */
export interface Source {
  /** On disk. */
  readonly sizeBytes: number;
  /** Of those, read so far. */
  readonly bytesRead: number;
  /** More bytes than its text can have. */
  readonly maxTextBytes: number;
  /**
   * Its text, decompressed, in blocks, without a byte order mark. The next blocks are made while one is worked on.
   * @throws {FileFaultError} for bytes that are not what the name promises
   * @throws {CleaningEnvironmentError} for a file that cannot be read
   */
  blocks(): AsyncGenerator<Buffer>;
}

/**
 * Opens a file and compares its first bytes with its name.
 * @throws {FileFaultError} empty, or not what the name promises
 * @throws {CleaningEnvironmentError} for a file that cannot be read
 */
export async function openSource(options: SourceOptions): Promise<Source> {
  const { path, compression, maxExpansion } = options;
  const { start, sizeBytes } = await readStart(path);
  if (sizeBytes === 0) throw emptyFile();
  checkFileStart(start, options);
  const maxTextBytes =
    compression === 'none' ? sizeBytes : Math.max(maxExpansion.freeBytes, maxExpansion.ratio * sizeBytes);
  let file: ReadStream | undefined;
  return {
    sizeBytes,
    maxTextBytes,
    get bytesRead() {
      return file?.bytesRead ?? 0;
    },
    async *blocks() {
      file = createReadStream(path, { highWaterMark: compression === 'none' ? blockBytes : aheadBytes });
      let textBytes = 0;
      for await (const block of afterStart(decompress(file, path, compression, sizeBytes), options)) {
        textBytes += block.length;
        if (compression !== 'none' && textBytes > maxTextBytes) throw bomb(maxTextBytes, sizeBytes);
        yield block;
      }
    },
  };
}

export const emptyFile = () =>
  new FileFaultError({ code: 'empty_file', message: 'the file is empty: deliver it again with its content' });

const bomb = (textBytes: number, sizeBytes: number) =>
  new FileFaultError({
    code: 'decompression_bomb',
    message: `${sizeBytes} bytes expand to more than ${Math.floor(textBytes)}: deliver the file in parts, or raise the limit if it is genuine`,
  });

async function readStart(path: string): Promise<{ start: Buffer; sizeBytes: number }> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(startBytes), 0, startBytes, 0);
      return { start: buffer.subarray(0, bytesRead), sizeBytes: size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CleaningEnvironmentError('the file cannot be opened', { cause: error });
  }
}

/** Holds blocks back until there is enough to tell what the text is; strips a byte order mark. */
async function* afterStart(blocks: AsyncIterable<Buffer>, format: FileFormat): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const block of blocks) {
    if (!start) {
      yield block;
      continue;
    }
    start = Buffer.concat([start, block]);
    if (start.length < startBytes) continue;
    yield checkedStart(start, format);
    start = undefined;
  }
  if (!start) return;
  if (start.length === 0) throw emptyFile();
  yield checkedStart(start, format);
}

function checkedStart(start: Buffer, format: FileFormat): Buffer {
  checkTextStart(start.subarray(0, startBytes), format);
  const hasMark = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  return hasMark ? start.subarray(3) : start;
}
