import { randomBytes } from 'node:crypto';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream } from '../resources/stream.js';
import { createMapping, mappingSeconds } from './event-source-mapping.js';
import { createRecordingFunction } from './recording-function.js';

const limitBytes = 6 * 1024 * 1024;
const recordBytes = 1_000_000;
const recordCount = 10;
/** A shard takes a megabyte a second. */
const putSeconds = 2 * recordCount;

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
          () =>
            clients.kinesis.send(
              new PutRecordCommand({
                StreamName: stream.name,
                PartitionKey: 'key',
                Data: randomBytes(recordBytes),
              }),
            ),
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
});
