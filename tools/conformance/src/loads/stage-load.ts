import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { writeParquetTable, type ParquetColumn } from '@sluice/file-cleaning';
import { stagedRejects, stagedRows, stagedSource, type TestSource } from '@sluice/load-model';
import {
  groupArrivals,
  rejectsLayout,
  rowsLayout,
  sourcesLayout,
  type LoadRequest,
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
    const rows = sources.flatMap((source, number) => stagedRows(dataset, source, number));
    const rejects = sources.flatMap(stagedRejects);
    return {
      dataset,
      loadId,
      sourcesManifestUri: await put('sources', sourcesLayout, sources.map(stagedSource)),
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
