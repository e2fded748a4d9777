import { createReadStream, type ReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { CleaningEnvironmentError, FileFaultError } from './errors.js';
import type { Compression } from './file-format.js';

/** Bytes of a block. */
export const blockBytes = 256 * 1024;
/** Read, and decompressed, ahead of whoever reads. */
export const aheadBytes = 1024 * 1024;

/**
 * A file's content in blocks. While one is worked on, the runtime's threads make the next ones.
 * @param file just opened
 * @param size of the file in bytes
 * @throws {FileFaultError} for data that is cut short, damaged or followed by something else
 * @throws {CleaningEnvironmentError} for a file that cannot be read
 */
export async function* decompress(
  file: ReadStream,
  path: string,
  compression: Compression,
  size: number,
): AsyncGenerator<Buffer> {
  const decoder = compression === 'none' ? undefined : decoderOf(compression);
  const blocks = decoder ? file.on('error', (error) => decoder.destroy(error)).pipe(decoder) : file;
  try {
    for await (const block of blocks) yield block as Buffer;
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (!code.startsWith('Z_') && !code.startsWith('ZSTD_'))
      throw new CleaningEnvironmentError('the file cannot be read', { cause: error });
    throw corrupt(code === 'Z_BUF_ERROR' ? 'is cut short' : 'is damaged');
  } finally {
    file.destroy();
    decoder?.destroy();
  }
  const used = compression === 'gzip' ? (decoder as zlib.Gunzip).bytesWritten : size;
  if (used < size && !(await isZeroPadding(path, used))) throw corrupt('ends with bytes that are not gzip');
}

const corrupt = (how: string) =>
  new FileFaultError({
    code: 'corrupt_compression',
    message: `the compressed data ${how}: compress and deliver the file again`,
  });

function decoderOf(compression: 'gzip' | 'zstd'): Transform {
  // A stream's option beside zlib's own: as long as its buffer is not full, zlib goes on in its thread.
  const options = { chunkSize: blockBytes, readableHighWaterMark: aheadBytes };
  if (compression === 'gzip') return zlib.createGunzip(options);
  // Node has it from 22.15 on; the types are those of the oldest Node that is supported.
  const { createZstdDecompress } = zlib as unknown as {
    createZstdDecompress?: (options: object) => Transform;
  };
  if (!createZstdDecompress)
    throw new FileFaultError({
      code: 'unsupported_compression',
      message: `zstd needs Node 22.15 or newer, this is ${process.version}: deliver the file as .gz`,
    });
  return createZstdDecompress(options);
}

/** Tapes and block devices pad gzip files with zeros; anything else after the data is lost data. */
async function isZeroPadding(path: string, from: number): Promise<boolean> {
  for await (const block of createReadStream(path, { start: from }))
    if ((block as Buffer).some((byte) => byte !== 0)) return false;
  return true;
}
