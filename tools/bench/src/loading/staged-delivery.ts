import { join } from 'node:path';
import { rowsLayout, sourcesLayout, type LoadRequest, type StagedColumn } from '@sluice/redshift-loading';
import { inDuckdb } from '../cleaning/in-duckdb.js';
import type { Delivery, LoadingCase } from './loading-cases.js';

/** Parquet of one delivery, as the processor stages it. */
export interface StagedDelivery {
  readonly rowsPath: string;
  readonly sourcesPath: string;
}

const startsAt = Date.parse('2026-03-01T00:00:00Z');
const instant = (delivery: Delivery): string => new Date(startsAt + delivery.atMinute * 60_000).toISOString();

/** Writes what a delivery stages into a folder. */
export async function stageDelivery(
  directory: string,
  { dataset }: LoadingCase,
  delivery: Delivery,
  label: string,
): Promise<StagedDelivery> {
  const { rows, sources, kind, name, firstKey } = delivery;
  const path = (part: string): string => join(directory, `${label}-${name}-${part}.parquet`);
  const each = rows / sources;
  if (!Number.isInteger(each)) throw new RangeError('Sources of a delivery have as many rows as each other.');
  const at = `TIMESTAMP '${instant(delivery).slice(0, -1)}'`;
  const streamed = kind === 'stream';
  const rowValues: Readonly<Record<string, string>> = {
    _source_no: `i // ${each}`,
    _ordinal: `i % ${each}`,
    _record_id: streamed ? `'${name}:' || lpad(i::VARCHAR, 30, '0')` : 'NULL',
    _arrived_at: streamed ? at : 'NULL',
    order_id: `'o-' || lpad((i + ${firstKey})::VARCHAR, 12, '0')`,
    quantity: '1 + i % 40',
    price: '(i % 99991) / 100',
    // The same of one key in every delivery: the event's identity.
    ordered_at: `TIMESTAMP '2026-02-01' + to_seconds(i + ${firstKey})`,
    note: `CASE WHEN i % 4 = 0 THEN NULL ELSE 'left at the door of house ' || (i * 7919 % 100003) END`,
    tags: `CASE WHEN i % 3 = 0 THEN NULL ELSE '["gift","' || i % 17 || '"]' END`,
  };
  const sourceValues: Readonly<Record<string, string>> = {
    _source_no: 'i',
    source_id: `'${kind}:${name}:' || i`,
    kind: `'${kind}'`,
    origin: streamed ? `'orders'` : `'s3://landing/${name}'`,
    object_bucket: streamed ? 'NULL' : `'landing'`,
    object_key: streamed ? 'NULL' : `'${name}'`,
    object_version: streamed ? 'NULL' : `'1'`,
    checksum: streamed ? 'NULL' : `'${name}'`,
    first_arrived_at: at,
    arrived_at: at,
    records_read: String(each),
    contract_version: String(dataset.version),
    engine_version: `'bench@1'`,
    quarantine_uri: 'NULL',
  };
  const select = (columns: readonly StagedColumn[], values: typeof rowValues, count: number): string =>
    `SELECT ${columns
      .map(({ name: column, parquetType }) => `CAST(${values[column]} AS ${parquetType}) AS "${column}"`)
      .join(', ')} FROM range(${count}) r(i)`;
  const staged = { rowsPath: path('rows'), sourcesPath: path('sources') };
  await inDuckdb(async (connection) => {
    await connection.run(
      `COPY (${select(rowsLayout(dataset), rowValues, rows)}) TO '${staged.rowsPath}' (FORMAT parquet, COMPRESSION snappy)`,
    );
    await connection.run(
      `COPY (${select(sourcesLayout, sourceValues, sources)}) TO '${staged.sourcesPath}' (FORMAT parquet)`,
    );
  });
  return staged;
}

/** How it is loaded. */
export const loadRequest = (
  { dataset }: LoadingCase,
  delivery: Delivery,
  uris: Pick<LoadRequest, 'sourcesManifestUri' | 'rowsManifestUri'>,
  loadId: string,
): LoadRequest => ({
  dataset,
  loadId,
  ...uris,
  copyRoleArn: 'default',
  arrivalGroups: [{ from: instant(delivery), to: instant(delivery) }],
  statementTimeoutSeconds: 600,
  startedAt: instant(delivery),
  stagedAt: instant(delivery),
});
