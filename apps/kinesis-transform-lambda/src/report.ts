import type { Delivered, KinesisEventRecords } from '@sluice/stream-transform';
import type { Environment } from './environment.js';

const count = (value: number) => ({ value, unit: 'Count' }) as const;

/** One log line an invocation, and what it sent as metrics of each dataset. */
export function report(
  { stream, records }: KinesisEventRecords,
  { datasets, firstUnsent, code }: Delivered,
  milliseconds: number,
  { logger, metrics }: Pick<Environment, 'logger' | 'metrics'>,
): void {
  for (const [Dataset, { rows, rejects, messages, claims, reasons }] of Object.entries(datasets)) {
    const counts = {
      RowsSent: count(rows),
      RejectsSent: count(rejects),
      BatchesSent: count(messages),
      ClaimsSent: count(claims),
    };
    metrics.emit(counts, { Dataset });
    for (const [Reason, number] of Object.entries(reasons))
      metrics.count('Rejects', number, { Dataset, Reason });
  }
  const unsent = firstUnsent === undefined ? 0 : records.length - firstUnsent;
  if (unsent > 0) metrics.count('RecordsUnsent', unsent);
  const fields = {
    stream,
    shardId: records[0]?.shardId,
    records: records.length,
    datasets,
    milliseconds: Math.round(milliseconds),
  };
  if (unsent === 0) logger.info(fields, 'sent');
  else logger.error({ ...fields, unsent, code }, 'not all sent');
}
