import { gunzipSync } from 'node:zlib';
import { findDataset, type Dataset } from '@sluice/contracts';
import type { RowBatch } from '@sluice/message-schemas';
import { unpackRowBatch } from '@sluice/stream-transform';
import type { Environment } from '../environment.js';
import { currentRows } from './current-rows.js';
import { NewerContractError } from './newer-contract-error.js';
import { park, type Outcome } from './outcome.js';
import type { OpenedBatch } from './process-row-batches.js';
import { sha256Hex } from './sha256-hex.js';

/** A batch that can be loaded. */
export interface LoadableBatch extends OpenedBatch {
  readonly dataset: Dataset;
  /** Of its content as JSON, which is what it takes of memory, more or less. */
  readonly contentBytes: number;
}

/**
 * The largest that is made: one reject whose raw bytes, in base64, are the most text that the transform reads of a record
 * (64 MiB). What expands to more was not made by ours.
 */
const maxContentBytes = 96 * 1024 * 1024;

/**
 * Opens a row batch; what cannot be read or loaded here is to be parked.
 * @throws {NewerContractError} when another processor can load it
 */
export async function openRowBatch(
  batch: RowBatch | undefined,
  environment: Environment,
): Promise<LoadableBatch | Outcome> {
  if (!batch) return park('malformed_message', 'the message is not a RowBatch of version 1');
  const dataset = findDataset(batch.dataset);
  if (!dataset)
    return park('unknown_dataset', `no contract for the dataset ${JSON.stringify(batch.dataset)}`);
  const { contractVersion } = batch;
  if (contractVersion > dataset.version)
    throw new NewerContractError(dataset.name, contractVersion, dataset.version);
  if (contractVersion < dataset.acceptsFrom)
    return park(
      'unsupported_contract_version',
      `the batch was written for version ${contractVersion} of ${dataset.name}, of which versions ${dataset.acceptsFrom} to ${dataset.version} are read`,
    );
  if (batch.rows + batch.rejects === 0)
    return park('malformed_message', `batch ${batch.batchId} carries no record`);
  if (dataset.load.mode === 'replace' && batch.rows > 0)
    return park('files_only', `each file is the whole of ${dataset.name}: rows of a stream cannot be loaded`);
  const compressed = await compressedContent(batch, environment);
  if ('kind' in compressed) return compressed;
  let contentBytes = 0;
  const content = unpackRowBatch(compressed, (bytes) => {
    const json = gunzipSync(bytes, { maxOutputLength: maxContentBytes });
    contentBytes = json.byteLength;
    return json;
  });
  if (!content || content.rows.length !== batch.rows || content.rejects.length !== batch.rejects)
    return park('malformed_message', `the content of batch ${batch.batchId} does not match its counts`);
  const rows = currentRows(content, dataset);
  if (!rows)
    return park(
      'malformed_message',
      `the rows of batch ${batch.batchId} do not fit the columns of ${dataset.name} version ${dataset.version}`,
    );
  return { batch, content: { ...content, rows }, dataset, contentBytes };
}

async function compressedContent(
  { content }: RowBatch,
  { objects }: Environment,
): Promise<Uint8Array | Outcome> {
  if (content.kind === 'inline') return Buffer.from(content.data, 'base64');
  const { bucket, key } = content;
  const bytes = await objects.read({ bucket, key });
  if (!bytes) return park('object_missing', `the claim check s3://${bucket}/${key} does not exist any more`);
  return sha256Hex(bytes) === content.sha256
    ? bytes
    : park(
        'malformed_message',
        `the claim check s3://${bucket}/${key} does not have the checksum that was sent`,
      );
}
