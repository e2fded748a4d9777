import type { Dataset } from '@sluice/contracts';
import { at, type TestSource } from '@sluice/load-model';
import { groupArrivals } from '../load/arrival-groups.js';
import type { Cell } from '../load/ledger.js';
import type { LoadRequest } from '../load/plan-load.js';
import { quoteLiteral } from '../quote.js';

const manifests = {
  sources: 's3://staging/load/sources.manifest',
  rows: 's3://staging/load/rows.manifest',
  rejects: 's3://staging/load/rejects.manifest',
};

/** What the loader does around the plan: groups of arrival, manifests of what there is. */
export function requestFor(
  dataset: Dataset,
  loadId: string,
  sources: readonly TestSource[],
  overrides: Partial<LoadRequest> = {},
): LoadRequest {
  const records = sources.flatMap((source) => source.records);
  return {
    dataset,
    loadId,
    sourcesManifestUri: manifests.sources,
    ...(records.some(({ values }) => values !== undefined) ? { rowsManifestUri: manifests.rows } : {}),
    ...(records.some(({ values }) => values === undefined) ? { rejectsManifestUri: manifests.rejects } : {}),
    copyRoleArn: 'default',
    arrivalGroups: groupArrivals(sources.map(({ firstArrivedAt: from, arrivedAt: to }) => ({ from, to }))),
    statementTimeoutSeconds: 60,
    startedAt: at(99_000),
    stagedAt: at(99_500),
    ...overrides,
  };
}

/** A rendered statement; instead of COPY an INSERT of what the manifest names. */
export function withCopies(sql: string, sources: readonly TestSource[]): string {
  const [, table, manifestUri] =
    /^COPY ("[^"]+") FROM '([^']*)' IAM_ROLE default FORMAT AS PARQUET MANIFEST$/.exec(sql) ?? [];
  if (table === undefined || manifestUri === undefined) return sql;
  const rows = stagedRows(manifestUri, sources);
  if (rows.length === 0) throw new Error('an empty manifest');
  return `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`;
}

/** The staged Parquet, as rows by position. */
function stagedRows(manifestUri: string, sources: readonly TestSource[]): (readonly Cell[])[] {
  if (manifestUri === manifests.sources)
    return sources.map((source, number) => [
      ...[number, source.sourceId, source.kind, source.origin, source.bucket, source.key, source.version],
      ...[source.checksum, source.firstArrivedAt, source.arrivedAt, source.recordsRead],
      ...[source.contractVersion, 'test@1', source.quarantineUri],
    ]);
  return sources.flatMap((source, number) =>
    source.records
      .filter(({ values }) => (values !== undefined) === (manifestUri === manifests.rows))
      .map((record) => [
        ...[number, record.ordinal, record.recordId, record.arrivedAt],
        ...(record.values ?? ['not_integer', 'price', 'integer', `bad ${record.ordinal}`]),
      ]),
  );
}

const literal = (cell: Cell): string =>
  cell === null ? 'NULL' : typeof cell === 'string' ? quoteLiteral(cell) : String(cell);
