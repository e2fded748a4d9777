import type { Dataset, Value } from '@sluice/contracts';
import type { TestRecord, TestSource } from './sources.js';

/** What stands for each bad record's fault. */
export const stagedFault = {
  reason: 'not_an_integer',
  column_name: null,
  rule: 'integer',
  value_preview: 'many',
} as const;

/** A source as a load stages it, by the names of the staged columns. */
export const stagedSource = (source: TestSource, number: number) => ({
  _source_no: number,
  source_id: source.sourceId,
  kind: source.kind,
  origin: source.origin,
  object_bucket: source.bucket,
  object_key: source.key,
  object_version: source.version,
  checksum: source.checksum,
  first_arrived_at: source.firstArrivedAt,
  arrived_at: source.arrivedAt,
  records_read: source.recordsRead,
  contract_version: source.contractVersion,
  engine_version: 'load-model@1',
  quarantine_uri: source.quarantineUri,
});

const identity = ({ ordinal, recordId, arrivedAt }: TestRecord, number: number) => ({
  _source_no: number,
  _ordinal: ordinal,
  _record_id: recordId,
  _arrived_at: arrivedAt,
});

/** Its clean rows likewise; a value for each column of the contract. */
export const stagedRows = (
  { columns }: Dataset,
  { records }: TestSource,
  number: number,
): Record<string, Value>[] =>
  records.flatMap((record) =>
    record.values === undefined
      ? []
      : [
          {
            ...identity(record, number),
            ...Object.fromEntries(columns.map(({ name }, place) => [name, record.values?.[place] ?? null])),
          },
        ],
  );

/** Its bad records. */
export const stagedRejects = ({ records }: TestSource, number: number): Record<string, Value>[] =>
  records.flatMap((record) =>
    record.values === undefined ? [{ ...identity(record, number), ...stagedFault }] : [],
  );
