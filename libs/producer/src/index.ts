export { createProducer } from './create-producer.js';
export { ProducerStoppedError } from './errors.js';
export { defaultMaxRecordBytes, recordFramer, type Framed, type FrameOptions } from './frame-record.js';
export { type OutgoingRecord, type RecordSource, type Refusal } from './outgoing-record.js';
export {
  type Producer,
  type ProducerCounts,
  type ProducerOptions,
  type ProducerReport,
  type PutResult,
  type UnsentRecord,
} from './producer.js';
