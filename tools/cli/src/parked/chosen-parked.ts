import type { ObjectStore } from '@sluice/object-store';
import { usageError } from '../cli-error.js';
import {
  isReadable,
  parkedObjects,
  parkedPrefix,
  readParked,
  type Parked,
  type ParkedFilter,
} from './parked-objects.js';
import type { Left } from './release-some.js';

/** Keys as they were given: bare, or as `s3://bucket/key`. */
export function keysOf(given: readonly string[], { dataset, reason, source }: ParkedFilter): string[] {
  if (given.length > 0 && (dataset ?? reason ?? source) !== undefined)
    throw usageError('name keys, or choose by --dataset, --reason and --source: not both');
  return given.map((text) => {
    const key = text.replace(/^s3:\/\/[^/]+\//, '');
    if (key.startsWith(parkedPrefix)) return key;
    throw usageError(`${text} is no key of a parked object, such as ${parkedPrefix}title-basics/….json`);
  });
}

/**
 * The parked objects that are meant, and what cannot be released of them: an object that cannot be read is meant by its key
 * and by its dataset, not by a reason or a source, which nobody knows.
 */
export async function chosenParked(
  objects: Pick<ObjectStore, 'list' | 'read' | 'head'>,
  bucket: string,
  keys: readonly string[],
  filter: ParkedFilter,
  signal: AbortSignal,
): Promise<{ readonly parked: readonly Parked[]; readonly left: readonly Left[] }> {
  const parked: Parked[] = [];
  const left: Left[] = [];
  if (keys.length === 0)
    for await (const object of parkedObjects(objects, bucket, filter, signal)) {
      if (isReadable(object)) parked.push(object);
      else if ((filter.reason ?? filter.source) === undefined) left.push(object);
    }
  for (const key of new Set(keys)) {
    signal.throwIfAborted();
    const { etag } = (await objects.head({ bucket, key })) ?? { etag: '' };
    const object = await readParked(objects, bucket, { key, etag });
    if (object === undefined) left.push({ key, why: 'there is no such object' });
    else if (isReadable(object)) parked.push(object);
    else left.push(object);
  }
  return { parked, left };
}
