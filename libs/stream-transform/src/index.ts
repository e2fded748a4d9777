export { deliverRecords } from './deliver/deliver-records.js';
export { deliverRows, type RowAgain } from './deliver/deliver-rows.js';
export {
  type Delivered,
  type DeliveredDataset,
  type DeliveryEnvironment,
  type DeliverySettings,
  type QueueMessage,
  type RefusedMessage,
  type StopSignal,
} from './deliver/delivery.js';
export { readKinesisEvent, type KinesisEventRecords } from './read-kinesis-event.js';
export { type RecordCodec } from './record-codec.js';
export { type RouteOptions } from './route-payload.js';
export { type StreamRecord } from './stream-record.js';
export { transformRecord, type TransformedRecord, type TransformOptions } from './transform-record.js';
export { unpackRowBatch, type Utf8Text } from './unpack-row-batch.js';
