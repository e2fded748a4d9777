import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import {
  writeParquetTable,
  writeRowBatches,
  type BatchToWrite,
  type ParquetPart,
} from '@sluice/file-cleaning';
import {
  stagedFault,
  stagedRejects,
  stagedRows,
  stagedSource,
  type TestRecord,
  type TestSource,
} from '@sluice/load-model';
import type { ObjectStore } from '@sluice/object-store';
import {
  groupArrivals,
  rejectsLayout,
  rowsLayout,
  sourcesLayout,
  type LoadRequest,
} from '@sluice/redshift-loading';

export const stagingBucket = 'staging';

const fault = {
  reason: stagedFault.reason,
  column: stagedFault.column_name,
  rule: stagedFault.rule,
  value: stagedFault.value_preview,
};

/** Stages sources as the processor does, with the same writers, under a prefix of their own, and says how to load them. */
export async function stageLoad(
  store: ObjectStore,
  dataset: Dataset,
  loadId: string,
  sources: readonly TestSource[],
): Promise<LoadRequest> {
  const startedAt = new Date().toISOString();
  const directory = await mkdtemp(join(tmpdir(), 'sluice-staging-'));
  try {
    const parts = await writeParts(directory, dataset, sources);
    const manifest = async (name: string, written: readonly ParquetPart[]): Promise<string> => {
      const prefix = `loads/${dataset.name}/${loadId}/${name}`;
      const entries = await Promise.all(
        written.map(async ({ path, sizeBytes }, index) => {
          const key = `${prefix}/${index}-${basename(path)}`;
          await store.upload({ bucket: stagingBucket, key }, { path });
          return {
            url: `s3://${stagingBucket}/${key}`,
            mandatory: true,
            meta: { content_length: sizeBytes },
          };
        }),
      );
      const key = `${prefix}.manifest`;
      await store.upload({ bucket: stagingBucket, key }, { body: JSON.stringify({ entries }) });
      return `s3://${stagingBucket}/${key}`;
    };
    return {
      dataset,
      loadId,
      sourcesManifestUri: await manifest('sources', parts.sources),
      ...(parts.rows.length > 0 ? { rowsManifestUri: await manifest('rows', parts.rows) } : {}),
      ...(parts.rejects.length > 0 ? { rejectsManifestUri: await manifest('rejects', parts.rejects) } : {}),
      copyRoleArn: 'default',
      arrivalGroups: groupArrivals(sources.map(({ firstArrivedAt: from, arrivedAt: to }) => ({ from, to }))),
      statementTimeoutSeconds: 60,
      startedAt,
      stagedAt: new Date().toISOString(),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeParts(directory: string, dataset: Dataset, sources: readonly TestSource[]) {
  const numbered = sources.map((source, sourceNumber) => ({ source, sourceNumber }));
  const batches = numbered.filter(({ source }) => source.kind !== 'file').map(batchOf);
  const outputDirectory = join(directory, 'batches');
  await mkdir(outputDirectory);
  const written = await writeRowBatches({ dataset, batches, outputDirectory });
  const inFiles = numbered.filter(({ source }) => source.kind === 'file');
  const table = async (
    name: string,
    columns: LayoutColumns,
    rows: readonly object[],
  ): Promise<ParquetPart[]> =>
    rows.length === 0
      ? []
      : [await writeParquetTable({ columns, rows, path: join(directory, `${name}.parquet`) })];
  return {
    sources: await table(
      'sources',
      sourcesLayout,
      numbered.map(({ source, sourceNumber }) => stagedSource(source, sourceNumber)),
    ),
    rows: [
      ...written.rows,
      ...(await table(
        'rows',
        rowsLayout(dataset),
        inFiles.flatMap(({ source, sourceNumber }) => stagedRows(dataset, source, sourceNumber)),
      )),
    ],
    rejects: [
      ...written.rejects,
      ...(await table(
        'rejects',
        rejectsLayout,
        inFiles.flatMap(({ source, sourceNumber }) => stagedRejects(source, sourceNumber)),
      )),
    ],
  };
}

type LayoutColumns = typeof sourcesLayout;

function batchOf({ source, sourceNumber }: { source: TestSource; sourceNumber: number }): BatchToWrite {
  const identity = ({ recordId, arrivedAt }: TestRecord) => ({
    recordId: recordId as string,
    arrivedAt: Date.parse(arrivedAt as string),
  });
  return {
    sourceNumber,
    rows: source.records.flatMap((record) =>
      record.values === undefined ? [] : [{ ...identity(record), values: record.values }],
    ),
    rejects: source.records.flatMap((record) =>
      record.values === undefined ? [{ ...identity(record), ...fault, raw: '' }] : [],
    ),
  };
}
