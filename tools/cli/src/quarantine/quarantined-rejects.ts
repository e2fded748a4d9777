import type { Dataset } from '@sluice/contracts';
import type { DataApi, Value } from '@sluice/redshift-data-api';
import { datasetTables, quoteLiteral, quoteTable } from '@sluice/redshift-loading';
import type { RejectedSource } from './file-judges.js';
import type { Placed } from './raw-records.js';
import { instantOf } from './reject-filter.js';

/** A bad record of a dataset, as the warehouse has it. */
export interface QuarantinedReject extends Placed {
  /** Milliseconds. */
  readonly arrivedAt: number;
  readonly reason: string;
  /** The file that it came in; undefined for a record of a stream. */
  readonly file: RejectedSource | undefined;
}

/** Rejects that are held at a time; the objects that hold their raw records are read once for so many. */
const pageRows = 50_000;

/**
 * The rejects of a dataset, some at a time, those of one quarantine object behind each other.
 * @param conditions on the rejects as `r`
 */
export async function* quarantinedRejects(
  warehouse: Pick<DataApi, 'query'>,
  dataset: Dataset,
  conditions: readonly string[],
  signal: AbortSignal,
  limit = pageRows,
): AsyncGenerator<readonly QuarantinedReject[]> {
  const { rejects, ledger } = datasetTables(dataset);
  const location = `COALESCE(r."raw_location", '')`;
  let after: QuarantinedReject | undefined;
  do {
    const { rows } = await warehouse.query(
      `SELECT r."_record_id", r."_arrived_at", r."reason", r."raw_location", r."source_id",
  l."kind", l."object_bucket", l."object_key", l."object_version"
FROM ${quoteTable(rejects)} r
LEFT JOIN ${quoteTable(ledger)} l ON l."source_id" = r."source_id"
WHERE ${[...conditions, ...(after === undefined ? [] : [behind(location, after)])].join('\n  AND ')}
ORDER BY ${location}, r."_record_id"
LIMIT ${limit}`,
      { signal },
    );
    const page = rows.map(readReject);
    if (page.length > 0) yield page;
    after = page.length < limit ? undefined : page.at(-1);
  } while (after !== undefined);
}

function behind(location: string, { rawLocation, recordId }: QuarantinedReject): string {
  const place = quoteLiteral(rawLocation ?? '');
  return `(${location} > ${place} OR (${location} = ${place} AND r."_record_id" > ${quoteLiteral(recordId)}))`;
}

function readReject(row: readonly Value[]): QuarantinedReject {
  const [recordId, arrivedAt, reason, rawLocation, sourceId, kind, bucket, key, versionId] = row;
  return {
    recordId: String(recordId),
    arrivedAt: instantOf(arrivedAt).getTime(),
    reason: String(reason),
    rawLocation: rawLocation == null ? null : String(rawLocation),
    file:
      kind === 'file'
        ? {
            sourceId: String(sourceId),
            bucket: String(bucket),
            key: String(key),
            versionId: versionId == null ? undefined : String(versionId),
          }
        : undefined,
  };
}
