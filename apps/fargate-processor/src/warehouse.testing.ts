import { DuckDBInstance } from '@duckdb/node-api';
import type { DataApi } from '@sluice/redshift-data-api';
import { ledgerColumns, type SourceState } from '@sluice/redshift-loading';
import type { Config } from './config.js';
import { testEnvironment, type TestEnvironment } from './environment.testing.js';

/** What the sources of a load are staged with, as far as tests look at it. */
export interface StagedRow {
  readonly sourceId: string;
  readonly engineVersion: string;
  readonly kind: string;
}

export interface WarehouseEnvironment extends TestEnvironment {
  /** The sources of each transaction that was run, in order; those that failed as well. */
  readonly runs: string[][];
  /** By source: the load that it was committed with. */
  readonly ledger: Map<string, string>;
  readonly staged: Map<string, readonly StagedRow[]>;
  readonly statements: string[][];
  readonly logged: { readonly message: string; readonly fields: Record<string, unknown> }[];
  readonly counted: Record<string, number>[];
}

/**
 * An environment whose warehouse keeps a ledger: what a load stages is read, and commits unless `judge` throws.
 * @param judge told the sources of each transaction
 */
export function warehouseEnvironment(
  judge: (sourceIds: readonly string[]) => void | Promise<void> = () => undefined,
  config: Partial<Config> = {},
): WarehouseEnvironment {
  const runs: string[][] = [];
  const statements: string[][] = [];
  const ledger = new Map<string, string>();
  const staged = new Map<string, readonly StagedRow[]>();
  const logged: WarehouseEnvironment['logged'] = [];
  const counted: Record<string, number>[] = [];
  const runBatch: DataApi['runBatch'] = async (sqls) => {
    const loadId = /\/loads\/[^/]+\/([^/]+)\/sources\.manifest/.exec(sqls.join('\n'))?.[1] ?? '';
    const sources = (staged.get(loadId) ?? []).map(({ sourceId }) => sourceId);
    runs.push(sources);
    statements.push([...sqls]);
    await judge(sources);
    for (const source of sources) if (!ledger.has(source)) ledger.set(source, loadId);
    return committed(sources.map((sourceId) => ({ sourceId, loadId: ledger.get(sourceId) ?? '' })));
  };
  const environment = testEnvironment(runBatch, config);
  const { upload } = environment.objects;
  environment.objects.upload = async (location, source, options) => {
    const loadId = /^loads\/[^/]+\/([^/]+)\/sources\//.exec(location.key)?.[1];
    if (loadId !== undefined && 'path' in source) staged.set(loadId, await readSources(source.path));
    return upload(location, source, options);
  };
  const log = (fields: Record<string, unknown>, message: string) => void logged.push({ fields, message });
  return {
    ...environment,
    logger: { trace: log, debug: log, info: log, warn: log, error: log, fatal: log } as never,
    metrics: {
      count: () => undefined,
      emit: (metrics) =>
        void counted.push(
          Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])),
        ),
    },
    runs,
    ledger,
    staged,
    statements,
    logged,
    counted,
  };
}

let duckdb: Promise<DuckDBInstance> | undefined;

async function readSources(path: string): Promise<StagedRow[]> {
  const connection = await (await (duckdb ??= DuckDBInstance.create())).connect();
  try {
    const reader = await connection.runAndReadAll(
      `SELECT source_id, engine_version, kind FROM read_parquet('${path}') ORDER BY _source_no`,
    );
    return reader.getRows().map(([sourceId, engineVersion, kind]) => ({
      sourceId: String(sourceId),
      engineVersion: String(engineVersion),
      kind: String(kind),
    }));
  } finally {
    connection.closeSync();
  }
}

/** The answer to a load: one ledger row for each source, of ten records read and nine loaded. */
export const committed = (
  sources: readonly { readonly sourceId: string; readonly loadId: string; readonly state?: SourceState }[],
): Awaited<ReturnType<DataApi['runBatch']>> => [
  {
    statementIndex: 0,
    columns: ['_source_no', ...ledgerColumns.map(({ name }) => name)].map((name) => ({
      name,
      typeName: 'varchar',
    })),
    rows: sources.map(({ sourceId, loadId, state = 'loaded' }, sourceNo) => {
      const cells: Record<string, string | number | boolean> = {
        source_id: sourceId,
        load_id: loadId,
        state,
        kind: 'stream',
        reconciled: true,
        records_read: 10,
        loaded: 9,
        deduplicated: 1,
        quarantined: 0,
      };
      return [
        sourceNo,
        ...ledgerColumns.map(
          ({ name, type }) =>
            cells[name] ??
            (type.startsWith('VARCHAR') ? 'x' : type === 'TIMESTAMP' ? '2026-01-01 00:00:00' : 1),
        ),
      ];
    }),
  },
];
