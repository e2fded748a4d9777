import { gunzipSync } from 'node:zlib';
import { findDataset } from '@sluice/contracts';
import { rowBatchSchema, type BatchReject } from '@sluice/message-schemas';
import { createMessageQueue } from '@sluice/message-queue';
import { createRecordCodec } from '@sluice/record-codec';
import {
  deliverRecords,
  unpackRowBatch,
  type DeliveryEnvironment,
  type DeliverySettings,
} from '@sluice/stream-transform';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf } from '../target/target-clients.js';
import type { Deliver } from './deliver-all.js';

/** What stream records are judged by, apart from the contracts. */
export interface Origin {
  readonly stream: string;
  /** Of a stream bound to one. */
  readonly dataset?: string | undefined;
}

/** Makes deliveries of the records of a stream. */
export type DeliveriesOf = (origin: Origin) => Deliver;

/** To the rows queue of a deployment, what does not fit a message by claim check in its staging bucket. */
export async function deliveriesTo(target: Target): Promise<DeliveriesOf> {
  const client = sqsClientOf(target);
  const environment = {
    queue: createMessageQueue(client),
    objects: objectStoreOf(target),
    codec: createRecordCodec(),
    findDataset,
  };
  const rowsQueueUrl = await queueUrl(client, target.names.queues.rows, target);
  return (origin) => (records, signal) =>
    deliverRecords(records, settingsOf(target, origin, rowsQueueUrl), environment, signal);
}

/** A reject without its raw record, which may be as large as a record gets. */
export type JudgedReject = Omit<BatchReject, 'raw'>;

/** Told, while nothing is sent, of each reject, or of one for each reason of a message. */
export type OnReject = (dataset: string, reject: JudgedReject) => void;

/** Judges and packs as a delivery does, and sends nothing. */
export function dryDeliveries(target: Target, onReject: OnReject): DeliveriesOf {
  const environment = dryEnvironment(onReject);
  return (origin) => (records, signal) =>
    deliverRecords(records, settingsOf(target, origin, 'https://sqs.invalid/rows'), environment, signal);
}

const settingsOf = (
  { names, topology }: Target,
  { stream, dataset }: Origin,
  rowsQueueUrl: string,
): DeliverySettings => ({
  stream,
  boundDataset: dataset,
  rowsQueueUrl,
  stagingBucket: names.stagingBucket,
  maxMessageBytes: topology.queues.maxInlineContentBytes,
});

function dryEnvironment(onReject: OnReject): DeliveryEnvironment<AbortSignal> {
  // Claims are stored beside messages that are sent; a few of their rejects wait here for the message that names them.
  const claims = new Map<string, readonly JudgedReject[]>();
  return {
    codec: createRecordCodec(),
    findDataset,
    objects: {
      upload: async ({ key }, { body }) => {
        claims.set(key, oneOfEachReason(body));
      },
    },
    queue: {
      sendAll: async (_, messages) => {
        for (const { body } of messages) {
          const { dataset, rejects, content } = rowBatchSchema.parse(JSON.parse(body));
          if (rejects === 0) continue;
          const judged =
            content.kind === 'inline'
              ? oneOfEachReason(Buffer.from(content.data, 'base64'))
              : (claims.get(content.key) ?? []);
          for (const reject of judged) onReject(dataset, reject);
        }
        return { failed: [] };
      },
    },
  };
}

function oneOfEachReason(packed: Uint8Array): readonly JudgedReject[] {
  const content = unpackRowBatch(packed, (bytes) => gunzipSync(bytes));
  if (content === undefined) throw new Error('a message does not hold what was packed for it');
  const byReason = new Map<string, JudgedReject>();
  for (const { raw: _, ...reject } of content.rejects)
    if (!byReason.has(reject.reason)) byReason.set(reject.reason, reject);
  return [...byReason.values()];
}
