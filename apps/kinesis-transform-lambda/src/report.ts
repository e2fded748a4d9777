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
      /** Valid rows sent to the rows lane. */
      RowsSent: count(rows),
      /** Bad records sent to the rows lane with their reasons, for the processor to quarantine. */
      RejectsSent: count(rejects),
      /** Messages that carried them. */
      BatchesSent: count(messages),
      /** Of these messages, those whose content went by claim check. */
      ClaimsSent: count(claims),
    };
    metrics.emit(counts, { Dataset });
    for (const [Reason, number] of Object.entries(reasons))
      /** The same bad records, by what was wrong with them. */
      metrics.count('Rejects', number, { Dataset, Reason });
  }
  const unsent = firstUnsent === undefined ? 0 : records.length - firstUnsent;
  /** Records that were not wholly sent: the shard waits, and they are read again. */
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
