import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { sampleFileLines, type Dataset } from '@sluice/contracts';
import { faultCounter } from './count-faults.js';
import { badRecords, type SourceFile } from './samples.js';

export interface SampleFileOptions {
  readonly rows: number;
  /** Instead of the contract's. */
  readonly header: string | undefined;
  readonly signal: AbortSignal;
}

/** Lines that go into the file at a time, between which others get their turn. */
const linesAtOnce = 1000;
/** In a file as small as this chance alone might make no record bad, or more than a file may have. */
const smallRows = 2000;
const seedsTried = 50;

/** Writes a TSV.gz of a dataset with faults that are known. */
export async function writeSampleFile(
  dataset: Dataset,
  path: string,
  { rows, header, signal }: SampleFileOptions,
): Promise<SourceFile> {
  const keys = new Set<string>();
  const counter = faultCounter();
  function* chunks(): Generator<string> {
    let lines: string[] = [];
    let isHeader = true;
    for (const sample of sampleFileLines(dataset, { rows, seed: seedFor(dataset, rows) })) {
      if (!isHeader && counter.take(sample)) keys.add(keyOf(dataset, sample.line));
      lines.push(isHeader ? (header ?? sample.line) : sample.line);
      isHeader = false;
      if (lines.length < linesAtOnce) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  }
  await pipeline(Readable.from(chunks()), createGzip({ level: 4 }), createWriteStream(path), { signal });
  return {
    dataset: dataset.name,
    path,
    known: { records: rows, faults: counter.faults, distinctKeys: keys.size },
  };
}

function seedFor(dataset: Dataset, rows: number): number {
  if (rows > smallRows) return 1;
  const most = Math.floor(rows * dataset.maxRejectRatio);
  let allGood: number | undefined;
  for (let seed = 1; seed <= seedsTried; seed++) {
    const counter = faultCounter();
    for (const sample of sampleFileLines(dataset, { rows, seed })) counter.take(sample);
    const bad = badRecords(counter.faults);
    if (bad > 0 && bad <= most) return seed;
    if (bad === 0) allGood ??= seed;
  }
  return allGood ?? 1;
}

/** Of an append table every row is its own key. */
function keyOf({ load, columns }: Dataset, line: string): string {
  if (load.mode !== 'upsert') return line;
  const fields = line.split('\t');
  return load.key.map((name) => fields[columns.findIndex((column) => column.name === name)]).join('\t');
}
