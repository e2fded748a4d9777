import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleRecords, titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import { faultCounter } from './count-faults.js';
import type { KnownRecords, Samples, SourceFile } from './samples.js';
import { writeSampleFile } from './write-sample-file.js';

export interface OwnFile {
  readonly path: string;
  readonly dataset: string;
}

export interface SampleOptions {
  readonly rows: number;
  readonly records: number;
  readonly own: OwnFile | undefined;
  readonly directory: string;
  readonly signal: AbortSignal;
}

const lateRows = 500;
const driftedRows = 20;
const repeatRatio = 0.02;
const recordFaultRatio = 0.02;
/** Few records may all be good by chance; then another seed makes some bad and some repeated. */
const seedsTried = 50;

/** Everything that the demo hands to the pipeline; the same in every run. */
export async function makeSamples(options: SampleOptions): Promise<Samples> {
  const { own, directory, signal } = options;
  await mkdir(directory, { recursive: true });
  const write = (dataset: Dataset, name: string, rows: number, header?: string) =>
    writeSampleFile(dataset, join(directory, name), { rows, header, signal });
  const ownSource: SourceFile | undefined = own && { ...own, known: undefined };
  return {
    stream: makeRecords(titleRatings, options.records),
    late: await write(titleRatings, 'title.ratings.corrections.tsv.gz', lateRows),
    drifted: await write(
      titleRatings,
      'title.ratings.renamed.tsv.gz',
      driftedRows,
      driftedHeader(titleRatings),
    ),
    main:
      ownSource?.dataset === titleBasics.name
        ? ownSource
        : await write(titleBasics, 'title.basics.tsv.gz', options.rows),
    own: ownSource?.dataset === titleBasics.name ? undefined : ownSource,
  };
}

/** As a producer's new release might write it. */
const driftedHeader = ({ columns }: Dataset): string =>
  columns.map(({ from }, index) => (index === 1 ? `${from}New` : from)).join('\t');

function makeRecords(dataset: Dataset, count: number): KnownRecords {
  for (let seed = 1; ; seed++) {
    const made = recordsOf(dataset, count, seed);
    if (seed === seedsTried || (made.repeated > 0 && made.faults.size > 0)) return made;
  }
}

function recordsOf(dataset: Dataset, count: number, seed: number): KnownRecords {
  const counter = faultCounter();
  const records: string[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  // The first ones are passed over: the late file has the same events there, but for chance.
  const options = { rows: count + lateRows, seed, faultRatio: recordFaultRatio, duplicateRatio: repeatRatio };
  let index = 0;
  for (const sample of sampleRecords(dataset, options)) {
    if (index++ < lateRows) continue;
    const text = JSON.stringify(sample.record);
    records.push(text);
    if (!counter.take(sample)) continue;
    if (seen.has(text)) repeated++;
    seen.add(text);
  }
  return { dataset: dataset.name, records, faults: counter.faults, repeated };
}
