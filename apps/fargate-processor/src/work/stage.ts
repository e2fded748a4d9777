import { basename, join } from 'node:path';
import { writeParquetTable, type ParquetPart } from '@sluice/file-cleaning';
import type { ObjectStore } from '@sluice/object-store';
import { sourcesLayout, type StagedSource } from '@sluice/redshift-loading';

/** What a load reads: each a manifest in the staging bucket; absent when there is nothing to COPY. */
export interface Staged {
  readonly sourcesManifestUri: string;
  readonly rowsManifestUri?: string;
  readonly rejectsManifestUri?: string;
}

export interface StageInput {
  readonly bucket: string;
  /** Unique to this attempt, so that nothing is ever overwritten: `loads/<dataset>/<load id>/`. */
  readonly prefix: string;
  readonly sources: readonly StagedSource[];
  readonly rows: readonly ParquetPart[];
  readonly rejects: readonly ParquetPart[];
  /** Where the sources' Parquet file is written on its way. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** Uploads the Parquet parts of one load attempt and the manifests that COPY reads them by. */
export async function stage(store: ObjectStore, input: StageInput): Promise<Staged> {
  const sources = await writeParquetTable({
    columns: sourcesLayout,
    rows: input.sources,
    path: join(input.directory, 'sources.parquet'),
  });
  const [sourcesManifestUri, rowsManifestUri, rejectsManifestUri] = await Promise.all([
    uploadParts(store, input, 'sources', [sources]),
    input.rows.length > 0 ? uploadParts(store, input, 'rows', input.rows) : undefined,
    input.rejects.length > 0 ? uploadParts(store, input, 'rejects', input.rejects) : undefined,
  ]);
  return {
    sourcesManifestUri,
    ...(rowsManifestUri === undefined ? {} : { rowsManifestUri }),
    ...(rejectsManifestUri === undefined ? {} : { rejectsManifestUri }),
  };
}

/** @see https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html */
async function uploadParts(
  store: ObjectStore,
  { bucket, prefix, signal }: StageInput,
  name: string,
  parts: readonly ParquetPart[],
): Promise<string> {
  const entries = [];
  for (const part of parts) {
    const key = `${prefix}${name}/${basename(part.path)}`;
    await store.upload({ bucket, key }, { path: part.path }, { signal });
    entries.push({ url: `s3://${bucket}/${key}`, mandatory: true, meta: { content_length: part.sizeBytes } });
  }
  const key = `${prefix}${name}.manifest`;
  await store.upload(
    { bucket, key },
    { body: JSON.stringify({ entries }) },
    { contentType: 'application/json', signal },
  );
  return `s3://${bucket}/${key}`;
}
