export {
  alarmNotificationSchema,
  redriveScheduleSchema,
  snsEventSchema,
  snsRecordSchema,
  type AlarmNotification,
  type SnsEvent,
} from './alarm-notification.js';
export { announceObject, isFolderMarker, type FileRouting, type LandedObject } from './announce-object.js';
export {
  attemptsPrefix,
  deadLetterAttributes,
  failureAttributes,
  parkedKey,
  readFailureStory,
  type FailureClass,
  type FailureStory,
  type MessageAttributes,
} from './failure-story.js';
export { fileArrivedSchema, type FileArrived } from './file-arrived.js';
export {
  kinesisEventRecordSchema,
  kinesisEventSchema,
  shardOf,
  streamOf,
  type KinesisEventRecord,
} from './kinesis-event.js';
export { parseMessage } from './parse-message.js';
export {
  failureSchema,
  parkedNoticeSchema,
  parkedRecordSchema,
  type Failure,
  type ParkedNotice,
  type ParkedRecord,
} from './parked.js';
export {
  batchRejectSchema,
  batchRowSchema,
  rowBatchContentSchema,
  rowBatchSchema,
  type BatchReject,
  type BatchRow,
  type RowBatch,
  type RowBatchContent,
} from './row-batch.js';
export { batchRowText, joinRowBatchText, rowBatchText } from './row-batch-text.js';
export { s3EventRecordSchema, s3EventSchema, s3TestEventSchema, type S3EventRecord } from './s3-event.js';
export { batchIdOf, fileSourceId, streamRecordIdPrefix, type Sha256Hex } from './source-identity.js';
export { streamEnvelopeSchema, type StreamEnvelope } from './stream-envelope.js';
