import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { writeRowBatches } from '@sluice/file-cleaning';
import type { RowBatch, RowBatchContent } from '@sluice/message-schemas';
import type { Environment } from '../environment.js';
import { engineVersion } from './engine-version.js';
import { loadSources, type SourcesToLoad } from './load-sources.js';
import type { Outcome } from './outcome.js';
import { withWorkDirectory } from './work-directory.js';
import type { WorkOptions } from './work-options.js';

/** A row batch with its content in memory. */
export interface OpenedBatch {
  readonly batch: RowBatch;
  readonly content: RowBatchContent;
}

/** Where a batch came from, for people. */
export const batchOrigin = ({ stream, batchId }: RowBatch): string => `${stream}:${batchId}`;

/**
 * Loads several row batches of one dataset in one transaction: write Parquet → quarantine → stage → load. Each
 * batch is a source of its own in the ledger. Idempotent, as a file is.
 * @param batches at least one; no two with the same `batchId`
 */
export async function processRowBatches(
  dataset: Dataset,
  batches: readonly OpenedBatch[],
  environment: Environment,
  options: WorkOptions,
): Promise<Outcome> {
  const startedAt = environment.now();
  return withWorkDirectory(async (directory) => {
    const outputDirectory = join(directory, 'rows');
    await mkdir(outputDirectory);
    const written = await writeRowBatches({
      dataset,
      batches: batches.map(({ content }, sourceNumber) => ({ sourceNumber, ...content })),
      outputDirectory,
      signal: options.signal,
    });
    options.progressed();
    return loadSources(
      { dataset, startedAt, sources: batches.map(describeSource), written, directory },
      environment,
      options,
    );
  });
}

function describeSource({ batch, content }: OpenedBatch, index: number): SourcesToLoad['sources'][number] {
  let [first, last] = [Infinity, -Infinity];
  for (const { arrivedAt } of [...content.rows, ...content.rejects]) {
    first = Math.min(first, arrivedAt);
    last = Math.max(last, arrivedAt);
  }
  return {
    _source_no: index,
    source_id: batch.batchId,
    kind: batch.kind ?? 'stream',
    origin: batchOrigin(batch),
    object_bucket: null,
    object_key: null,
    object_version: null,
    checksum: null,
    first_arrived_at: new Date(first).toISOString(),
    arrived_at: new Date(last).toISOString(),
    records_read: content.rows.length + content.rejects.length,
    contract_version: batch.contractVersion,
    engine_version: engineVersion,
  };
}
