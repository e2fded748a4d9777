import { setTimeout as delay } from 'node:timers/promises';
import { PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { CliError } from '../cli-error.js';
import type { OutgoingRecord } from './frame-record.js';

const maxBatchRecords = 500;
/** PutRecords takes 10 MiB; half of it keeps one slow batch short. */
const maxBatchBytes = 5 * 1024 * 1024;
const firstPauseMilliseconds = 50;
const longestPauseMilliseconds = 2000;
/** The stream takes 1,000 records a second and shard, so this long without one is not throttling. */
const patienceMilliseconds = 60_000;

export interface SendOptions {
  readonly signal?: AbortSignal;
}

/**
 * Puts records on a stream, one batch after the other, so that whoever makes them waits for the stream. Entries
 * that it did not take are tried again by themselves; a record may be put twice when an answer was lost.
 * @returns how many were put
 */
export async function sendRecords(
  client: KinesisClient,
  stream: string,
  records: AsyncIterable<OutgoingRecord> | Iterable<OutgoingRecord>,
  { signal }: SendOptions = {},
): Promise<number> {
  let sent = 0;
  for await (const batch of inBatches(records)) {
    await sendBatch(client, stream, batch, signal);
    sent += batch.length;
  }
  return sent;
}

async function* inBatches(
  records: AsyncIterable<OutgoingRecord> | Iterable<OutgoingRecord>,
): AsyncGenerator<OutgoingRecord[]> {
  let batch: OutgoingRecord[] = [];
  let bytes = 0;
  for await (const record of records) {
    const size = record.data.length + Buffer.byteLength(record.partitionKey);
    if (batch.length === maxBatchRecords || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(
  client: KinesisClient,
  stream: string,
  batch: readonly OutgoingRecord[],
  signal: AbortSignal | undefined,
): Promise<void> {
  let left = batch;
  let pause = firstPauseMilliseconds;
  let lastProgressAt = Date.now();
  for (;;) {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: stream,
        Records: left.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
      }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    const failed = left.filter((_, index) => Records[index]?.ErrorCode !== undefined);
    if (failed.length === 0) return;
    if (failed.length < left.length) {
      lastProgressAt = Date.now();
      pause = firstPauseMilliseconds;
    } else if (Date.now() - lastProgressAt > patienceMilliseconds) {
      const code = Records.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? 'unknown';
      throw new CliError(`the stream ${stream} takes no records (${code}): try again later`);
    }
    left = failed;
    await delay(pause * (0.5 + Math.random() / 2), undefined, { signal });
    pause = Math.min(2 * pause, longestPauseMilliseconds);
  }
}
