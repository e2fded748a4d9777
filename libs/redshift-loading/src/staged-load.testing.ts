import { defineDataset, integer, list, text, timestamp, type Dataset } from '@sluice/contracts';
import type { Cell } from './ledger.js';

const table = (name: string) => ({ schema: 'shop', name });

/** Upsert by arrival. */
export const prices: Dataset = defineDataset({
  name: 'prices',
  version: 1,
  table: table('prices'),
  columns: [
    text('sku', { maxBytes: 64 }),
    integer('price'),
    list('tags', { nullable: true, maxBytes: 1024 }),
  ],
  load: { mode: 'upsert', key: ['sku'] },
});

/** Upsert by a column of the record. */
export const stock: Dataset = defineDataset({
  name: 'stock',
  version: 1,
  table: table('stock'),
  columns: [text('sku', { maxBytes: 64 }), text('place', { maxBytes: 64 }), integer('revision')],
  load: { mode: 'upsert', key: ['sku', 'place'], versionColumn: 'revision' },
});

/** Append; only redelivery is recognised. */
export const visits: Dataset = defineDataset({
  name: 'visits',
  version: 1,
  table: table('visits'),
  columns: [text('page', { maxBytes: 64 }), integer('hits')],
  load: { mode: 'append' },
});

export const eventWindowSeconds = 3600;

/** Append; a producer's retry is recognised too. */
export const clicks: Dataset = defineDataset({
  name: 'clicks',
  version: 1,
  table: table('clicks'),
  columns: [
    text('visitor', { maxBytes: 64 }),
    timestamp('clicked_at'),
    integer('position', { nullable: true }),
  ],
  load: { mode: 'append' },
  identity: { kind: 'event', columns: ['visitor', 'clicked_at'], windowSeconds: eventWindowSeconds },
});

export interface TestRecord {
  readonly ordinal: number;
  /** Null for files. */
  readonly recordId: string | null;
  readonly arrivedAt: string | null;
  /** Of a clean row: values in contract order. Of a reject: undefined. */
  readonly values?: readonly Cell[];
}

export interface TestSource {
  readonly sourceId: string;
  readonly kind: 'file' | 'stream';
  readonly origin: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly version: string | null;
  readonly checksum: string | null;
  readonly firstArrivedAt: string;
  readonly arrivedAt: string;
  readonly recordsRead: number;
  readonly quarantineUri: string | null;
  readonly records: readonly TestRecord[];
}

/** `2026-03-01T00:00:00Z` plus so many seconds. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 1) + seconds * 1000).toISOString();

/** A file's version; `null` among its rows stands for a bad record. */
export function fileSource(
  name: string,
  arrivedAt: string,
  rows: readonly (readonly Cell[] | null)[],
  options: Partial<TestSource> = {},
): TestSource {
  const records = rows.map((values, ordinal) => ({
    ordinal,
    recordId: null,
    arrivedAt: null,
    ...(values === null ? {} : { values }),
  }));
  return {
    sourceId: `file-${name}`,
    kind: 'file',
    origin: 's3://landing/a.tsv',
    bucket: 'landing',
    key: 'a.tsv',
    version: name,
    checksum: `sum-${name}`,
    firstArrivedAt: arrivedAt,
    arrivedAt,
    recordsRead: records.length,
    quarantineUri: `s3://quarantine/${name}`,
    records,
    ...options,
  };
}

export interface StreamRecord {
  readonly id: string;
  readonly arrivedAt: string;
  /** Null for a bad record. */
  readonly values: readonly Cell[] | null;
}

/** A row batch of at least one record. */
export function streamSource(
  name: string,
  records: readonly StreamRecord[],
  options: Partial<TestSource> = {},
): TestSource {
  const times = records.map(({ arrivedAt }) => arrivedAt).sort();
  return {
    sourceId: `batch-${name}`,
    kind: 'stream',
    origin: 'records',
    bucket: null,
    key: null,
    version: null,
    checksum: null,
    firstArrivedAt: times[0] ?? at(0),
    arrivedAt: times.at(-1) ?? at(0),
    recordsRead: records.length,
    quarantineUri: null,
    records: records.map(({ id, arrivedAt, values }, ordinal) => ({
      ordinal,
      recordId: id,
      arrivedAt,
      ...(values === null ? {} : { values }),
    })),
    ...options,
  };
}
