import { tableColumns, type Dataset } from '@sluice/contracts';
import { groupArrivals, maxArrivalGroups, widenGroups, type ArrivalGroup } from './arrival-groups.js';
import type { LoadCommand, Ordering, RecordStage, SourceStage, TemporaryColumn } from './command.js';
import { recordColumns, rejectsLayout, rowsLayout, sourcesLayout, type StagedColumn } from './layouts.js';
import { quoteInstant } from '../quote.js';
import { datasetTables } from '../tables.js';

/** One load: some sources of one dataset, staged as Parquet under keys that no other attempt uses. */
export interface LoadRequest {
  readonly dataset: Dataset;
  /** Unique to the attempt, or to the batch; 1 to 64 of letters, digits, `-` and `_`. */
  readonly loadId: string;
  /** Manifest of Parquet in `sourcesLayout`; s3://… */
  readonly sourcesManifestUri: string;
  /** Manifest of Parquet in `rowsLayout`; absent when there are no clean rows. */
  readonly rowsManifestUri?: string;
  /** Manifest of Parquet in `rejectsLayout`; absent when there are no bad records. */
  readonly rejectsManifestUri?: string;
  /** Role that Redshift reads the staging bucket with; `default` for the namespace's own. */
  readonly copyRoleArn: string;
  /** Spans that hold the arrival of every record of the load (`groupArrivals`); a record outside fails the load. */
  readonly arrivalGroups: readonly ArrivalGroup[];
  readonly statementTimeoutSeconds: number;
  /** When the attempt began and when everything was staged; ISO 8601 UTC. */
  readonly startedAt: string;
  readonly stagedAt: string;
}

const byVersion = (direction: Ordering['direction'], versionColumn?: string): Ordering[] =>
  [...(versionColumn === undefined ? [] : [versionColumn]), '_arrived_at', '_record_id'].map((column) => ({
    column,
    direction,
  }));
// The same record twice in one load: which copy stays cannot be seen, but must not change from run to run.
const byPlace: readonly Ordering[] = ['_source_no', '_ordinal'].map((column) => ({
  column,
  direction: 'ASC',
}));

/**
 * The load's transaction, step by step, to be rendered by `renderLoad` and run as one batch. Running it again,
 * whole, is always safe: the lock puts it behind a run that may still be going, and the ledger then makes it a
 * no-op that returns the rows written before.
 * @throws {RangeError} for a request that could not be rendered safely
 */
export function planLoad(request: LoadRequest): LoadCommand[] {
  const { dataset, loadId } = request;
  checkRequest(request);
  const tables = datasetTables(dataset);
  const temporary = (name: string): string => `sluice_${name}_${loadId}`.toLowerCase();
  const stage: SourceStage = { sources: temporary('sources'), verdicts: temporary('verdicts') };
  const recordStage = (name: string): RecordStage => ({
    staged: temporary(name),
    records: temporary(`${name}_records`),
    marks: temporary(`${name}_marks`),
    accepted: temporary(`${name}_accepted`),
  });
  const rows = request.rowsManifestUri === undefined ? undefined : recordStage('rows');
  const rejects = request.rejectsManifestUri === undefined ? undefined : recordStage('rejects');
  const copy = (table: string, manifestUri: string): LoadCommand => ({
    do: 'copy',
    table,
    manifestUri,
    roleArn: request.copyRoleArn,
  });

  return [
    { do: 'limit-statement-time', seconds: request.statementTimeoutSeconds },
    { do: 'lock', table: tables.lock },
    { do: 'create-stage', table: stage.sources, columns: columnsOf(sourcesLayout) },
    copy(stage.sources, request.sourcesManifestUri),
    { do: 'create-stage', table: stage.verdicts, columns: verdictColumns },
    { do: 'judge-sources', stage, ledger: tables.ledger, mode: dataset.load.mode },
    ...(rows && request.rowsManifestUri !== undefined
      ? [
          { do: 'create-stage', table: rows.staged, columns: columnsOf(rowsLayout(dataset)) } as const,
          copy(rows.staged, request.rowsManifestUri),
          ...planRows(request, stage, rows),
        ]
      : []),
    ...(dataset.load.mode === 'replace'
      ? [{ do: 'clear-target', target: tables.target, stage } as const]
      : []),
    ...(rows ? insertRows(request, rows) : []),
    ...(rejects && request.rejectsManifestUri !== undefined
      ? [
          { do: 'create-stage', table: rejects.staged, columns: columnsOf(rejectsLayout) } as const,
          copy(rejects.staged, request.rejectsManifestUri),
          ...planRejects(request, stage, rejects),
        ]
      : []),
    {
      do: 'record-sources',
      stage,
      ledger: tables.ledger,
      target: tables.target,
      rejectsTable: tables.rejects,
      rows,
      rejects,
      within: request.arrivalGroups,
      loadId,
      startedAt: request.startedAt,
      stagedAt: request.stagedAt,
    },
    { do: 'read-ledger', stage, ledger: tables.ledger },
  ];
}

