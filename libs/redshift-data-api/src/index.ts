export {
  createDataApi,
  type DataApi,
  type DataApiOptions,
  type RunOptions,
  type StatementResult,
} from './data-api.js';
export { DataApiUnavailableError, StatementFailedError, StatementLostError } from './errors.js';
export { type Result, type ResultColumn, type Value } from './read-result.js';
export { runLoad, type LoadRunOptions } from './run-load.js';
export { MigrationStoppedError, readCatalog, runMigration } from './run-migration.js';
