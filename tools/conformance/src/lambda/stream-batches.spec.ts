import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream } from '../resources/stream.js';
import { target } from '../target.js';
import { createMapping, mappingSeconds } from './event-source-mapping.js';
import { createRecordingFunction } from './recording-function.js';
import { createStreamConsumer, putTexts } from './stream-consumer.js';

const waiting = { waitSeconds: mappingSeconds };

const soon = <T>(check: () => Promise<T>) => eventually(check, mappingSeconds);

const numbered = (count: number) => Array.from({ length: count }, (_, i) => String(i));

conformance('lambda', 'stream batches', (conforms) => {
  conforms('hands records over as an event', waiting, async () => {
    const stream = await createStream();
    const consumer = await createRecordingFunction<{ Records: unknown[] }>({ note: 'return event;' });
    const [place] = await putTexts(stream, { text: 'é', key: 'of-it' });
    await createMapping(stream, consumer);
    const [note] = await soon(async () => {
      const notes = await consumer.notes();
      expect(notes).toHaveLength(1);
      return notes;
    });
    expect(note?.seen).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'of-it',
            sequenceNumber: place?.SequenceNumber,
            data: Buffer.from('é').toString('base64'),
            approximateArrivalTimestamp: expect.any(Number) as number,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `${place?.ShardId}:${place?.SequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: target.functionRoleArn,
          awsRegion: target.region,
          eventSourceARN: stream.arn,
        },
      ],
    });
  });

  conforms('are no larger than the mapping says, in the order of the shard', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    await putTexts(stream, ...numbered(25));
    await createMapping(stream, consumer, { BatchSize: 10 });
    const batches = await soon(async () => {
      const found = (await consumer.notes()).map(({ seen }) => seen.texts);
      expect(found.flat()).toEqual(numbered(25));
      return found;
    });
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(10);
    expect(batches[0]).toHaveLength(10);
  });

  conforms('gather for the window, and no longer than until they are full', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    // Long enough that what comes one after the other is one batch, though each alone could go at once.
    await createMapping(stream, consumer, { BatchSize: 4, MaximumBatchingWindowInSeconds: 2 });
    await putTexts(stream, '1', '2');
    await putTexts(stream, '3', '4', '5');
    await soon(async () => expect(await consumer.batches()).toEqual(['1 2 3 4', '5']));
    const [full, rest] = await consumer.notes();
    expect((rest?.startedAtMs ?? 0) - (full?.startedAtMs ?? 0)).toBeGreaterThan(1_000);
  });

  conforms('of one shard do not wait for those of another, and are never mixed', waiting, async () => {
    const stream = await createStream(2);
    // Tried again and again: nothing that stands behind it in its shard is ever reached.
    const consumer = await createStreamConsumer(
      `if (note.texts.includes('stuck')) throw new Error('stuck');`,
    );
    const [low, high] = ['0', String(2n ** 127n)];
    await putTexts(
      stream,
      ...['stuck', 'behind-it'].map((text) => ({ text, hashKey: low })),
      ...numbered(5).map((text) => ({ text, hashKey: high })),
    );
    await createMapping(stream, consumer, { BatchSize: 2 });
    const notes = await soon(async () => {
      const found = await consumer.notes();
      expect(found.flatMap(({ seen }) => seen.texts)).toContain('4');
      expect(found.flatMap(({ seen }) => seen.texts)).toContain('stuck');
      return found;
    });
    const batches = notes.map(({ seen }) => seen);
    const stuck = batches.filter(({ texts }) => texts.includes('stuck'));
    for (const { texts } of stuck) expect(texts).toEqual(['stuck', 'behind-it']);
    const others = batches.filter(({ texts }) => !texts.includes('stuck'));
    expect(others.flatMap(({ texts }) => texts)).toEqual(numbered(5));
    const shardsOf = (some: typeof batches) => new Set(some.map(({ shardId }) => shardId));
    expect([...shardsOf(stuck), ...shardsOf(others)]).toHaveLength(2);
    expect(shardsOf(batches).size).toBe(2);
  });

  conforms('of one shard run beside each other by the factor, each key in order', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer('await new Promise((done) => setTimeout(done, 300));');
    const keys = numbered(8).map((number) => `key-${number}`);
    const entries = numbered(64).map((number, i) => ({
      text: `${keys[i % 8]}:${number}`,
      key: keys[i % 8] as string,
    }));
    await putTexts(stream, ...entries);
    await createMapping(stream, consumer, { BatchSize: 8, ParallelizationFactor: 4 });
    const notes = await soon(async () => {
      const found = await consumer.notes();
      expect(found.flatMap(({ seen }) => seen.texts)).toHaveLength(64);
      return found;
    });
    const texts = notes.flatMap(({ seen }) => seen.texts);
    for (const key of keys) {
      const ofKey = (all: readonly string[]) => all.filter((text) => text.startsWith(`${key}:`));
      expect(ofKey(texts)).toEqual(ofKey(entries.map(({ text }) => text)));
    }
    // Each takes three tenths of a second: two that begin closer together ran beside each other.
    const gaps = notes.slice(1).map(({ startedAtMs }, i) => startedAtMs - (notes[i]?.startedAtMs ?? 0));
    expect(Math.min(...gaps)).toBeLessThan(290);
  });

  conforms('are never empty', waiting, async () => {
    const stream = await createStream();
    const consumer = await createRecordingFunction<number>({ note: 'return event.Records.length;' });
    await createMapping(stream, consumer, { BatchSize: 1, MaximumBatchingWindowInSeconds: 1 });
    await putTexts(stream, 'first');
    await soon(async () => expect(await consumer.notes()).toHaveLength(1));
    // A window without records passes in between.
    const emptyUntilMs = Date.now() + 1_200;
    await soon(async () => expect(Date.now()).toBeGreaterThan(emptyUntilMs));
    await putTexts(stream, 'last');
    await soon(async () => expect((await consumer.notes()).map(({ seen }) => seen)).toEqual([1, 1]));
  });

  conforms('reach every function that is mapped to the stream', waiting, async () => {
    const stream = await createStream();
    const consumers = [await createStreamConsumer(), await createStreamConsumer()];
    await putTexts(stream, 'a', 'b');
    for (const consumer of consumers) await createMapping(stream, consumer);
    for (const consumer of consumers) {
      await soon(async () => expect((await consumer.batches()).join(' ')).toBe('a b'));
    }
  });
});
