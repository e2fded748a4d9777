export { acceptsNull } from './accepts-null.js';
export { blanks, trimmed } from './blanks.js';
export { columnFault } from './column-fault.js';
export {
  type BigintColumn,
  type BooleanColumn,
  type Column,
  type ColumnBase,
  type DateColumn,
  type DecimalColumn,
  type Derivation,
  type DoubleColumn,
  type IntegerColumn,
  type JsonColumn,
  type ListColumn,
  type Mask,
  type TextColumn,
  type TimestampColumn,
} from './column.js';
export {
  type CsvDelimiter,
  type Dataset,
  type DatasetDefinition,
  type DistStyle,
  type Encoding,
  type FileFormat,
  type FileFormatName,
  type Identity,
  type LoadMode,
} from './dataset.js';
export { datasets, findDataset, loadableDatasets } from './datasets/registry.js';
export { titleBasics } from './datasets/title-basics.js';
export { titleRatings } from './datasets/title-ratings.js';
export { unrouted } from './datasets/unrouted.js';
export {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
  type ColumnOptions,
} from './define-column.js';
export { ContractError, defineDataset } from './define-dataset.js';
export { deriver, sourceColumns, sourcesOf } from './derivation.js';
export { copyColumns } from './derived/copy-columns.js';
export { dataDictionary } from './derived/data-dictionary.js';
export { jsonSchema, type JsonSchema } from './derived/json-schema.js';
export { jsonText } from './derived/json-text.js';
export { columnSql, isJsonFunction, type ColumnSql } from './duckdb/column-sql.js';
export { literal } from './duckdb/literal.js';
export { parquetType } from './duckdb/parquet-type.js';
export {
  derivedText,
  faultColumn,
  faultReason,
  recordSql,
  type RecordSqlOptions,
} from './duckdb/record-sql.js';
export { additiveMigration, migrationText, type MigrationStatement } from './evolution/additive-migration.js';
export {
  checkContracts,
  isAccepted,
  type ContractFinding,
  type FindingStatus,
  type SnapshotFile,
} from './evolution/check-contracts.js';
export { compareContracts } from './evolution/compare-contracts.js';
export { type ChangeKind, type ContractChange } from './evolution/contract-change.js';
export {
  describeContract,
  readContractDescription,
  type ColumnDescription,
  type ContractDescription,
} from './evolution/contract-description.js';
export { reportFindings } from './evolution/report-findings.js';
export { readSnapshotName, type SnapshotName } from './evolution/snapshot-file.js';
export { type UnreadVersion } from './evolution/unread-versions.js';
export { isJson } from './is-json.js';
export { maskValue, redactedText, type Sha256Hex } from './mask.js';
export { defaultValue, valueReader } from './read-value.js';
export { type Reading, type ValueReader } from './reading.js';
export {
  hasReservedKey,
  isJsonObject,
  parseRecord,
  reservedKey,
  type JsonObject,
  type ParsedRecord,
} from './parse-record.js';
export { preview, reasonCodes, type Fault, type ReasonCode } from './reason.js';
export { encodingClause, lineageColumns, targetTableDdl } from './redshift-ddl.js';
export { type Row, type Value, type Verdict } from './row.js';
export { ruleText } from './rule-text.js';
export { sampleFileLines, type SampleLine } from './sample/sample-data.js';
export { SampleError, type ExpectedVerdict, type SampleOptions } from './sample/sample-options.js';
export { sampleRecords, type SampleRecord } from './sample/sample-records.js';
export { seededRandom, type SeededRandom } from './sample/seeded-random.js';
export { redshiftType, stageType, tableColumns, type TableColumn } from './table-columns.js';
export { utf8Length } from './utf8-length.js';
export { columnSchema, recordSchema, recordValidator } from './zod-schema.js';
