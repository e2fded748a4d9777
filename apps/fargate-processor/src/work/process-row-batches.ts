import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '@sluice/contracts';
import { writeRowBatches } from '@sluice/file-cleaning';
import type { RowBatch, RowBatchContent } from '@sluice/message-schemas';
import { groupArrivals, type ArrivalGroup, type StagedSource } from '@sluice/redshift-loading';
import type { Environment } from '../environment.js';
import { load } from './load.js';
import { newLoadId } from './load-id.js';
import type { Outcome } from './outcome.js';
import { stage } from './stage.js';
import { storeQuarantine } from './store-quarantine.js';
import { withWorkDirectory } from './work-directory.js';

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
  signal: AbortSignal,
): Promise<Outcome> {
  return withWorkDirectory(async (directory) => {
    const outputDirectory = join(directory, 'rows');
    await mkdir(outputDirectory);
    const written = await writeRowBatches({
      dataset,
      batches: batches.map(({ content }, sourceNumber) => ({ sourceNumber, ...content })),
      outputDirectory,
    });
    const now = environment.now();
    const loadId = newLoadId(now);
    const quarantineUri = await storeQuarantine(
      dataset.name,
      loadId,
      written.quarantine,
      environment,
      signal,
    );
    const staged = await stage(environment.objects, {
      bucket: environment.config.STAGING_BUCKET,
      prefix: `loads/${dataset.name}/${loadId}/`,
      sources: batches.map((opened, index) => describeSource(opened, index, quarantineUri)),
      rows: written.rows,
      rejects: written.rejects,
      directory,
      signal,
    });
    const ledger = await load(environment.warehouse, {
      dataset,
      loadId,
      staged,
      arrivalGroups: groupArrivals(batches.map(arrivalSpan)),
      copyRoleArn: environment.config.COPY_ROLE_ARN,
      statementTimeoutSeconds: environment.config.STATEMENT_TIMEOUT_SECONDS,
      now,
      signal,
    });
    return { kind: 'loaded', ledger };
  });
}

/** From the earliest to the latest arrival among a batch's records. */
function arrivalSpan({ content }: OpenedBatch): ArrivalGroup {
  let [from, to] = [Infinity, -Infinity];
  for (const { arrivedAt } of [...content.rows, ...content.rejects]) {
    from = Math.min(from, arrivedAt);
    to = Math.max(to, arrivedAt);
  }
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function describeSource(opened: OpenedBatch, index: number, quarantineUri: string | null): StagedSource {
  const { batch, content } = opened;
  const span = arrivalSpan(opened);
  return {
    _source_no: index,
    source_id: batch.batchId,
    kind: 'stream',
    origin: batchOrigin(batch),
    object_bucket: null,
    object_key: null,
    object_version: null,
    checksum: null,
    first_arrived_at: span.from,
    arrived_at: span.to,
    records_read: content.rows.length + content.rejects.length,
    contract_version: batch.contractVersion,
    engine_version: null,
    quarantine_uri: quarantineUri,
  };
}
