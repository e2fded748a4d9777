export {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  list,
  text,
  timestamp,
  type BigintColumn,
  type BooleanColumn,
  type Column,
  type DateColumn,
  type DecimalColumn,
  type DoubleColumn,
  type IntegerColumn,
  type ListColumn,
  type TextColumn,
  type TimestampColumn,
} from './column.js';
export {
  type Dataset,
  type DatasetDefinition,
  type FileFormat,
  type FileFormatName,
  type Identity,
  type LoadMode,
} from './dataset.js';
export { datasets, findDataset, loadableDatasets } from './datasets/registry.js';
export { titleBasics } from './datasets/title-basics.js';
export { titleRatings } from './datasets/title-ratings.js';
export { unrouted } from './datasets/unrouted.js';
export { ContractError, defineDataset } from './define-dataset.js';
export { columnSql, type ColumnSql } from './duckdb/column-sql.js';
export { literal } from './duckdb/literal.js';
export { parquetType } from './duckdb/parquet-type.js';
export { faultColumn, faultReason, recordSql, type RecordSqlOptions } from './duckdb/record-sql.js';
export { preview, reasonCodes, type Fault, type ReasonCode } from './reason.js';
export { lineageColumns, redshiftType, stageType, targetTableDdl } from './redshift-ddl.js';
export { type Row, type Value, type Verdict } from './row.js';
export { ruleText } from './rule-text.js';
export {
  sampleFileLines,
  sampleRecords,
  type ExpectedVerdict,
  type SampleLine,
  type SampleOptions,
  type SampleRecord,
} from './sample/sample-data.js';
export { seededRandom, type SeededRandom } from './sample/seeded-random.js';
export { utf8Length } from './utf8-length.js';
export { columnSchema, recordSchema, recordValidator } from './zod-schema.js';
