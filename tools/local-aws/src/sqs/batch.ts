import { AwsError } from '../kernel/service.js';
import { prefixedError } from './sqs-errors.js';

export interface BatchEntry {
  readonly Id: string;
}

/** Refuses a batch as a whole, or does its entries one by one: each has its own success or failure. */
export function runBatch<E extends BatchEntry, R extends object>(
  given: readonly E[] | null | undefined,
  run: (entry: E) => R,
  checkAll: (entries: readonly E[]) => void = () => undefined,
) {
  const entries = checkEntries(given ?? []);
  checkAll(entries);
  const Successful: (R & BatchEntry)[] = [];
  const Failed: (BatchEntry & { SenderFault: boolean; Code: string; Message: string })[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.headers['x-amzn-query-error']?.split(';')[0] ?? error.code;
      Failed.push({ Id: entry.Id, SenderFault: error.status < 500, Code, Message: error.message });
    }
  }
  return { Successful, ...(Failed.length === 0 ? {} : { Failed }) };
}

function checkEntries<E extends BatchEntry>(entries: readonly E[]): readonly E[] {
  if (entries.length === 0) {
    throw prefixedError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    const text = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw prefixedError('TooManyEntriesInBatchRequest', text);
  }
  const ids = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      const text =
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
      throw prefixedError('InvalidBatchEntryId', text);
    }
    if (ids.has(Id)) throw prefixedError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return entries;
}
