export { groupArrivals, maxArrivalGroups, widenGroups, type ArrivalGroup } from './arrival-groups.js';
export { classifyFailure, type Classification, type Disposition } from './classify-failure.js';
export {
  type LoadCommand,
  type Ordering,
  type RecordStage,
  type SourceStage,
  type TemporaryColumn,
} from './command.js';
export {
  expectedTables,
  ledgerView,
  operationsSchema,
  rejectsView,
  type ExpectedColumn,
  type ExpectedTable,
  type MigrationStep,
} from './create-tables.js';
export { errorCodeOf, unknownCode, type Failure } from './error-code.js';
export { freshnessSql } from './freshness.js';
export { rejectsLayout, rowsLayout, sourcesLayout, type StagedColumn } from './layouts.js';
export { ledgerColumns, readLedgerRows, type Cell, type LedgerColumn, type LedgerRow } from './ledger.js';
export { planLoad, type LoadRequest } from './plan-load.js';
export {
  existingColumnsSql,
  missingForLoads,
  planMigration,
  readExistingColumns,
  type ExistingColumn,
  type MigrationPlan,
  type MigrationRefusal,
} from './plan-migration.js';
export { quoteIdentifier, quoteInstant, quoteLiteral, quoteTable, type TableRef } from './quote.js';
export { renderLoad } from './render.js';
export { type StagedSource } from './staged-source.js';
export { datasetTables, type DatasetTables } from './tables.js';
