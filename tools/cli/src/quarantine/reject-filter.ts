import { findDataset, loadableDatasets, type Dataset } from '@sluice/contracts';
import { quoteInstant, quoteLiteral } from '@sluice/redshift-loading';
import { usageError } from '../cli-error.js';
import { momentOf } from '../replay/moment.js';

/** Options that say which bad records are meant. */
export interface RejectOptions {
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
  /** Of the records' arrival. */
  readonly since?: string | undefined;
  readonly record?: string | undefined;
}

/** The dataset of a name, `unrouted` among them; what exists is listed when there is none. */
export function rejectsDataset(name: string): Dataset {
  const found = findDataset(name);
  if (found) return found;
  throw usageError(
    `there is no dataset ${JSON.stringify(name)}: choose one of ${loadableDatasets.map((each) => each.name).join(', ')}`,
  );
}

/**
 * SQL conditions on rejects, as `r`, that are quarantined: neither loaded nor made superfluous since.
 * @throws {CliError} wrong use
 */
export function quarantinedOnly({ dataset, reason, since, record }: RejectOptions, now: Date): string[] {
  return [
    `r."state" = 'quarantined'`,
    ...(dataset === undefined ? [] : [`r."dataset" = ${quoteLiteral(rejectsDataset(dataset).name)}`]),
    ...(reason === undefined ? [] : [`r."reason" = ${quoteLiteral(reason)}`]),
    ...(since === undefined
      ? []
      : [`r."_arrived_at" >= ${quoteInstant(momentOf('--since', since, now).at.toISOString())}`]),
    ...(record === undefined ? [] : [`r."_record_id" = ${quoteLiteral(record)}`]),
  ];
}

/** A TIMESTAMP as the Data API writes it, `2026-01-31 09:30:00[.f]`; ours are UTC. */
export const instantOf = (timestamp: unknown): Date =>
  new Date(`${String(timestamp).replace(' ', 'T').replace(/Z$/, '')}Z`);
