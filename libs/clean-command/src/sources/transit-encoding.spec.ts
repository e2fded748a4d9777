import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FileFormat } from '@sluice/file-cleaning';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WholeFileError } from '../failures.js';
import { compressionOfBytes, withoutTransitEncoding } from './transit-encoding.js';

const content = Buffer.from('tconst\tprimaryTitle\n'.repeat(1000));
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clean-transit-'));
  path = join(folder, 'download');
});
afterEach(() => rm(folder, { recursive: true }));

async function taken(bytes: Buffer, named: FileFormat, isGzippedInTransit = true) {
  await writeFile(path, bytes);
  const maxExpansion = { ratio: 250, freeBytes: 100_000 };
  const found = await withoutTransitEncoding({ path, isGzippedInTransit }, named, folder, maxExpansion);
  return { ...found, bytes: await readFile(found.path) };
}
const tsv: FileFormat = { format: 'tsv', compression: 'none' };
const tsvGz: FileFormat = { format: 'tsv', compression: 'gzip' };
const parquet: FileFormat = { format: 'parquet', compression: 'none' };
const gzipped = gzipSync(content);

describe('what the server put around a file', () => {
  it.each([
    ['nothing', content, tsv, false, tsv, content],
    ['gzip around text is left to the engine', gzipped, tsv, true, tsvGz, gzipped],
    ['gzip that is the file’s own', gzipped, tsvGz, true, tsvGz, gzipped],
    ['gzip around gzip', gzipSync(gzipped), tsvGz, true, tsvGz, gzipped],
    ['gzip around Parquet', gzipped, parquet, true, parquet, content],
    ['an empty body', Buffer.alloc(0), tsvGz, true, tsvGz, Buffer.alloc(0)],
  ])('%s', async (_, bytes, named, isGzipped, format, expected) => {
    const found = await taken(bytes, named, isGzipped);
    expect(found.format).toEqual(format);
    expect(found.bytes.equals(expected)).toBe(true);
  });

  it.each([
    ['is damaged', gzipped.subarray(0, 40), /^corrupt_compression: /],
    ['expands beyond measure', gzipSync(Buffer.alloc(200_000)), /^decompression_bomb: /],
  ])('%s', async (_, bytes, message) => {
    await expect(taken(bytes, parquet)).rejects.toThrow(message);
    await expect(taken(bytes, parquet)).rejects.toThrow(WholeFileError);
  });
});

it.each([
  [gzipped, 'gzip'],
  [Buffer.from('28b52ffd00', 'hex'), 'zstd'],
  [content, 'none'],
  [Buffer.from([0x1f]), 'none'],
  [Buffer.alloc(0), 'none'],
])('the first bytes tell the compression', async (bytes, compression) => {
  await writeFile(path, bytes);
  expect(await compressionOfBytes(path)).toBe(compression);
});
