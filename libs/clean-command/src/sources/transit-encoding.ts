import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Compression, FileFormat, MaxExpansion } from '@sluice/file-cleaning';
import { EnvironmentError, WholeFileError } from '../failures.js';
import { urlUri } from '../place.js';
import type { FetchedInput } from './source.js';

/**
 * Whether the server put gzip around the content, which it was asked not to do.
 * @throws {EnvironmentError} for any other encoding
 */
export function isGzipInTransit(encoding: string | undefined, url: URL): boolean {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return false;
  if (name === 'gzip' || name === 'x-gzip') return true;
  throw new EnvironmentError(
    `${urlUri(url)} comes as ${JSON.stringify(name.slice(0, 40))} although it was asked for as it is: download it first`,
  );
}

/** An expansion beyond this is no honest file; the engine has the same limit for what is compressed by its name. */
const mostExpansion: MaxExpansion = { ratio: 250, freeBytes: 256 * 1024 * 1024 };

/**
 * The file and its format, with what the server put around it taken off. Many servers call a `.gz` file "gzip in
 * transit"; then there is one layer, and it is the file's own.
 */
export async function withoutTransitEncoding(
  fetched: FetchedInput,
  named: FileFormat,
  folder: string,
  maxExpansion = mostExpansion,
): Promise<{ readonly path: string; readonly format: FileFormat }> {
  if (!fetched.isGzippedInTransit) return { path: fetched.path, format: named };
  if (named.compression === 'none' && named.format !== 'parquet')
    return { path: fetched.path, format: { ...named, compression: 'gzip' } };
  if (named.compression === 'gzip' && !(await holdsGzip(fetched.path)))
    return { path: fetched.path, format: named };
  const path = join(folder, 'unwrapped');
  const { ratio, freeBytes } = maxExpansion;
  await unwrap(fetched.path, path, Math.max(freeBytes, ratio * (await stat(fetched.path)).size));
  return { path, format: named };
}

/** What the first bytes say; for contents of which neither name nor media type say anything. */
export async function compressionOfBytes(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const magic = buffer.subarray(0, bytesRead).toString('hex');
    return magic.startsWith('1f8b') ? 'gzip' : magic === '28b52ffd' ? 'zstd' : 'none';
  } finally {
    await file.close();
  }
}

/** Whether there is gzip inside the gzip. */
async function holdsGzip(path: string): Promise<boolean> {
  const file = createReadStream(path);
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of file.pipe(gunzip))
      return (chunk as Buffer)[0] === 0x1f && (chunk as Buffer)[1] === 0x8b;
    return false;
  } catch {
    // Not gzip, or broken: for the engine to say.
    return false;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

async function unwrap(from: string, to: string, maxBytes: number): Promise<void> {
  let bytes = 0;
  try {
    await pipeline(
      createReadStream(from),
      createGunzip(),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > maxBytes) throw new WholeFileError(decompressionBomb);
          yield chunk;
        }
      },
      createWriteStream(to),
    );
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw new WholeFileError({
      code: 'corrupt_compression',
      message: 'what the server put around the file is damaged: download it again',
    });
  }
}

const decompressionBomb = {
  code: 'decompression_bomb',
  message: 'what the server put around the file expands beyond all measure: check where it comes from',
};
