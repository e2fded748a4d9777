import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  PutRecordCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { firstShard, textOf } from './shard-reading.js';

const { kinesisHttp2 } = clients;

conformance('kinesis', 'http/2', (conforms) => {
  conforms('puts and gets records', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream();
    const Records = ['b', 'c'].map((text) => ({ PartitionKey: 'key', Data: Buffer.from(text) }));
    await kinesisHttp2.send(
      new PutRecordCommand({ StreamName, PartitionKey: 'key', Data: Buffer.from('a') }),
    );
    const put = await kinesisHttp2.send(new PutRecordsCommand({ StreamName, Records }));
    expect(put.FailedRecordCount).toBe(0);
    const { ShardIterator } = await kinesisHttp2.send(
      new GetShardIteratorCommand({ StreamName, ShardId: firstShard, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    await eventually(async () => {
      const { Records: got = [] } = await kinesisHttp2.send(new GetRecordsCommand({ ShardIterator }));
      expect(got.map(textOf).sort()).toEqual(['a', 'b', 'c']);
    });
  });

  conforms('answers many calls at once', { waitSeconds: creationSeconds }, async () => {
    const { name: StreamName } = await createStream();
    const texts = Array.from({ length: 50 }, (_, i) => `record ${i}`);
    const answers = await Promise.all(
      texts.map((text) =>
        kinesisHttp2.send(new PutRecordCommand({ StreamName, PartitionKey: text, Data: Buffer.from(text) })),
      ),
    );
    expect(new Set(answers.map(({ SequenceNumber }) => SequenceNumber)).size).toBe(50);
  });

  conforms('names its errors', async () => {
    const put = kinesisHttp2.send(
      new PutRecordCommand({ StreamName: freshName('absent'), PartitionKey: 'key', Data: Buffer.from('a') }),
    );
    await expect(put).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
