import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CleanedOnce, CleanOnceTask } from './clean-once.testing.js';

const MIB = 1024 * 1024;
/** What one cleaning may take, whatever the file. */
const peakLimitBytes = 256 * MIB;
const blockRows = 100_000;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-cleaning-memory-'));
  program = join(folder, 'clean-once.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('clean-once.testing.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@sluice/source'],
    external: ['@duckdb/node-api'],
    outfile: program,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Where the bundle finds what cannot be bundled. */
const modulesFolder = join(
  dirname(createRequire(import.meta.url).resolve('@duckdb/node-api/package.json')),
  '..',
  '..',
);

/** Cleans a file in a process of its own, on a clean folder. */
async function cleanOnce(
  task: Pick<CleanOnceTask, 'inputPath' | 'compression'> & Partial<CleanOnceTask>,
): Promise<CleanedOnce> {
  const outputDirectory = join(folder, 'out');
  await mkdir(outputDirectory);
  try {
    const argument = JSON.stringify({ format: 'tsv', outputDirectory, ...task } satisfies CleanOnceTask);
    const { stdout } = await promisify(execFile)(process.execPath, [program, argument], {
      env: { ...process.env, NODE_PATH: modulesFolder },
    });
    return JSON.parse(stdout) as CleanedOnce;
  } finally {
    await rm(outputDirectory, { recursive: true });
  }
}

/** @param level of gzip; plain without */
async function write(name: string, content: Iterable<Buffer>, level?: number): Promise<string> {
  const path = join(folder, name);
  const source = Readable.from(content, { objectMode: false });
  await (level === undefined
    ? pipeline(source, createWriteStream(path))
    : pipeline(source, createGzip({ level }), createWriteStream(path)));
  return path;
}

/** A header and the same sample of rows again and again. */
function* titles(rows: number, faultRatio: number): Generator<Buffer> {
  const [header, ...lines] = sampleFileLines(titleBasics, { rows: blockRows, seed: 3, faultRatio });
  yield Buffer.from(`${header?.line}\n`);
  const block = Buffer.from(lines.map(({ line }) => `${line}\n`).join(''));
  for (let at = 0; at < rows; at += blockRows) yield block;
}

function* repeated(piece: string, bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(MIB, piece);
  for (let at = 0; at < bytes; at += MIB) yield block;
}

function tell(what: string, { peakBytes, milliseconds }: CleanedOnce): void {
  process.stdout.write(`${what}: ${Math.round(peakBytes / MIB)} MiB, ${Math.round(milliseconds)} ms\n`);
}

const header = `${titleBasics.columns.map(({ from }) => from).join('\t')}\n`;

it('four times the rows take no more memory', { timeout: 600_000 }, async () => {
  const peaks: number[] = [];
  for (const rows of [1_000_000, 4_000_000]) {
    const inputPath = await write('titles.tsv.gz', titles(rows, 0.005), 1);
    const cleaned = await cleanOnce({ inputPath, compression: 'gzip' });
    expect(cleaned.result).toMatchObject({ ok: true, counts: { read: rows } });
    tell(`${rows} rows`, cleaned);
    peaks.push(cleaned.peakBytes);
  }
  const [once = 0, fourfold = 0] = peaks;
  expect(fourfold).toBeLessThan(peakLimitBytes);
  expect(fourfold / once).toBeLessThan(1.15);
});

it('a million bad rows take no more', { timeout: 300_000 }, async () => {
  const inputPath = await write('bad.tsv.gz', titles(1_000_000, 1), 1);
  const cleaned = await cleanOnce({ inputPath, compression: 'gzip', maxRejectRatio: 1 });
  tell('all rows bad', cleaned);
  expect(cleaned.result).toMatchObject({ ok: true, counts: { clean: 0, rejected: 1_000_000 } });
  expect(cleaned.peakBytes).toBeLessThan(peakLimitBytes);
});

it.each([
  ['without a header', '', 'header_missing'],
  ['behind a header', header, 'too_many_rejects'],
])('a line of 300 MiB %s is refused', { timeout: 120_000 }, async (_, start, code) => {
  function* content() {
    yield Buffer.from(start);
    yield* repeated('x', 300 * MIB);
  }
  const inputPath = await write('line.tsv', content());
  const cleaned = await cleanOnce({ inputPath, compression: 'none' });
  tell(`a line of 300 MiB ${_}`, cleaned);
  expect(cleaned.result).toMatchObject({ ok: false, fault: { code } });
  expect(cleaned.peakBytes).toBeLessThan(peakLimitBytes);
});

it('a mebibyte that expands to a gibibyte is refused before it has', { timeout: 120_000 }, async () => {
  function* content() {
    yield Buffer.from(header);
    yield* repeated('\0', 1024 * MIB);
  }
  const inputPath = await write('bomb.tsv.gz', content(), 9);
  const maxExpansion = { ratio: 20, freeBytes: 64 * MIB };
  const cleaned = await cleanOnce({ inputPath, compression: 'gzip', maxExpansion });
  tell('1 GiB of zeros, gzipped', cleaned);
  expect(cleaned.result).toMatchObject({ ok: false, fault: { code: 'decompression_bomb' } });
  expect(cleaned.peakBytes).toBeLessThan(peakLimitBytes);
  expect(cleaned.milliseconds).toBeLessThan(5000);
});
