import { unrouted, type Dataset } from '@sluice/contracts';
import {
  announceObject,
  isFolderMarker,
  s3EventRecordSchema,
  s3EventSchema,
  s3TestEventSchema,
  type FileArrived,
} from '@sluice/message-schemas';

/** What one record of a notification asks for. */
export type Reading =
  | { readonly kind: 'announce'; readonly file: FileArrived }
  | { readonly kind: 'ignore'; readonly why: IgnoreReason; readonly eventName: string; readonly key: string }
  /** `at` names the record and the field: `Records[3].s3.object.key`. */
  | { readonly kind: 'malformed'; readonly at: string; readonly problem: string };

export type IgnoreReason = 'folder_marker' | 'deleted' | 'not_a_creation';

/** What a whole event asks for. */
export type EventReading =
  | { readonly kind: 'test'; readonly bucket: string }
  | { readonly kind: 'notification'; readonly readings: readonly Reading[] }
  | { readonly kind: 'unknown' };

/** Reads an S3 event notification, each record by itself, so that a bad one does not hide the others. */
export function readEvent(event: unknown, findDataset: (name: string) => Dataset | undefined): EventReading {
  const test = s3TestEventSchema.safeParse(event);
  if (test.success) return { kind: 'test', bucket: test.data.Bucket };
  const notification = s3EventSchema.safeParse(event);
  if (!notification.success) return { kind: 'unknown' };
  const readings = notification.data.Records.map((record, index) =>
    readRecord(record, `Records[${index}]`, findDataset),
  );
  return { kind: 'notification', readings };
}

function readRecord(raw: unknown, at: string, findDataset: (name: string) => Dataset | undefined): Reading {
  const parsed = s3EventRecordSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      kind: 'malformed',
      at: [at, ...(issue?.path ?? []).map(String)].join('.'),
      problem: issue?.message ?? 'not an S3 event record',
    };
  }
  const { eventName, eventTime, s3 } = parsed.data;
  const key = decodeKey(s3.object.key);
  if (key === undefined)
    return { kind: 'malformed', at: `${at}.s3.object.key`, problem: 'not a URL-encoded key' };
  const ignored = reasonToIgnore(eventName, key, s3.object.size);
  if (ignored) return { kind: 'ignore', why: ignored, eventName, key };
  const { size, eTag, versionId } = s3.object;
  if (size === undefined || !eTag)
    return { kind: 'malformed', at: `${at}.s3.object`, problem: 'a created object has a size and an eTag' };
  const landed = { bucket: s3.bucket.name, key, versionId, etag: eTag, sizeBytes: size };
  return { kind: 'announce', file: announceObject(landed, eventTime, { findDataset, unrouted }) };
}

/** S3 encodes keys as forms do: `+` is a space, a plus sign is `%2B`. */
function decodeKey(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function reasonToIgnore(eventName: string, key: string, size: number | undefined): IgnoreReason | undefined {
  if (eventName.startsWith('ObjectRemoved:') || eventName.startsWith('LifecycleExpiration:'))
    return 'deleted';
  if (!eventName.startsWith('ObjectCreated:')) return 'not_a_creation';
  return isFolderMarker(key, size) ? 'folder_marker' : undefined;
}
