import { attemptsPrefix } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';

/** Removes what was counted of attempts at a source: it may be tried as often again. */
export async function clearAttempts(
  objects: Pick<ObjectStore, 'list' | 'remove'>,
  bucket: string,
  sourceId: string,
): Promise<void> {
  for await (const { key } of objects.list(bucket, attemptsPrefix(sourceId)))
    await objects.remove({ bucket, key });
}
