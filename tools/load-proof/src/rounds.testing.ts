import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { titleBasics, titleRatings, type Row } from '@sluice/contracts';
import { fileSource, streamSource, type StreamRecord, type TestSource } from '@sluice/load-model';
import { batchIdOf, rowBatchText, type RowBatch, type RowBatchContent } from '@sluice/message-schemas';
import type { LandedFile } from './processor-site.testing.js';

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A file of titles. Its keys are also those of files before, so that rows are replaced; some of its records are bad. */
export interface FileRound {
  readonly name: string;
  readonly body: string;
  source(landed: LandedFile): TestSource;
}

export function fileRound(round: number): FileRound {
  const rows = Array.from({ length: 24 }, (_, index): Row | null =>
    // Fewer than make the whole file bad.
    index % 12 === 5
      ? null
      : [
          `tt${String(1_000_000 + ((round * 7 + index) % 41))}`,
          'movie',
          `Title ${round}.${index}`,
          `Titel ${round}`,
          index % 2 === 0,
          1900 + round,
          null,
          index,
          JSON.stringify(['Drama', `Genre ${index}`]),
        ],
  );
  const body = [
    titleBasics.columns.map(({ from }) => from),
    ...rows.map((row) => row?.map(fieldText) ?? badFields),
  ]
    .map((fields) => `${fields.join('\t')}\n`)
    .join('');
  return {
    name: `round-${round}.tsv`,
    body,
    source: ({ sourceId, arrivedAt, message: { bucket, key } }) =>
      fileSource(sourceId, arrivedAt, rows, {
        sourceId,
        bucket,
        key,
        version: null,
        checksum: sha256Hex(body),
      }),
  };
}

/** Its year is none. */
const badFields = ['tt0000001', 'movie', 'Bad', 'Bad', '0', 'soon', '\\N', '1', 'Drama'];

function fieldText(value: Row[number]): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value).startsWith('[') ? (JSON.parse(String(value)) as string[]).join(',') : String(value);
}

/**
 * Batches of ratings that load as one. The second carries a record of the first again, as a retry of the producer's
 * function does, and the copy of an event of the round before; each has a bad record.
 */
export interface RowRound {
  readonly batches: readonly RowBatch[];
  readonly sources: readonly TestSource[];
}

const stream = 'proof';
const arrival = (round: number): string => new Date(Date.UTC(2026, 2, 1) + round * 60_000).toISOString();

const record = (round: number, number: number, event = round): StreamRecord => ({
  id: `${stream}/shardId-000000000000:${String(round).padStart(6, '0')}${String(number).padStart(6, '0')}`,
  arrivedAt: arrival(round),
  values: [`tt${1_000_000 + number}`, '7.5', event, arrival(event)],
});
const bad = (round: number, number: number): StreamRecord => ({ ...record(round, number), values: null });

export function rowRound(round: number): RowRound {
  const shares = [
    [record(round, 1), record(round, 2), record(round, 3), bad(round, 4)],
    [
      record(round, 3),
      record(round, 5),
      { ...record(round, 2, round - 1), id: record(round, 6).id },
      bad(round, 7),
    ],
    [record(round, 8), record(round, 9), bad(round, 10)],
  ];
  const ids = shares.map((records) =>
    batchIdOf(
      records.map(({ id }) => id),
      sha256Hex,
    ),
  );
  return {
    batches: shares.map((records, index) => rowBatch(ids[index] as string, records)),
    sources: shares.map((records, index) =>
      streamSource(`${round}-${index}`, records, { sourceId: ids[index] as string }),
    ),
  };
}

function rowBatch(batchId: string, records: readonly StreamRecord[]): RowBatch {
  const content: RowBatchContent = { rows: [], rejects: [] };
  for (const { id: recordId, arrivedAt, values } of records)
    if (values !== null)
      content.rows.push({ recordId, arrivedAt: Date.parse(arrivedAt), values: [...values] });
    else
      content.rejects.push({
        recordId,
        arrivedAt: Date.parse(arrivedAt),
        reason: 'not_an_integer',
        column: 'num_votes',
        rule: 'integer',
        value: 'many',
        raw: Buffer.from('{"numVotes":"many"}').toString('base64'),
      });
  return {
    type: 'RowBatch',
    version: 1,
    dataset: titleRatings.name,
    contractVersion: titleRatings.version,
    batchId,
    stream,
    rows: content.rows.length,
    rejects: content.rejects.length,
    content: { kind: 'inline', data: gzipSync(rowBatchText(content)).toString('base64') },
  };
}
