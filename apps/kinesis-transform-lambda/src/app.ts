import type { Context, KinesisStreamBatchResponse } from 'aws-lambda';
import { packRowBatches, transformRecords, type PackedBatch } from '@sluice/stream-transform';
import type { Environment } from './environment.js';
import { readEvent, type Invocation } from './read-event.js';
import { sendBatches, type Sent } from './send-batches.js';

/** Kept of the function's time for reporting what was not sent. */
const reserveMilliseconds = 2000;

/**
 * One invocation: decode → validate → pack → send. Bad records travel as rejects, so none ever holds up its shard.
 * What the environment keeps from being sent, or what there is no time for, is reported by its lowest sequence
 * number, and Lambda hands over everything from there again.
 */
export async function transformInvocation(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  environment: Environment,
): Promise<KinesisStreamBatchResponse> {
  const startedAt = performance.now();
  const invocation = readEvent(event);
  const { stream, records } = invocation;
  const { config, codec, findDataset } = environment;
  const perDataset = transformRecords(records, {
    stream,
    findDataset,
    boundDataset: config.STREAM_DATASET,
    ...codec,
  });
  const batches = packRowBatches(perDataset, { maxContentBytes: config.MAX_CONTENT_BYTES, stream, ...codec });
  const sent = await sendBatches(batches, environment, deadline(context));
  report(invocation, sent, performance.now() - startedAt, environment);
  return { batchItemFailures: lowestUnsent(invocation, sent.unsent) };
}

function deadline(context: Pick<Context, 'getRemainingTimeInMillis'>): AbortSignal {
  const left = Math.floor(context.getRemainingTimeInMillis() - reserveMilliseconds);
  return left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort();
}

/** The records of an invocation are one shard's, in order, so the lowest sequence number is the first position. */
function lowestUnsent(
  { records }: Invocation,
  unsent: readonly PackedBatch[],
): KinesisStreamBatchResponse['batchItemFailures'] {
  if (unsent.length === 0) return [];
  const first = records[Math.min(...unsent.map(({ firstPosition }) => firstPosition))];
  return first ? [{ itemIdentifier: first.sequenceNumber }] : [];
}

function report(
  { stream, records }: Invocation,
  { sent, unsent, code }: Sent,
  milliseconds: number,
  { logger, metrics }: Environment,
): void {
  const counts = new Map<string, { rows: number; rejects: number; messages: number }>();
  for (const { message } of sent) {
    const { rows, rejects, messages } = counts.get(message.dataset) ?? { rows: 0, rejects: 0, messages: 0 };
    counts.set(message.dataset, {
      rows: rows + message.rows,
      rejects: rejects + message.rejects,
      messages: messages + 1,
    });
  }
  for (const [dataset, { rows, rejects, messages }] of counts)
    metrics.emit(
      {
        RowsSent: { value: rows, unit: 'Count' },
        RejectsSent: { value: rejects, unit: 'Count' },
        BatchesSent: { value: messages, unit: 'Count' },
      },
      { Dataset: dataset },
    );
  if (unsent.length > 0) metrics.count('BatchesUnsent', unsent.length);
  const fields = {
    stream,
    shardId: records[0]?.shardId,
    records: records.length,
    datasets: Object.fromEntries(counts),
    claims: sent.filter(({ kind }) => kind === 'claim').length,
    milliseconds: Math.round(milliseconds),
  };
  if (unsent.length === 0) logger.info(fields, 'sent');
  else logger.error({ ...fields, unsent: unsent.length, code }, 'not all sent');
}
