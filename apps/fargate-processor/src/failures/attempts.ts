import type { ObjectStore } from '@sluice/object-store';

/**
 * Counts attempts at a source by its content. A message's own receive count starts again with every redrive,
 * so a message that kills the process each time would go round for ever; these objects survive it.
 */
export interface Attempts {
  /** Called before the work; durable when it resolves. Gives this attempt's number, from 1. */
  record(sourceId: string): Promise<number>;
  /** Called after the source was loaded or parked. */
  clear(sourceId: string): Promise<void>;
}

export function createAttempts(objects: ObjectStore, bucket: string): Attempts {
  const prefixOf = (sourceId: string) => `attempts/${sourceId}/`;
  const keys = async (sourceId: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of objects.list(bucket, prefixOf(sourceId))) found.push(key);
    return found;
  };
  return {
    async record(sourceId) {
      let attempt = (await keys(sourceId)).length + 1;
      const objectOf = () => ({ bucket, key: prefixOf(sourceId) + String(attempt).padStart(4, '0') });
      // Two workers may hold the same source for a moment: each takes a number of its own.
      while ((await objects.putIfAbsent(objectOf(), '')) === 'exists') attempt++;
      return attempt;
    },
    async clear(sourceId) {
      for (const key of await keys(sourceId)) await objects.remove({ bucket, key });
    },
  };
}
