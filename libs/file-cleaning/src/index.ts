export {
  cleanFile,
  defaultMaxExpansion,
  type CleanFileOptions,
  type CleaningProgress,
} from './clean-file.js';
export {
  fileFaultCodes,
  type CleanedFile,
  type CleaningResult,
  type FileFault,
  type ParquetPart,
  type QuarantinedRecord,
  type QuarantineFile,
  type WrittenRecords,
} from './cleaning-result.js';
export { AccountingError, CleaningEnvironmentError } from './errors.js';
export { detectFileFormat, type Compression, type FileFormat } from './file-format.js';
export { judgeAgain, type JudgeAgainOptions, type JudgeRecord } from './judge-again.js';
export { readFileHeader, type FileHeaderOptions } from './read-file-header.js';
export { type MaxExpansion } from './open-source.js';
export { type ParquetColumn } from './parquet-writer.js';
export { maxRecordBytes } from './record-limit.js';
export { type OutputLayout } from './row-output.js';
export { UnwritableValueError } from './sinks/unwritable-value-error.js';
export { writeParquetTable, type WriteParquetTableOptions } from './write-parquet-table.js';
export { writeRowBatches, type BatchToWrite, type WriteRowBatchesOptions } from './write-row-batches.js';
