import { gunzipSync } from 'node:zlib';
import { findDataset, parseRecord } from '@sluice/contracts';
import { rowBatchSchema } from '@sluice/message-schemas';
import { createRecordCodec } from '@sluice/record-codec';
import {
  deliverRecords,
  readKinesisEvent,
  transformRecord,
  unpackRowBatch,
  type DeliveryEnvironment,
  type RecordCodec,
} from '@sluice/stream-transform';
import { acceptedAs, refusedFor, type Sample } from '../sample-event.js';
import type { MakeSubject } from '../subject.js';

const settings = {
  rowsQueueUrl: 'http://127.0.0.1/000000000000/rows',
  stagingBucket: 'staging',
  maxMessageBytes: 245_760,
};

/** A queue and a bucket that take everything and hold it until the next run. */
class Sink {
  bodies: string[] = [];
  objects = 0;

  environment(codec: RecordCodec): DeliveryEnvironment<AbortSignal> {
    return {
      queue: {
        sendAll: async (_, messages) => {
          for (const { body } of messages) this.bodies.push(body);
          return { failed: [] };
        },
      },
      objects: { upload: async () => void this.objects++ },
      codec,
      findDataset,
    };
  }
}

/** As the Lambda does it, all but the network. */
const delivering =
  (codec: RecordCodec, unzip: (bytes: Uint8Array) => Uint8Array): MakeSubject =>
  ({ event }) => {
    const deliver = async (): Promise<Sink> => {
      const sink = new Sink();
      const { stream, records } = readKinesisEvent(event, codec);
      const { firstUnsent } = await deliverRecords(records, { stream, ...settings }, sink.environment(codec));
      if (firstUnsent !== undefined) throw new Error(`record ${firstUnsent} was not delivered`);
      return sink;
    };
    return {
      run: async () => void (await deliver()),
      verdicts: async () => {
        const { bodies, objects } = await deliver();
        if (objects > 0) throw new Error('a claim check was made of records that are small');
        return verdictsOf(bodies, event, unzip);
      },
    };
  };

function verdictsOf(
  bodies: readonly string[],
  { Records }: Sample['event'],
  unzip: (bytes: Uint8Array) => Uint8Array,
): readonly string[] {
  const bySequence = new Map<string, string>();
  const sequenceOf = (recordId: string) => recordId.slice(recordId.lastIndexOf(':') + 1);
  for (const body of bodies) {
    const { content } = rowBatchSchema.parse(JSON.parse(body));
    const unpacked =
      content.kind === 'inline' ? unpackRowBatch(Buffer.from(content.data, 'base64'), unzip) : undefined;
    if (!unpacked) throw new Error('a message cannot be unpacked');
    for (const { recordId, values } of unpacked.rows)
      bySequence.set(sequenceOf(recordId), acceptedAs(values));
    for (const { recordId, reason, column } of unpacked.rejects)
      bySequence.set(sequenceOf(recordId), refusedFor(reason, column));
  }
  return Records.map(({ kinesis }) => bySequence.get(kinesis.sequenceNumber) ?? 'nowhere');
}

const codec = createRecordCodec();
// The same messages, but for their compression.
const plainCodec: RecordCodec = { ...codec, gzip: async (text) => Buffer.from(text) };

export const sluice = delivering(codec, gunzipSync);
export const sluicePlain = delivering(plainCodec, (bytes) => bytes);

export const reading: MakeSubject = ({ event }) => ({
  run: () => void readKinesisEvent(event, codec),
});

export const parsing: MakeSubject = ({ event }) => ({
  run() {
    for (const { data } of readKinesisEvent(event, codec).records)
      if (parseRecord(codec.decodeUtf8(data) ?? '').record === undefined)
        throw new Error('a record is no object');
  },
});

export const judging: MakeSubject = ({ event }) => ({
  run() {
    const { stream, records } = readKinesisEvent(event, codec);
    let judged = 0;
    const options = { stream, findDataset, codec };
    records.forEach((record, position) => transformRecord(record, position, options, () => void judged++));
    if (judged !== records.length) throw new Error('a record was not judged');
  },
});
