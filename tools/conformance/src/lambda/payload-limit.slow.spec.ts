import { randomBytes } from 'node:crypto';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createBucket } from '../resources/bucket.js';
import { freshName } from '../resources/fresh-name.js';
import { createStream, type Stream } from '../resources/stream.js';
import { createMapping, mappingSeconds } from './event-source-mapping.js';
import { createRecordingFunction } from './recording-function.js';
import { createStreamConsumer, putTexts } from './stream-consumer.js';

const limitBytes = 6 * 1024 * 1024;
const recordBytes = 1_000_000;
const recordCount = 10;
/** A shard takes a megabyte a second. */
const putSeconds = 2 * recordCount;

/** That it is not tried first is documented; how soon it is given up is not. */
const giveUpSeconds = 300;

const { kinesis, s3 } = clients;

const putBytes = ({ name: StreamName }: Stream, Data: Uint8Array) =>
  kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'key', Data }));

interface Measured {
  readonly eventBytes: number;
  readonly sequenceNumbers: readonly string[];
}

conformance('lambda', 'payload limit', (conforms) => {
  conforms(
    'cuts batches at 6 MB and loses no record',
    { waitSeconds: mappingSeconds + putSeconds },
    async () => {
      const stream = await createStream();
      const consumer = await createRecordingFunction<Measured>({
        note: `return {
        eventBytes: Buffer.byteLength(JSON.stringify(event)),
        sequenceNumbers: event.Records.map(({ kinesis }) => kinesis.sequenceNumber),
      };`,
        settings: { MemorySize: 512, Timeout: 30 },
      });
      const put: string[] = [];
      while (put.length < recordCount) {
        const { SequenceNumber } = await eventually(
          () => putBytes(stream, randomBytes(recordBytes)),
          putSeconds,
        );
        put.push(SequenceNumber as string);
      }
      await createMapping(stream, consumer, { BatchSize: 100 });
      const batches = await eventually(async () => {
        const found = (await consumer.notes()).map(({ seen }) => seen);
        expect(found.flatMap(({ sequenceNumbers }) => sequenceNumbers)).toEqual(put);
        return found;
      }, mappingSeconds);
      expect(batches.length).toBeGreaterThan(1);
      for (const { eventBytes } of batches) expect(eventBytes).toBeLessThanOrEqual(limitBytes);
    },
  );

  conforms(
    'gives a record that no event has room for to the destination, whole, and goes on',
    { waitSeconds: mappingSeconds + giveUpSeconds },
    async () => {
      const stream = await createStream(1, freshName('stream'), { MaxRecordSizeInKiB: 10_240 });
      const consumer = await createStreamConsumer();
      const Bucket = await createBucket();
      const large = randomBytes(limitBytes);
      await eventually(() => putBytes(stream, large), putSeconds);
      await putTexts(stream, 'after');
      await createMapping(stream, consumer, {
        DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${Bucket}` } },
      });
      await eventually(async () => expect(await consumer.batches()).toEqual(['after']), giveUpSeconds);
      const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      expect(objects).toHaveLength(1);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: objects[0]?.Key }));
      const { payload } = JSON.parse((await Body?.transformToString()) ?? '') as { payload: string };
      const { Records } = JSON.parse(payload) as { Records: { kinesis: { data: string } }[] };
      expect(Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').equals(large))).toEqual([true]);
    },
  );
});
