import type { Row } from '@sluice/contracts';

export interface TestRecord {
  readonly ordinal: number;
  /** Null for files. */
  readonly recordId: string | null;
  readonly arrivedAt: string | null;
  /** Of a clean row: values in contract order. Of a reject: undefined. */
  readonly values?: Row;
}

/** A source with everything that a load stages of it. Times are ISO 8601 UTC. */
export interface TestSource {
  readonly sourceId: string;
  readonly kind: 'file' | 'stream' | 'replay';
  readonly origin: string;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly version: string | null;
  readonly checksum: string | null;
  readonly contractVersion: number;
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
  rows: readonly (Row | null)[],
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
    contractVersion: 1,
    firstArrivedAt: arrivedAt,
    arrivedAt,
    recordsRead: records.length,
    quarantineUri: `s3://quarantine/${name}`,
    records,
    ...options,
  };
}

/** The identity of a file's record. */
export const fileRecordId = (sourceId: string, ordinal: number): string =>
  `${sourceId}:${String(ordinal).padStart(12, '0')}`;

export interface StreamRecord {
  readonly id: string;
  readonly arrivedAt: string;
  /** Null for a bad record. */
  readonly values: Row | null;
}

/** A row batch. */
export function streamSource(
  name: string,
  records: readonly StreamRecord[],
  options: Partial<TestSource> = {},
): TestSource {
  return {
    ...withRecords('stream', `batch-${name}`, records),
    origin: 'records',
    quarantineUri: null,
    ...options,
  };
}

/** Records of any sources, sent again under their own identities and times of arrival. */
export function replaySource(
  name: string,
  records: readonly StreamRecord[],
  options: Partial<TestSource> = {},
): TestSource {
  return {
    ...withRecords('replay', `replay-${name}`, records),
    origin: `replay ${name}`,
    quarantineUri: `s3://quarantine/replay/${name}`,
    ...options,
  };
}

function withRecords(kind: 'stream' | 'replay', sourceId: string, records: readonly StreamRecord[]) {
  const times = records.map(({ arrivedAt }) => arrivedAt).sort();
  return {
    sourceId,
    kind,
    bucket: null,
    key: null,
    version: null,
    checksum: null,
    contractVersion: 1,
    firstArrivedAt: times[0] ?? at(0),
    arrivedAt: times.at(-1) ?? at(0),
    recordsRead: records.length,
    records: records.map(({ id, arrivedAt, values }, ordinal) => ({
      ordinal,
      recordId: id,
      arrivedAt,
      ...(values === null ? {} : { values }),
    })),
  };
}
