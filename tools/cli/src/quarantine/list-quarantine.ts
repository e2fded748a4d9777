import { quoteTable, rejectsView } from '@sluice/redshift-loading';
import { toldRefusal } from '../query/told-refusal.js';
import type { Target } from '../target/resolve-target.js';
import { warehouseOf } from '../target/target-clients.js';
import { count, counted, table } from '../terminal/table.js';
import { instantOf, quarantinedOnly, type RejectOptions } from './reject-filter.js';

export interface ListQuarantineOptions extends Omit<RejectOptions, 'record'> {
  readonly json: boolean;
}

interface Group {
  readonly dataset: string;
  readonly reason: string;
  readonly column: string | null;
  readonly records: number;
  /** Arrival, ISO 8601 UTC. */
  readonly oldest: string;
  readonly newest: string;
}

/** Counts what is quarantined, by dataset, reason and column; the most first. Wakes a sleeping warehouse. */
export async function listQuarantine(
  { json, ...filter }: ListQuarantineOptions,
  target: () => Promise<Target>,
): Promise<void> {
  const conditions = quarantinedOnly(filter, new Date());
  const { rows } = await warehouseOf(await target())
    .query(
      `SELECT r."dataset", r."reason", r."column_name", COUNT(*) AS "records", MIN(r."_arrived_at"), MAX(r."_arrived_at")
FROM ${quoteTable(rejectsView)} r
WHERE ${conditions.join(' AND ')}
GROUP BY r."dataset", r."reason", r."column_name"
ORDER BY "records" DESC, r."dataset", r."reason", r."column_name"`,
    )
    .catch(toldRefusal);
  const groups = rows.map(([dataset, reason, column, records, oldest, newest]): Group => ({
    dataset: String(dataset),
    reason: String(reason),
    column: column == null ? null : String(column),
    records: Number(records),
    oldest: instantOf(oldest).toISOString(),
    newest: instantOf(newest).toISOString(),
  }));
  process.stdout.write(json ? `${JSON.stringify(groups)}\n` : listText(groups));
}

function listText(groups: readonly Group[]): string {
  if (groups.length === 0) return 'nothing is quarantined\n';
  const rows = groups.map(({ dataset, reason, column, records, oldest, newest }) => [
    ...[dataset, reason, column ?? '', count(records)],
    ...[oldest.slice(0, 19), newest.slice(0, 19)],
  ]);
  const all = groups.reduce((sum, { records }) => sum + records, 0);
  return `${table(['dataset', 'reason', 'column', 'records', 'oldest', 'newest'], rows)}\n${counted(all, 'record')} quarantined\n`;
}
