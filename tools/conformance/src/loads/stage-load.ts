import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { writeParquetTable, type ParquetColumn } from '@sluice/file-cleaning';
import type { TestSource } from '@sluice/load-model';
import {
  groupArrivals,
  rejectsLayout,
  rowsLayout,
  sourcesLayout,
  type LoadRequest,
  type StagedSource,
} from '@sluice/redshift-loading';
import { manifest } from '../resources/copy.js';
import type { Stage } from '../resources/stage.js';
import { target } from '../target.js';

/** Stages sources as the processor does, with its writers; returns what a load of them is asked for with. */
export async function stageLoad(
  stage: Stage,
  dataset: Dataset,
  loadId: string,
  sources: readonly TestSource[],
): Promise<LoadRequest> {
  const startedAt = new Date().toISOString();
  const directory = await mkdtemp(join(tmpdir(), 'sluice-conformance-load-'));
  try {
    const put = async (name: string, columns: readonly ParquetColumn[], rows: readonly object[]) => {
      const part = await writeParquetTable({ columns, rows, path: join(directory, `${name}.parquet`) });
      const url = await stage.put(`${loadId}/${name}/${basename(part.path)}`, await readFile(part.path));
      const entry = { url, mandatory: true, length: part.sizeBytes };
      return stage.put(`${loadId}/${name}.manifest`, manifest(entry));
    };
    const rows = sources.flatMap((source, number) => rowsOf(dataset, source, number));
    const rejects = sources.flatMap(rejectsOf);
    return {
      dataset,
      loadId,
      sourcesManifestUri: await put('sources', sourcesLayout, sources.map(describe)),
      ...(rows.length === 0 ? {} : { rowsManifestUri: await put('rows', rowsLayout(dataset), rows) }),
      ...(rejects.length === 0 ? {} : { rejectsManifestUri: await put('rejects', rejectsLayout, rejects) }),
      copyRoleArn: target.warehouse.copyRole,
      arrivalGroups: groupArrivals(sources.map(({ firstArrivedAt: from, arrivedAt: to }) => ({ from, to }))),
      statementTimeoutSeconds: 600,
      startedAt,
      stagedAt: new Date().toISOString(),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const describe = (source: TestSource, number: number): StagedSource => ({
  _source_no: number,
  source_id: source.sourceId,
  kind: source.kind,
  origin: source.origin,
  object_bucket: source.bucket,
  object_key: source.key,
  object_version: source.version,
  checksum: source.checksum,
  first_arrived_at: source.firstArrivedAt,
  arrived_at: source.arrivedAt,
  records_read: source.recordsRead,
  contract_version: source.contractVersion,
  engine_version: 'conformance@1',
  quarantine_uri: source.quarantineUri,
});

const rowsOf = (dataset: Dataset, source: TestSource, number: number): object[] =>
  source.records.flatMap(({ ordinal, recordId, arrivedAt, values }) =>
    values === undefined
      ? []
      : [
          {
            _source_no: number,
            _ordinal: ordinal,
            _record_id: recordId,
            _arrived_at: arrivedAt,
            ...Object.fromEntries(dataset.columns.map(({ name }, place) => [name, values[place] ?? null])),
          },
        ],
  );

const rejectsOf = (source: TestSource, number: number): object[] =>
  source.records.flatMap(({ ordinal, recordId, arrivedAt, values }) =>
    values === undefined
      ? [
          {
            _source_no: number,
            _ordinal: ordinal,
            _record_id: recordId,
            _arrived_at: arrivedAt,
            reason: 'not_integer',
            column_name: null,
            rule: 'integer',
            value_preview: `bad ${ordinal}`,
          },
        ]
      : [],
  );
