import { gunzipSync } from 'node:zlib';
import { findDataset, tableColumns, type Dataset } from '@sluice/contracts';
import type { BatchRow, RowBatch } from '@sluice/message-schemas';
import { unpackRowBatch } from '@sluice/stream-transform';
import type { Environment } from '../environment.js';
import { park, type Outcome } from './outcome.js';
import type { OpenedBatch } from './process-row-batches.js';
import { sha256Hex } from './sha256-hex.js';

/** A batch that can be loaded. */
export interface LoadableBatch extends OpenedBatch {
  readonly dataset: Dataset;
  /** Of its content as JSON, which is what it takes of memory, more or less. */
  readonly contentBytes: number;
}

/** What a Lambda event of 6 MB can become is far below; what expands to more was not made by ours. */
const maxContentBytes = 64 * 1024 * 1024;

/** Opens a row batch; what cannot be read or loaded here is to be parked. */
export async function openRowBatch(
  batch: RowBatch | undefined,
  environment: Environment,
): Promise<LoadableBatch | Outcome> {
  if (!batch) return park('malformed_message', 'the message is not a RowBatch of version 1');
  const dataset = findDataset(batch.dataset);
  if (!dataset)
    return park('unknown_dataset', `no contract for the dataset ${JSON.stringify(batch.dataset)}`);
  if (batch.contractVersion !== dataset.version)
    return park(
      'unsupported_contract_version',
      `the batch was written for version ${batch.contractVersion} of ${dataset.name}, this processor loads version ${dataset.version}`,
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
  const rows = completedRows(content.rows, dataset);
  if (!rows)
    return park(
      'malformed_message',
      `the rows of batch ${batch.batchId} do not fit the columns of ${dataset.name} version ${dataset.version}`,
    );
  return { batch, content: { ...content, rows }, dataset, contentBytes };
}

/**
 * Rows with a value for each column of the table. A version of a contract may gain nullable columns at its end while
 * batches are on their way: what was written before has null there.
 */
function completedRows(rows: readonly BatchRow[], dataset: Dataset): BatchRow[] | undefined {
  const columns = tableColumns(dataset);
  const completed: BatchRow[] = [];
  for (const row of rows) {
    const added = columns.slice(row.values.length);
    if (row.values.length > columns.length || added.some(({ nullable }) => !nullable)) return undefined;
    completed.push(added.length === 0 ? row : { ...row, values: [...row.values, ...added.map(() => null)] });
  }
  return completed;
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
