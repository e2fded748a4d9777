import { tableColumns, type Dataset } from '@sluice/contracts';

/** A column of a staged Parquet file, and of the temporary table that it is copied into by position. */
export interface StagedColumn {
  readonly name: string;
  /** Type in the temporary table. */
  readonly stageType: string;
  /** Type to cast to in DuckDB before writing Parquet. */
  readonly parquetType: string;
  readonly nullable: boolean;
  readonly meaning: string;
}

const staged = (name: string, type: string, meaning: string, nullable = false): StagedColumn => ({
  name,
  stageType: type,
  // Parquet has no lengths.
  parquetType: type.startsWith('VARCHAR') ? 'VARCHAR' : type,
  nullable,
  meaning,
});

/**
 * One row for each source of the load: a file's version, or a row batch. `_source_no` is unique within a load
 * and ties rows and rejects to it; `source_id` is the same however often the source is announced.
 */
export const sourcesLayout: readonly StagedColumn[] = [
  staged('_source_no', 'INTEGER', 'Number of the source within this load.'),
  staged('source_id', 'VARCHAR(256)', 'Identity of the source, stable over redelivery.'),
  staged('kind', 'VARCHAR(16)', '`file`, `stream` or `replay`.'),
  staged('origin', 'VARCHAR(2048)', 's3://bucket/key of a file, name of a stream.'),
  staged('object_bucket', 'VARCHAR(255)', 'Bucket of a file.', true),
  staged('object_key', 'VARCHAR(1024)', 'Key of a file, as S3 has it (not URL-encoded).', true),
  staged('object_version', 'VARCHAR(1024)', 'Version id of a file in a versioned bucket.', true),
  staged('checksum', 'VARCHAR(256)', 'Of a file’s bytes; equal exactly when the bytes are.', true),
  staged('first_arrived_at', 'TIMESTAMP', 'UTC. Of a file its LastModified, of a batch its earliest record.'),
  staged('arrived_at', 'TIMESTAMP', 'UTC. Of a file its LastModified, of a batch its latest record.'),
  staged('records_read', 'BIGINT', 'Records that were read, good and bad.'),
  staged('contract_version', 'INTEGER', 'Version of the contract that judged them.'),
  staged('engine_version', 'VARCHAR(64)', 'What judged them.', true),
  staged(
    'quarantine_uri',
    'VARCHAR(2048)',
    'Object with the raw bad records; null when there are none.',
    true,
  ),
];

/** Identity of a record, before all else of rows and rejects. */
export const recordColumns: readonly StagedColumn[] = [
  staged('_source_no', 'INTEGER', 'The source it came from.'),
  staged('_ordinal', 'BIGINT', 'Position in the source, good and bad records counted together.'),
  staged(
    '_record_id',
    'VARCHAR(256)',
    'Identity of the record where it has one of its own; null in files.',
    true,
  ),
  staged(
    '_arrived_at',
    'TIMESTAMP',
    'UTC. Arrival of the record where it has one of its own; null in files.',
    true,
  ),
];

/** Clean rows: identity, then the table's columns in contract order. What becomes SUPER is JSON text. */
export function rowsLayout(dataset: Dataset): readonly StagedColumn[] {
  return [
    ...recordColumns,
    ...tableColumns(dataset).map(({ name, stageType, parquetType, nullable, description }) => ({
      name,
      stageType,
      parquetType,
      nullable,
      meaning: description,
    })),
  ];
}

/** Bad records. Texts must be free of NUL, lone surrogates, U+FFFE and U+FFFF, which Redshift refuses. */
export const rejectsLayout: readonly StagedColumn[] = [
  ...recordColumns,
  staged('reason', 'VARCHAR(64)', 'Code of the first fault.'),
  staged('column_name', 'VARCHAR(128)', 'Column at fault; null when the record as a whole is bad.', true),
  staged('rule', 'VARCHAR(65535)', 'What the contract asks for, in words.'),
  staged('value_preview', 'VARCHAR(1024)', 'The raw text, cut; null when there was none.', true),
];
