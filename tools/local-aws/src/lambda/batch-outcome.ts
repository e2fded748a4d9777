import type { InvocationResult } from './function-config.js';

/**
 * From where on a batch must be tried again: undefined when all of it succeeded, 0 when all of it failed.
 *
 * With `ReportBatchItemFailures` a function names failed records, and everything from the lowest of them on
 * comes again, also what succeeded. An answer that cannot be understood fails the whole batch.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function failedFrom(
  result: Pick<InvocationResult, 'payload' | 'functionError'>,
  sequenceNumbers: readonly string[],
  reportsItemFailures: boolean,
): number | undefined {
  if (result.functionError !== undefined) return 0;
  if (!reportsItemFailures) return undefined;
  const response = JSON.parse(result.payload) as unknown;
  if (response === null || response === '') return undefined;
  if (typeof response !== 'object') return 0;
  const { batchItemFailures: failures } = response as { batchItemFailures?: unknown };
  if (failures == null) return undefined;
  if (!Array.isArray(failures)) return 0;
  const positions = failures.map((failure: unknown) =>
    sequenceNumbers.indexOf(String((failure as { itemIdentifier?: unknown } | null)?.itemIdentifier)),
  );
  // An identifier that is not of this batch stands as -1, which fails all of it.
  return positions.length === 0 ? undefined : Math.max(0, Math.min(...positions));
}