function planRows(request: LoadRequest, stage: SourceStage, rows: RecordStage): LoadCommand[] {
  const { dataset } = request;
  return [
    ...identify(stage, rows, comparedColumns(dataset)),
    ...markRows(request, stage, rows),
    ...accept(rows, keyColumns(dataset)),
  ];
}

function insertRows(
  { dataset, loadId, arrivalGroups: within }: LoadRequest,
  rows: RecordStage,
): LoadCommand[] {
  const { target, rejects } = datasetTables(dataset);
  return [
    ...(dataset.load.mode === 'upsert'
      ? [{ do: 'delete-replaced', target, by: rows, key: dataset.load.key } as const]
      : []),
    {
      do: 'insert-rows',
      target,
      from: rows,
      columns: tableColumns(dataset).map(({ name, isJson }) => ({ name, parseJson: isJson })),
      loadId,
    },
    { do: 'settle-rejects', table: rejects, by: rows, within, loadId },
  ];
}

/**
 * What is not applied: decided by delivery and event identity in append, by version in upsert, by the snapshot that
 * stands in replace.
 */
function markRows(request: LoadRequest, stage: SourceStage, of: RecordStage): LoadCommand[] {
  const { dataset, arrivalGroups: within } = request;
  const { target, ledger } = datasetTables(dataset);
  const { load, identity } = dataset;
  switch (load.mode) {
    case 'append':
      return [
        { do: 'mark-repeats', of, columns: ['_record_id'], order: byPlace, why: 'repeated' },
        { do: 'mark-present', of, table: target, within },
        ...(identity.kind === 'event' ? markEvents(request, of, identity) : []),
      ];
    case 'replace':
      return [
        { do: 'mark-repeats', of, columns: ['_record_id'], order: byPlace, why: 'repeated' },
        { do: 'mark-other-snapshots', stage, of, ledger },
        { do: 'mark-present', of, table: target, within },
      ];
    case 'upsert': {
      const { key, versionColumn } = load;
      const order = [...byVersion('DESC', versionColumn), ...byPlace];
      return [
        // One record may come under two keys, mended in two ways; a file's record comes once.
        {
          do: 'mark-repeats',
          of,
          columns: ['_record_id'],
          order: byPlace,
          why: 'repeated',
          identified: stage,
        },
        { do: 'mark-present', of, table: target, within, identified: stage },
        { do: 'mark-repeats', of, columns: key, order, why: 'superseded' },
        { do: 'mark-superseded', stage, of, target, ledger, key, versionColumn },
      ];
    }
  }
}

function markEvents(
  { dataset, arrivalGroups }: LoadRequest,
  of: RecordStage,
  { columns, windowSeconds }: { readonly columns: readonly string[]; readonly windowSeconds: number },
): LoadCommand[] {
  const { target } = datasetTables(dataset);
  const within = widenGroups(arrivalGroups, windowSeconds);
  return [
    { do: 'mark-present-events', of, target, columns, windowSeconds, within },
    { do: 'mark-repeated-events', of, columns, windowSeconds },
  ];
}

