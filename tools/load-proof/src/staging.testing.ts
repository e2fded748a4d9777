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
import type { TestRecord, TestSource } from '@sluice/load-model';
import type { ObjectStore } from '@sluice/object-store';
import {
  groupArrivals,
  rejectsLayout,
  rowsLayout,
  sourcesLayout,
  type LoadRequest,
  type StagedSource,
} from '@sluice/redshift-loading';

export const stagingBucket = 'staging';

const fault = { reason: 'not_an_integer', column: 'price', rule: 'integer', value: 'many' };

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
  const inFiles = numbered
    .filter(({ source }) => source.kind === 'file')
    .flatMap(({ source, sourceNumber }) =>
      source.records.map((record) => ({ record, _source_no: sourceNumber, _ordinal: record.ordinal })),
    );
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
        inFiles
          .filter(({ record }) => record.values !== undefined)
          .map(({ record, ...place }) => ({
            ...place,
            ...Object.fromEntries(
              dataset.columns.map(({ name }, index) => [name, record.values?.[index] ?? null]),
            ),
          })),
      )),
    ],
    rejects: [
      ...written.rejects,
      ...(await table(
        'rejects',
        rejectsLayout,
        inFiles
          .filter(({ record }) => record.values === undefined)
          .map(({ record: _, ...place }) => ({
            ...place,
            reason: fault.reason,
            column_name: fault.column,
            rule: fault.rule,
            value_preview: fault.value,
          })),
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

const stagedSource = (source: TestSource, sourceNumber: number): StagedSource => ({
  _source_no: sourceNumber,
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
  engine_version: 'proof@1',
  quarantine_uri: source.quarantineUri,
});
