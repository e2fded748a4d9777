export { type LoadCase } from './cases/load-case.js';
export { loadCases } from './cases/load-cases.js';
export {
  comparableCell,
  ledgerKept,
  loadedTables,
  rejectsKept,
  type LoadedTables,
  type NamedRow,
} from './comparable.js';
export {
  accounts,
  clicks,
  eventWindowSeconds,
  prices,
  snapshots,
  stock,
  testDatasets,
  visits,
} from './datasets.js';
export { instant } from './instant.js';
export { LoadModel } from './load-model.js';
export { type ModelEntry, type ModelReject, type ModelRow } from './model-state.js';
export {
  at,
  fileRecordId,
  fileSource,
  replaySource,
  streamSource,
  type StreamRecord,
  type TestRecord,
  type TestSource,
} from './sources.js';
export { stagedFault, stagedRejects, stagedRows, stagedSource } from './staged.js';
