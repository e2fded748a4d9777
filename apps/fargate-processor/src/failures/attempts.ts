import { attemptsPrefix } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';

/**
 * Counts attempts at a source by its content. A message's own receive count starts again with every redrive,
 * so a message that kills the process each time would go round for ever; these objects survive it.
 */
export interface Attempts {
  /** How many were counted. */
  count(sourceId: string): Promise<number>;
  /**
   * Called before the work; durable when it resolves.
   * @param counted as `count` told, to save asking. Default: 0
   * @returns this attempt's number, from 1
   */
  record(sourceId: string, counted?: number): Promise<number>;
  /** Called after the source was loaded or parked. */
  clear(sourceId: string): Promise<void>;
}

export function createAttempts(objects: ObjectStore, bucket: string): Attempts {
  const keys = async (sourceId: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of objects.list(bucket, attemptsPrefix(sourceId))) found.push(key);
    return found;
  };
  return {
    count: async (sourceId) => (await keys(sourceId)).length,
    async record(sourceId, counted = 0) {
      let attempt = counted + 1;
      const objectOf = () => ({ bucket, key: attemptsPrefix(sourceId) + String(attempt).padStart(4, '0') });
      // Two workers may hold the same source for a moment: each takes a number of its own.
      while ((await objects.putIfAbsent(objectOf(), '')) === 'exists') attempt++;
      return attempt;
    },
    async clear(sourceId) {
      for (const key of await keys(sourceId)) await objects.remove({ bucket, key });
    },
  };
}
