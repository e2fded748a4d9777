import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { findDataset } from '@sluice/contracts';
import { rowBatchSchema, type RowBatch, type RowBatchContent } from '@sluice/message-schemas';
import { createRecordCodec } from '@sluice/record-codec';
import {
  deliverRecords,
  deliverRows,
  unpackRowBatch,
  type Delivered,
  type DeliveryEnvironment,
  type DeliverySettings,
  type QueueMessage,
  type RecordCodec,
  type RefusedMessage,
  type RowAgain,
  type StreamRecord,
} from '../index.js';

export const settings: DeliverySettings = {
  stream: 'ratings',
  rowsQueueUrl: 'http://127.0.0.1/000000000000/rows',
  stagingBucket: 'staging',
  maxMessageBytes: 245_760,
};

/** As SQS counts a message. */
export const bytesOf = ({ body, attributes = {} }: QueueMessage): number =>
  [body, ...Object.entries(attributes).flat(), ...Object.keys(attributes).map(() => 'String')].reduce(
    (bytes, text) => bytes + Buffer.byteLength(text),
    0,
  );

export interface Taken {
  readonly message: QueueMessage;
  readonly batch: RowBatch;
  readonly content: RowBatchContent;
}

type Refusal = Omit<RefusedMessage, 'index'> | undefined;

/** A queue and a bucket that take what the test lets them. */
export class FakeDelivery {
  readonly taken: Taken[] = [];
  readonly calls: (readonly QueueMessage[])[] = [];
  readonly objects = new Map<string, Uint8Array>();
  underWay = 0;
  mostUnderWay = 0;
  /** Why a message is not taken; asked once for each message. */
  refuse: (message: QueueMessage) => Refusal = () => undefined;
  /** What storing an object waits for, or fails with. */
  store: (key: string) => Promise<void> = async () => undefined;
  answer: () => Promise<void> = async () => undefined;
  isClosing: (() => boolean) | undefined;
  readonly codec: RecordCodec = createRecordCodec();
  findDataset = findDataset;

  async deliver(
    records: readonly StreamRecord[],
    overrides: Partial<DeliverySettings> = {},
    signal?: AbortSignal,
  ): Promise<Delivered> {
    return deliverRecords(records, { ...settings, ...overrides }, this.#environment(), signal);
  }

  deliverRows(
    rows: readonly RowAgain[],
    overrides: Partial<DeliverySettings> = {},
    signal?: AbortSignal,
  ): Promise<Delivered> {
    const environment = this.#environment();
    return deliverRows(rows, { settings: { ...settings, ...overrides }, environment, signal });
  }

  #environment(): DeliveryEnvironment<AbortSignal> {
    return {
      queue: { sendAll: (_, messages, options) => this.#sendAll(messages, options) },
      objects: { upload: (location, { body }) => this.#upload(location, body) },
      codec: this.codec,
      findDataset: this.findDataset,
      ...(this.isClosing ? { isClosing: this.isClosing } : {}),
    };
  }

  /** Ids of all records on the queue, dataset by dataset, in the order of its messages' first records. */
  recordIds(): Map<string, string[]> {
    const all = new Map<string, string[]>();
    const ids = ({ content }: Taken) =>
      [...content.rows, ...content.rejects].map(({ recordId }) => recordId).sort();
    for (const taken of this.taken) {
      const { dataset } = taken.batch;
      all.set(dataset, [...(all.get(dataset) ?? []), ...ids(taken)]);
    }
    return all;
  }

  async #sendAll(messages: readonly QueueMessage[], { signal }: { signal?: AbortSignal }) {
    this.calls.push(messages);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await this.answer();
    this.underWay--;
    const failed: RefusedMessage[] = [];
    for (const [index, message] of messages.entries()) {
      const refusal = signal?.aborted ? { code: 'AbortError', senderFault: false } : this.refuse(message);
      if (refusal) failed.push({ index, ...refusal });
      else this.taken.push(this.#read(message));
    }
    return { failed };
  }

  async #upload({ bucket, key }: { bucket: string; key: string }, body: Uint8Array): Promise<void> {
    await this.store(key);
    this.objects.set(`${bucket}/${key}`, body);
  }

  #read(message: QueueMessage): Taken {
    const batch = rowBatchSchema.parse(JSON.parse(message.body));
    const bytes =
      batch.content.kind === 'inline'
        ? Buffer.from(batch.content.data, 'base64')
        : this.objects.get(`${batch.content.bucket}/${batch.content.key}`);
    // A message must never name what is not there.
    if (!bytes) throw new Error('the claim check is not stored');
    const content = unpackRowBatch(bytes, gunzipSync);
    if (content?.rows.length !== batch.rows || content.rejects.length !== batch.rejects)
      throw new Error('the content does not match its counts');
    return { message, batch, content };
  }
}

/** An error as the object store throws it. */
export const unavailable = (code: string): Error => Object.assign(new Error(code), { code });

export const rating = (number: number) => ({
  tconst: `tt${String(number).padStart(7, '0')}`,
  averageRating: 8.7,
  numVotes: number,
  ratedAt: '2026-03-14T09:26:53+01:00',
});
export const good = (number: number) => ({ dataset: 'title-ratings', data: rating(number) });
/** A reject with text that hardly compresses, the same for the same number. */
export const noisy = (number: number, length: number, dataset = 'title-ratings') => ({
  dataset,
  data: { tconst: noise(number, length) },
});

const noiseText = Array.from({ length: 12_000 }, (_, part) =>
  createHash('sha512').update(String(part)).digest('base64').slice(0, 86),
).join('');

export function noise(number: number, length: number): string {
  const start = (number * 8_191) % (noiseText.length - 131_072);
  let text = noiseText.slice(start, start + length);
  while (text.length < length) text += noiseText.slice(0, length - text.length);
  return text;
}

/** Records of one shard: bytes as they are, anything else as JSON. */
export function shardRecords(contents: readonly unknown[]): StreamRecord[] {
  return contents.map((content, index) => ({
    shardId: 'shardId-000000000000',
    sequenceNumber: String(4960000000000000000000n + BigInt(index)),
    arrivedAtMs: 1_760_000_000_000 + index,
    data: content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content)),
  }));
}
