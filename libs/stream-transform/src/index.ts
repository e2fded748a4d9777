export { type DecodeUtf8 } from './decode-record.js';
export {
  packRowBatches,
  type PackedBatch,
  type PackOptions,
  type SequenceRange,
} from './pack-row-batches.js';
export { type RouteOptions } from './route-payload.js';
export { type StreamRecord } from './stream-record.js';
export {
  transformRecords,
  type DatasetRecords,
  type TransformedRecord,
  type TransformOptions,
} from './transform-records.js';
export { unpackRowBatch, type Utf8Text } from './unpack-row-batch.js';