function planRejects(request: LoadRequest, stage: SourceStage, rejects: RecordStage): LoadCommand[] {
  const { rejects: table, target } = datasetTables(request.dataset);
  const { arrivalGroups: within } = request;
  return [
    ...identify(stage, rejects, []),
    { do: 'mark-repeats', of: rejects, columns: ['_record_id'], order: byPlace, why: 'repeated' },
    { do: 'mark-present', of: rejects, table, within },
    // A record that is loaded is not bad, whatever a later contract says of it.
    { do: 'mark-present', of: rejects, table: target, within },
    ...accept(rejects, []),
    { do: 'insert-rejects', table, stage, from: rejects, loadId: request.loadId },
  ];
}

function identify(
  stage: SourceStage,
  from: RecordStage,
  compared: readonly TemporaryColumn[],
): LoadCommand[] {
  return [
    { do: 'create-stage', table: from.records, columns: [...identityColumns, ...compared] },
    { do: 'identify-records', stage, from, columns: compared.map(({ name }) => name) },
    { do: 'create-stage', table: from.marks, columns: markColumns },
    { do: 'mark-unapplied-sources', stage, of: from },
  ];
}

function accept(of: RecordStage, kept: readonly TemporaryColumn[]): LoadCommand[] {
  return [
    { do: 'create-stage', table: of.accepted, columns: [...identityColumns, ...kept] },
    { do: 'accept-unmarked', of, columns: kept.map(({ name }) => name) },
  ];
}

const columnsOf = (layout: readonly StagedColumn[]): TemporaryColumn[] =>
  layout.map(({ name, stageType: type }) => ({ name, type }));

const identityColumns: readonly TemporaryColumn[] = columnsOf(recordColumns);
const markColumns: readonly TemporaryColumn[] = [
  ...identityColumns.slice(0, 2),
  { name: 'why', type: 'VARCHAR(16)' },
];
const verdictColumns: readonly TemporaryColumn[] = [
  ...columnsOf(sourcesLayout.slice(0, 2)),
  { name: 'verdict', type: 'VARCHAR(16)' },
  { name: 'duplicate_of', type: 'VARCHAR(256)' },
];

const keyColumns = (dataset: Dataset): TemporaryColumn[] =>
  named(dataset, dataset.load.mode === 'upsert' ? dataset.load.key : []);

/** The columns that decide what is applied. */
function comparedColumns(dataset: Dataset): TemporaryColumn[] {
  const { load, identity } = dataset;
  if (load.mode !== 'upsert') return named(dataset, identity.kind === 'event' ? identity.columns : []);
  return named(dataset, [...load.key, ...(load.versionColumn === undefined ? [] : [load.versionColumn])]);
}

function named(dataset: Dataset, names: readonly string[]): TemporaryColumn[] {
  const columns = tableColumns(dataset);
  return [...new Set(names)].map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    // `defineDataset` refuses them too; SUPER neither compares nor orders, and a dropped column is not there.
    if (column === undefined || column.isJson)
      throw new RangeError(`column ${JSON.stringify(name)} cannot be a key, version or identity`);
    return { name, type: column.stageType };
  });
}

function checkRequest({
  loadId,
  arrivalGroups,
  statementTimeoutSeconds,
  startedAt,
  stagedAt,
}: LoadRequest): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(loadId)) throw new RangeError('a load id is 1 to 64 of A-Z a-z 0-9 - _');
  if (arrivalGroups.length === 0 || arrivalGroups.length > maxArrivalGroups)
    throw new RangeError(`a load has 1 to ${maxArrivalGroups} arrival groups`);
  groupArrivals(arrivalGroups);
  if (!(statementTimeoutSeconds > 0)) throw new RangeError('the statement timeout is above 0 seconds');
  [startedAt, stagedAt].forEach(quoteInstant);
}
