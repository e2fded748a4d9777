import { PutRecordsCommand, type PutRecordsResultEntry } from '@aws-sdk/client-kinesis';
import { clients } from '../clients.js';
import type { FunctionSettings } from '../resources/function.js';
import type { Stream } from '../resources/stream.js';
import { createRecordingFunction, type RecordingFunction } from './recording-function.js';

/** A batch of records, as a function saw it. */
export interface SeenBatch {
  readonly shardId: string;
  /** The records' data. */
  readonly texts: readonly string[];
}

export interface StreamConsumer extends RecordingFunction<SeenBatch> {
  /** The batches so far, each as its texts with spaces between them. */
  batches(): Promise<readonly string[]>;
}

/**
 * A function for records of a stream. `body` is JavaScript that sees `event` and `note.texts`, the records' data, and
 * returns the handler's answer; `failed(...texts)` is the answer that names those records.
 */
export async function createStreamConsumer(
  body = '',
  settings: FunctionSettings = {},
): Promise<StreamConsumer> {
  const consumer = await createRecordingFunction<SeenBatch>({
    note: `
      const texts = event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString('utf8'));
      return { shardId: event.Records[0].eventID.split(':')[0], texts };`,
    body: `
      const failed = (...texts) => ({
        batchItemFailures: texts.map((text) => ({
          itemIdentifier: event.Records[note.texts.indexOf(text)].kinesis.sequenceNumber,
        })),
      });
      ${body}`,
    settings,
  });
  const batches = async () => (await consumer.notes()).map(({ seen }) => seen.texts.join(' '));
  return { ...consumer, batches };
}

/** What is put into a stream; all of one partition key unless it says otherwise. */
export type Entry = string | { readonly text: string; readonly key?: string; readonly hashKey?: string };

/** In one request, so in this order. Returns the records' places. */
export async function putTexts(
  stream: Stream,
  ...entries: Entry[]
): Promise<readonly PutRecordsResultEntry[]> {
  const { Records = [], FailedRecordCount } = await clients.kinesis.send(
    new PutRecordsCommand({
      StreamName: stream.name,
      Records: entries.map((entry) => {
        const { text, key = 'key', hashKey } = typeof entry === 'string' ? { text: entry } : entry;
        return {
          Data: Buffer.from(text),
          PartitionKey: key,
          ...(hashKey === undefined ? {} : { ExplicitHashKey: hashKey }),
        };
      }),
    }),
  );
  if (FailedRecordCount !== 0) throw new Error(`${FailedRecordCount} records were not taken.`);
  return Records;
}
