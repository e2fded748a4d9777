import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { CleaningEnvironmentError, FileFaultError } from './errors.js';
import type { Compression } from './file-format.js';

const magics: readonly { readonly bytes: readonly number[]; readonly is: string }[] = [
  { bytes: [0x1f, 0x8b], is: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstd' },
  { bytes: [0x50, 0x41, 0x52, 0x31], is: 'a Parquet file' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], is: 'a ZIP archive' },
  { bytes: [0x42, 0x5a, 0x68], is: 'a bzip2 file' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], is: 'an xz file' },
];
const extensions: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst' };

/**
 * The decompressed bytes of a file in blocks, without a byte order mark.
 * @throws {FileFaultError} for bytes that are not what the name promises
 * @throws {CleaningEnvironmentError} for a file that cannot be read
 */
export async function* openSource(path: string, compression: Compression): AsyncGenerator<Buffer> {
  const { magic, size } = await readStart(path);
  if (size === 0) throw emptyFile();
  checkMagic(magic, compression);
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const block of decompress(path, compression, size)) {
    if (!start) {
      yield block;
      continue;
    }
    start = Buffer.concat([start, block]);
    if (start.length < longestByteOrderMark) continue;
    yield afterByteOrderMark(start);
    start = undefined;
  }
  if (!start) return;
  if (start.length === 0) throw emptyFile();
  yield afterByteOrderMark(start);
}

const longestByteOrderMark = 3;

export const emptyFile = () =>
  new FileFaultError({ code: 'empty_file', message: 'the file is empty: deliver it again with its content' });

async function readStart(path: string): Promise<{ magic: Buffer; size: number }> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
      return { magic: buffer.subarray(0, bytesRead), size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CleaningEnvironmentError('the file cannot be opened', { cause: error });
  }
}

function checkMagic(start: Buffer, compression: Compression): void {
  const found = magics.find(({ bytes }) => bytes.every((byte, index) => start[index] === byte))?.is;
  const declared = compression === 'none' ? undefined : compression;
  if (found === declared) return;
  if (declared !== undefined)
    throw new FileFaultError({
      code: 'wrong_compression',
      message: `the name says ${declared}, the bytes are ${found ?? 'not compressed'}: rename or compress the file`,
    });
  const extension = extensions[found ?? ''];
  throw new FileFaultError(
    extension === undefined
      ? { code: 'not_the_format', message: `the file is ${found}: deliver it as text, plain, .gz or .zst` }
      : {
          code: 'wrong_compression',
          message: `the bytes are ${found}, the name does not say so: let it end in ${extension}`,
        },
  );
}

async function* decompress(path: string, compression: Compression, size: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
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
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize: 1 << 18 });
  // Node has it from 22.15 on; the types are those of the oldest Node that is supported.
  const { createZstdDecompress } = zlib as unknown as {
    createZstdDecompress?: (options: object) => Transform;
  };
  if (!createZstdDecompress)
    throw new FileFaultError({
      code: 'unsupported_compression',
      message: `zstd needs Node 22.15 or newer, this is ${process.version}: deliver the file as .gz`,
    });
  return createZstdDecompress({ chunkSize: 1 << 18 });
}

/** Tapes and block devices pad gzip files with zeros; anything else after the data is lost data. */
async function isZeroPadding(path: string, from: number): Promise<boolean> {
  for await (const block of createReadStream(path, { start: from }))
    if ((block as Buffer).some((byte) => byte !== 0)) return false;
  return true;
}

function afterByteOrderMark(block: Buffer): Buffer {
  if (block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf) return block.subarray(3);
  if ((block[0] === 0xff && block[1] === 0xfe) || (block[0] === 0xfe && block[1] === 0xff))
    throw new FileFaultError({
      code: 'undecodable',
      message: 'the file is UTF-16: save it as UTF-8',
    });
  return block;
}
