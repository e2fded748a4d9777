import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDataset, unrouted } from '@sluice/contracts';
import type { QuarantinedRecord } from '@sluice/file-cleaning';
import { ledgerView, quoteTable, rejectsView } from '@sluice/redshift-loading';
import type { Value } from '@sluice/redshift-data-api';
import type { Interrupt } from '../interrupt.js';
import { toldRefusal } from '../query/told-refusal.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, warehouseOf } from '../target/target-clients.js';
import { RawRecords, type Placed } from './raw-records.js';
import { instantOf, quarantinedOnly, type RejectOptions } from './reject-filter.js';
import { describeRecord, shownJson, type ShownRecord } from './shown-record.js';

export interface ShowQuarantineOptions extends RejectOptions {
  readonly limit: number;
  /** Show raw records also where columns are masked. */
  readonly raw: boolean;
  readonly json: boolean;
}

/**
 * Shows quarantined records, the newest first, each with what is wrong with it, where it came from and its raw bytes, which
 * stay hidden where a column of its dataset is masked. Wakes a sleeping warehouse.
 * @returns the exit code: 0; 1 when a record was asked for that is not quarantined
 */
export async function showQuarantine(
  { limit, raw, json, ...filter }: ShowQuarantineOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const conditions = quarantinedOnly(filter, new Date());
  const deployment = await target();
  const { rows } = await warehouseOf(deployment)
    .query(
      `SELECT r."dataset", r."_record_id", r."_arrived_at", r."reason", r."column_name", r."rule", r."value_preview",
  r."raw_location", l."origin"
FROM ${quoteTable(rejectsView)} r
LEFT JOIN ${quoteTable(ledgerView)} l ON l."dataset" = r."dataset" AND l."source_id" = r."source_id"
WHERE ${conditions.join(' AND ')}
ORDER BY r."_arrived_at" DESC, r."_record_id" DESC
LIMIT ${limit}`,
      { signal: interrupt.signal },
    )
    .catch(toldRefusal);
  const rejects = rows.map(readReject);
  const records = await rawRecords(
    rejects.filter(({ dataset }) => raw || showsRaw(dataset)),
    deployment,
    interrupt,
  );
  const shown = rejects.map((reject): ShownRecord => ({
    ...reject,
    isHidden: !raw && !showsRaw(reject.dataset),
    record: records.get(reject.recordId),
  }));
  if (json) process.stdout.write(`${JSON.stringify(shown.map(shownJson))}\n`);
  else if (shown.length === 0) process.stdout.write('nothing of it is quarantined\n');
  else process.stdout.write(shown.map(describeRecord).join('\n'));
  return shown.length === 0 && filter.record !== undefined ? 1 : 0;
}

type Reject = Placed & Omit<ShownRecord, 'isHidden' | 'record'>;

function readReject(row: readonly Value[]): Reject {
  const [dataset, recordId, arrivedAt, reason, column, rule, value, rawLocation, origin] = row;
  const text = (cell: Value | undefined): string | null => (cell == null ? null : String(cell));
  return {
    dataset: String(dataset),
    recordId: String(recordId),
    arrivedAt: instantOf(arrivedAt).toISOString(),
    reason: String(reason),
    column: text(column),
    rule: String(rule),
    value: text(value),
    rawLocation: text(rawLocation),
    origin: text(origin),
  };
}

/** Not where a column is masked, nor where it is not known whose columns they are. */
function showsRaw(name: string): boolean {
  const dataset = findDataset(name);
  return dataset !== undefined && dataset !== unrouted && dataset.columns.every(({ mask }) => !mask);
}

/** By record id; two datasets may have a record of one id, but not of one quarantine line. */
async function rawRecords(
  rejects: readonly Placed[],
  deployment: Target,
  { signal }: Interrupt,
): Promise<ReadonlyMap<string, QuarantinedRecord>> {
  const found = new Map<string, QuarantinedRecord>();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-quarantine-'));
  try {
    for await (const { reject, record } of new RawRecords(objectStoreOf(deployment), folder, signal).of(
      rejects,
    ))
      if (record !== undefined) found.set(reject.recordId, record);
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
