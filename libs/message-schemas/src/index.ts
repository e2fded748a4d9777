export {
  alarmNotificationSchema,
  redriveScheduleSchema,
  snsEventSchema,
  type AlarmNotification,
  type SnsEvent,
} from './alarm-notification.js';
export { fileArrivedSchema, type FileArrived } from './file-arrived.js';
export { parseMessage } from './parse-message.js';
export {
  deadLetterAttributes,
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
export { s3EventRecordSchema, s3EventSchema, s3TestEventSchema, type S3EventRecord } from './s3-event.js';
export { batchIdOf, fileSourceId, streamRecordId, type Sha256Hex } from './source-identity.js';
export { streamEnvelopeSchema, type StreamEnvelope } from './stream-envelope.js';
