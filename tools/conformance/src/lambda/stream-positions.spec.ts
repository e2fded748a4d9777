import { MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createStream, streamBecomesActive } from '../resources/stream.js';
import { createMapping, mappingBecomes, mappingSeconds } from './event-source-mapping.js';
import { createStreamConsumer, putTexts } from './stream-consumer.js';

const waiting = { waitSeconds: 2 * mappingSeconds };
const half = String(2n ** 127n);

const soon = <T>(check: () => Promise<T>) => eventually(check, mappingSeconds);

const numbered = (label: string, count: number) => Array.from({ length: count }, (_, i) => `${label}-${i}`);

conformance('lambda', 'stream positions', (conforms) => {
  conforms('begins with the oldest record at TRIM_HORIZON', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    await putTexts(stream, 'old');
    await createMapping(stream, consumer, { StartingPosition: 'TRIM_HORIZON' });
    await putTexts(stream, 'new');
    await soon(async () => expect((await consumer.batches()).join(' ')).toBe('old new'));
  });

  conforms('begins with what comes later at LATEST', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    await putTexts(stream, 'old');
    const { UUID } = await createMapping(stream, consumer, { StartingPosition: 'LATEST' });
    await mappingBecomes(UUID, 'Enabled');
    // What comes while polling begins may be missed: AWS promises no more.
    let put = 0;
    await soon(async () => {
      await putTexts(stream, `new-${put++}`);
      expect(await consumer.batches()).not.toEqual([]);
    });
    await putTexts(stream, 'last');
    const texts = await soon(async () => {
      const found = (await consumer.notes()).flatMap(({ seen }) => seen.texts);
      expect(found).toContain('last');
      return found;
    });
    expect(texts).toEqual([...numbered('new', put), 'last'].slice(-texts.length));
  });

  conforms('begins with the first record since a time at AT_TIMESTAMP', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    await putTexts(stream, 'old');
    // Whole seconds apart: that is as exact as the time can be given.
    const between = new Date(Math.ceil((Date.now() + 100) / 1000) * 1000);
    await eventually(async () => expect(Date.now()).toBeGreaterThan(between.getTime()));
    await putTexts(stream, 'new');
    await createMapping(stream, consumer, {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: between,
    });
    await putTexts(stream, 'after');
    await soon(async () => expect((await consumer.batches()).join(' ')).toBe('new after'));
  });

  conforms('reads the children of a split shard after it', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer('await new Promise((done) => setTimeout(done, 20));');
    const parents = numbered('parent', 10);
    const [place] = await putTexts(stream, ...parents);
    await clients.kinesis.send(
      new SplitShardCommand({
        StreamName: stream.name,
        ShardToSplit: place?.ShardId,
        NewStartingHashKey: half,
      }),
    );
    await streamBecomesActive(stream.name);
    await putTexts(stream, { text: 'low', hashKey: '0' }, { text: 'high', hashKey: half });
    await createMapping(stream, consumer, { BatchSize: 2 });
    const texts = await soon(async () => {
      const found = (await consumer.notes()).flatMap(({ seen }) => seen.texts);
      expect(found).toHaveLength(12);
      return found;
    });
    expect(texts.slice(0, 10)).toEqual(parents);
    expect(texts.slice(10).sort()).toEqual(['high', 'low']);
  });

  conforms('reads the child of merged shards after both', waiting, async () => {
    const stream = await createStream(2);
    // The adjacent parent is the one that takes long.
    const consumer = await createStreamConsumer(
      `if (note.texts[0].startsWith('high')) await new Promise((done) => setTimeout(done, 50));`,
    );
    const high = numbered('high', 10).map((text) => ({ text, hashKey: half }));
    const places = await putTexts(stream, ...high, { text: 'low', hashKey: '0' });
    await clients.kinesis.send(
      new MergeShardsCommand({
        StreamName: stream.name,
        ShardToMerge: places.at(-1)?.ShardId,
        AdjacentShardToMerge: places[0]?.ShardId,
      }),
    );
    await streamBecomesActive(stream.name);
    await putTexts(stream, 'child');
    await createMapping(stream, consumer, { BatchSize: 1 });
    const texts = await soon(async () => {
      const found = (await consumer.notes()).flatMap(({ seen }) => seen.texts);
      expect(found).toHaveLength(12);
      return found;
    });
    expect(texts.at(-1)).toBe('child');
    expect(texts.filter((text) => text.startsWith('high'))).toEqual(high.map(({ text }) => text));
  });
});
