import { createHash } from 'node:crypto';
import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sampleFileLines, titleBasics, type SampleLine } from '@sluice/contracts';
import { inDuckdb } from './in-duckdb.js';

export interface SampleTask {
  /** Where samples are kept between runs. */
  readonly directory: string;
  readonly samples: readonly SampleShape[];
}

export interface SampleShape {
  readonly rows: number;
  /** Share of rows with one fault, 0 to 1. */
  readonly faultRatio: number;
}

/** A gzipped tsv of title-basics, and the verdict that each of its rows was made for. */
export interface Sample extends SampleShape {
  readonly path: string;
  /** Parquet: ordinal, tconst (of valid rows), expected (`valid` or the reason), column_name. */
  readonly expectedPath: string;
  readonly gzipBytes: number;
  readonly textBytes: number;
  readonly valid: number;
  /** Rows of each reason. */
  readonly faults: Readonly<Record<string, number>>;
}

const seed = 7;

/** Makes the samples that are not there yet. Only those of the contract as it is now are kept. */
export async function makeSamples({ directory, samples }: SampleTask): Promise<readonly Sample[]> {
  const current = join(directory, fingerprint());
  await mkdir(current, { recursive: true });
  for (const name of await readdir(directory))
    if (name !== fingerprint()) await rm(join(directory, name), { recursive: true });
  const made: Sample[] = [];
  for (const shape of samples) made.push(await sampleOf(current, shape));
  return made;
}

/** Changes with the contract and with how samples of it are made. */
function fingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify(titleBasics));
  for (const line of sampleFileLines(titleBasics, { rows: 20_000, seed, faultRatio: 0.5 }))
    hash.update(JSON.stringify(line));
  return `title-basics-v${titleBasics.version}-${hash.digest('hex').slice(0, 12)}`;
}

async function sampleOf(directory: string, shape: SampleShape): Promise<Sample> {
  const name = `${shape.rows}-rows-${shape.faultRatio}-bad`;
  const paths = { path: join(directory, `${name}.tsv.gz`), expectedPath: join(directory, `${name}.parquet`) };
  const factsPath = join(directory, `${name}.json`);
  const known = await readFile(factsPath, 'utf8').catch(() => undefined);
  if (known !== undefined) return { ...(JSON.parse(known) as Omit<Sample, keyof typeof paths>), ...paths };
  const facts = { ...shape, ...(await writeSample(shape, paths)) };
  // Written last: with it the sample is whole.
  await writeFile(`${factsPath}.new`, JSON.stringify(facts));
  await rename(`${factsPath}.new`, factsPath);
  return { ...facts, ...paths };
}

async function writeSample(
  { rows, faultRatio }: SampleShape,
  { path, expectedPath }: { readonly path: string; readonly expectedPath: string },
): Promise<Omit<Sample, keyof SampleShape | 'path' | 'expectedPath'>> {
  const faults: Record<string, number> = {};
  let textBytes = 0;
  const verdictsPath = `${expectedPath}.tsv`;
  const verdicts = openSync(verdictsPath, 'w');
  function* blocks(): Generator<Buffer> {
    let ordinal = -1;
    for (const lines of inBlocks(sampleFileLines(titleBasics, { rows, seed, faultRatio }))) {
      let told = '';
      for (const { line, expected, column } of lines) {
        // The header is no row.
        if (++ordinal === 0) continue;
        const valid = expected === 'valid';
        if (!valid) faults[expected] = (faults[expected] ?? 0) + 1;
        const tconst = valid ? line.slice(0, line.indexOf('\t')) : '';
        told += `${ordinal - 1}\t${tconst}\t${expected}\t${column ?? ''}\n`;
      }
      writeSync(verdicts, told);
      const block = Buffer.from(`${lines.map(({ line }) => line).join('\n')}\n`);
      textBytes += block.length;
      yield block;
    }
  }
  try {
    await pipeline(Readable.from(blocks()), createGzip(), createWriteStream(path));
  } finally {
    closeSync(verdicts);
  }
  await inDuckdb((connection) =>
    connection.run(
      `COPY (FROM read_csv('${verdictsPath}', auto_detect=false, header=false, delim='\t', quote='', nullstr='',
        columns={'ordinal': 'BIGINT', 'tconst': 'VARCHAR', 'expected': 'VARCHAR', 'column_name': 'VARCHAR'}))
        TO '${expectedPath}' (FORMAT parquet)`,
    ),
  );
  await rm(verdictsPath);
  const bad = Object.values(faults).reduce((sum, count) => sum + count, 0);
  return { gzipBytes: (await stat(path)).size, textBytes, valid: rows - bad, faults };
}

function* inBlocks(lines: Iterable<SampleLine>, size = 10_000): Generator<readonly SampleLine[]> {
  let block: SampleLine[] = [];
  for (const line of lines) {
    block.push(line);
    if (block.length < size) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}
