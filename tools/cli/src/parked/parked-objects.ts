import { parkedRecordSchema, type ParkedRecord } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';

/** A parked object that could be read. */
export interface Parked {
  readonly key: string;
  /** Of what the key stood for when it was read. */
  readonly etag: string;
  readonly record: ParkedRecord;
}

export interface UnreadableParked {
  readonly key: string;
  readonly why: string;
}

export type ParkedObject = Parked | UnreadableParked;

export interface ParkedFilter {
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
  /** As it is shown, or its id. */
  readonly source?: string | undefined;
}

export const isReadable = (object: ParkedObject): object is Parked => 'record' in object;

/** What parked objects begin with; `parkedKey` names them. */
export const parkedPrefix = 'parked/';

/** Objects read at a time. */
const together = 16;

/**
 * The parked objects that a filter fits, by key. What cannot be read fits every reason and source: nobody knows its own.
 */
export async function* parkedObjects(
  objects: Pick<ObjectStore, 'list' | 'read'>,
  bucket: string,
  filter: ParkedFilter,
  signal: AbortSignal,
): AsyncGenerator<ParkedObject> {
  const prefix = filter.dataset === undefined ? parkedPrefix : `${parkedPrefix}${filter.dataset}/`;
  let waiting: { readonly key: string; readonly etag: string }[] = [];
  const read = async function* () {
    const found = await Promise.all(waiting.map((listed) => readParked(objects, bucket, listed)));
    waiting = [];
    for (const each of found) if (each !== undefined && fits(each, filter)) yield each;
  };
  for await (const listed of objects.list(bucket, prefix)) {
    signal.throwIfAborted();
    waiting.push(listed);
    if (waiting.length === together) yield* read();
  }
  yield* read();
}

/** Undefined when there is none any more. */
export async function readParked(
  objects: Pick<ObjectStore, 'read'>,
  bucket: string,
  { key, etag }: { readonly key: string; readonly etag: string },
): Promise<ParkedObject | undefined> {
  const body = await objects.read({ bucket, key });
  if (body === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return { key, why: 'it is not JSON' };
  }
  const { data, error } = parkedRecordSchema.safeParse(value);
  if (data !== undefined) return { key, etag, record: data };
  const [issue] = error.issues;
  return { key, why: `it is no ParkedRecord of version 1: ${issue?.path.join('.')} ${issue?.message}` };
}

function fits(object: ParkedObject, { dataset, reason, source }: ParkedFilter): boolean {
  if (!isReadable(object)) return true;
  const { record } = object;
  return (
    (dataset === undefined || record.dataset === dataset) &&
    (reason === undefined || record.failure.reason === reason) &&
    (source === undefined || record.source === source || record.sourceId === source)
  );
}
