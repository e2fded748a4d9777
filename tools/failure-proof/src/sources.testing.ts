import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { titleBasics, titleRatings } from '@sluice/contracts';
import { batchIdOf, rowBatchText, type RowBatch, type RowBatchContent } from '@sluice/message-schemas';

export const sha256Hex = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

const tconst = (number: number): string => `tt${String(number).padStart(8, '0')}`;

/** A file of titles, none of them in any file of another `number`; as TSV. */
export function titlesFile(number: number, rows = 3): string {
  const records = Array.from({ length: rows }, (_, row) => {
    const title = `Title ${number}.${row}`;
    return [tconst(number * 1_000 + row), 'movie', title, title, '0', '1999', '\\N', '90', 'Drama'];
  });
  return [titleBasics.columns.map(({ name, from }) => from ?? name), ...records]
    .map((fields) => `${fields.join('\t')}\n`)
    .join('');
}

/** Rows in each batch. */
export const rowsOfBatch = 3;

const arrivedAt = Date.UTC(2026, 2, 1);

/** What a batch of ratings carries, none of them in any batch of another `number`. */
function ratings(number: number): RowBatchContent {
  const at = (row: number) => `${String(number).padStart(6, '0')}${String(row).padStart(6, '0')}`;
  return {
    rows: Array.from({ length: rowsOfBatch }, (_, row) => ({
      recordId: `proof/shardId-000000000000:${at(row)}`,
      arrivedAt: arrivedAt + number,
      values: [tconst(row), '7.5', number, new Date(arrivedAt).toISOString()],
    })),
    rejects: [],
  };
}

const messageOf = ({ rows, rejects }: RowBatchContent, content: RowBatch['content']): RowBatch => ({
  type: 'RowBatch',
  version: 1,
  dataset: titleRatings.name,
  contractVersion: titleRatings.version,
  batchId: batchIdOf(
    rows.map(({ recordId }) => recordId),
    sha256Hex,
  ),
  stream: 'proof',
  rows: rows.length,
  rejects: rejects.length,
  content,
});

const compressed = (content: RowBatchContent): Buffer => gzipSync(rowBatchText(content));

/** A batch of ratings that carries its rows. */
export function ratingsBatch(number: number): RowBatch {
  const content = ratings(number);
  return messageOf(content, { kind: 'inline', data: compressed(content).toString('base64') });
}

/** A batch of ratings by claim check, and the object that it names. */
export function claimedBatch(bucket: string, number: number) {
  const content = ratings(number);
  const body = compressed(content);
  const key = `claims/proof/${number}.json.gz`;
  const batch = messageOf(content, { kind: 'claim', bucket, key, sha256: sha256Hex(body) });
  return { batch, object: { Bucket: bucket, Key: key, Body: body } };
}
