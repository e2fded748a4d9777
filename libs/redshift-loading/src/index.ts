export { groupArrivals, maxArrivalGroups, widenGroups, type ArrivalGroup } from './load/arrival-groups.js';
export { maxBatchStatements, maxStatementBytes } from './batch-limits.js';
export { classifyFailure, isCopyCode, type Classification } from './failures/classify-failure.js';
export {
  type LoadCommand,
  type Ordering,
  type RecordStage,
  type SourceStage,
  type TemporaryColumn,
} from './load/command.js';
export {
  catalogSql,
  emptyCatalog,
  existingColumnsSql,
  readCatalog,
  readExistingColumns,
  type Catalog,
  type ExistingColumn,
  type ExistingPrivilege,
  type ExistingView,
  type Grantee,
} from './migration/catalog.js';
export {
  expectedTables,
  operationsSchema,
  type ExpectedColumn,
  type ExpectedTable,
} from './migration/create-tables.js';
export { ledgerView, rejectsView } from './migration/create-views.js';
export { errorCodeOf, unknownCode, type Failure } from './failures/error-code.js';
export { tooLongCode, tooManyCode, type Again, type Disposition } from './failures/failure-rules.js';
export { freshnessSql } from './load/freshness.js';
export { type Access } from './migration/grants.js';
export { rejectsLayout, rowsLayout, sourcesLayout, type StagedColumn } from './load/layouts.js';
export {
  ledgerColumns,
  readLedgerRows,
  type Cell,
  type LedgerColumn,
  type LedgerRow,
  type SourceState,
} from './load/ledger.js';
export { missingForLoads } from './migration/load-readiness.js';
export { migrationBatches, type MigrationBatch } from './migration/migration-batches.js';
export { type MigrationRefusal, type MigrationStep } from './migration/migration-step.js';
export {
  describeLoadError,
  loadErrorsSql,
  maxLoadErrors,
  readLoadErrors,
  type FailedStatement,
  type LoadError,
} from './failures/load-errors.js';
export { planLoad, type LoadRequest } from './load/plan-load.js';
export { planMigration, type MigrationOptions, type MigrationPlan } from './migration/plan-migration.js';
export { quoteIdentifier, quoteInstant, quoteLiteral, quoteTable, type TableRef } from './quote.js';
export { renderLoad } from './render/render.js';
export { type SourceKind, type StagedSource } from './load/staged-source.js';
export { datasetTables, type DatasetTables } from './tables.js';
