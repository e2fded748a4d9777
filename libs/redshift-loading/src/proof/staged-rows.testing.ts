import type { Dataset } from '@sluice/contracts';
import { at, stagedRejects, stagedRows, stagedSource, type TestSource } from '@sluice/load-model';
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
export function withCopies(sql: string, dataset: Dataset, sources: readonly TestSource[]): string {
  const [, table, manifestUri] =
    /^COPY ("[^"]+") FROM '([^']*)' IAM_ROLE default FORMAT AS PARQUET MANIFEST$/.exec(sql) ?? [];
  if (table === undefined || manifestUri === undefined) return sql;
  const rows = stagedCells(manifestUri, dataset, sources);
  if (rows.length === 0) throw new Error('an empty manifest');
  return `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ')}`;
}

/** The staged Parquet, as rows by position: the names stand in the order of the layouts. */
function stagedCells(manifestUri: string, dataset: Dataset, sources: readonly TestSource[]): Cell[][] {
  const rows: object[] = sources.flatMap((source, number): object[] => {
    if (manifestUri === manifests.sources) return [stagedSource(source, number)];
    return manifestUri === manifests.rows
      ? stagedRows(dataset, source, number)
      : stagedRejects(source, number);
  });
  return rows.map((row) => Object.values(row) as Cell[]);
}

const literal = (cell: Cell): string =>
  cell === null ? 'NULL' : typeof cell === 'string' ? quoteLiteral(cell) : String(cell);
