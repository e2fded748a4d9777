import {
  CreateStreamCommand,
  GetRecordsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { send } from '../wire/send.js';
import { signedRequest } from '../wire/signed-request.js';
import { iteratorOf, readShard, textOf } from './shard-reading.js';
import { put, putMany } from './writing.js';

const { kinesis } = clients;

const made = { waitSeconds: creationSeconds };
const invalid = { name: 'ValidationException' };
const mebibyte = 1024 * 1024;

const putEntries = (StreamName: string, Records: PutRecordsRequestEntry[]) =>
  kinesis.send(new PutRecordsCommand({ StreamName, Records }));

conformance('kinesis', 'bad input', (conforms) => {
  conforms('refuses a call without records', made, async () => {
    const { name } = await createStream();
    await expect(putEntries(name, [])).rejects.toMatchObject(invalid);
  });

  conforms('refuses a call of more than 500 records', made, async () => {
    const { name } = await createStream();
    await expect(putMany(name, 501, Buffer.from('x'))).rejects.toMatchObject(invalid);
  });

  conforms('refuses a record of more than 1 MiB, its key included', made, async () => {
    const { name: StreamName } = await createStream();
    const record = (size: number) => ({ PartitionKey: 'k', Data: new Uint8Array(size) });
    // Which of the two is told by no documentation.
    const refusal = { name: expect.stringMatching(/^(Validation|InvalidArgument)Exception$/) };
    const alone = kinesis.send(new PutRecordCommand({ StreamName, ...record(mebibyte) }));
    await expect(alone).rejects.toMatchObject(refusal);
    await expect(putEntries(StreamName, [record(mebibyte)])).rejects.toMatchObject(refusal);
    await kinesis.send(new PutRecordCommand({ StreamName, ...record(mebibyte - 1) }));
  });

  conforms('refuses a call of more than 10 MiB', made, async () => {
    const { name } = await createStream();
    const call = putMany(name, 11, new Uint8Array(mebibyte - 16));
    await expect(call).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  conforms('puts nothing of a call with a record that is wrong in itself', made, async () => {
    const { name: StreamName } = await createStream();
    const good = { PartitionKey: 'key', Data: Buffer.from('good') };
    const call = putEntries(StreamName, [good, { ...good, PartitionKey: 'x'.repeat(257) }]);
    await expect(call).rejects.toMatchObject(invalid);
    await put(StreamName, 'next');
    expect((await readShard(StreamName, 1)).map(textOf)).toEqual(['next']);
  });

  conforms('refuses an empty partition key', made, async () => {
    const { name } = await createStream();
    await expect(put(name, 'x', { PartitionKey: '' })).rejects.toMatchObject(invalid);
  });

  conforms('refuses a partition key of more than 256 characters', made, async () => {
    const { name } = await createStream();
    await expect(put(name, 'x', { PartitionKey: 'x'.repeat(257) })).rejects.toMatchObject(invalid);
  });

  conforms('refuses an explicit hash key that is no number', made, async () => {
    const { name } = await createStream();
    await expect(put(name, 'x', { ExplicitHashKey: 'first' })).rejects.toMatchObject(invalid);
  });

  conforms('refuses an explicit hash key beyond the key space', made, async () => {
    const { name } = await createStream();
    const beyond = put(name, 'x', { ExplicitHashKey: String(2n ** 128n) });
    await expect(beyond).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  conforms('refuses a name that no stream can have', async () => {
    const StreamName = `${freshName('stream')} with spaces`;
    const create = kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    await expect(create).rejects.toMatchObject(invalid);
  });

  conforms('refuses a stream without shards', async () => {
    const create = kinesis.send(new CreateStreamCommand({ StreamName: freshName('none'), ShardCount: 0 }));
    await expect(create).rejects.toMatchObject(invalid);
  });

  conforms('refuses to answer more than 10,000 records at once', made, async () => {
    const { name: StreamName } = await createStream();
    const ShardIterator = await iteratorOf({ StreamName, ShardIteratorType: 'LATEST' });
    const read = kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 10_001 }));
    // The documentation says the one, other implementations the other.
    await expect(read).rejects.toMatchObject({
      name: expect.stringMatching(/^(Validation|InvalidArgument)Exception$/),
    });
  });

  conforms('refuses data that is not base64', made, async () => {
    const { name: StreamName } = await createStream();
    const command = () => new PutRecordCommand({ StreamName, PartitionKey: 'key', Data: new Uint8Array() });
    for (const Data of ['abc', 'a?c=', '=abc']) {
      const request = await signedRequest(kinesis, command(), (draft) => {
        draft.body = JSON.stringify({ StreamName, PartitionKey: 'key', Data });
      });
      const { status, body } = await send(request);
      expect([status, JSON.parse(body)]).toEqual([
        400,
        expect.objectContaining({ __type: expect.stringMatching(/SerializationException$/) }),
      ]);
    }
  });
});
