import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  PutRecordCommand,
  UpdateMaxRecordSizeCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createStream, creationSeconds, streamBecomesActive } from '../resources/stream.js';
import { putMany } from './writing.js';
import { readShard } from './shard-reading.js';

const { kinesis } = clients;

const made = { waitSeconds: creationSeconds };
const mebibyte = 1024 * 1024;
const largest = { MaxRecordSizeInKiB: 10_240 };
const invalid = { name: 'ValidationException' };
/** Which of the two is told by no documentation. */
const refusal = { name: expect.stringMatching(/^(Validation|InvalidArgument)Exception$/) as string };

const putBytes = (StreamName: string, bytes: number) =>
  kinesis.send(
    new PutRecordCommand({ StreamName, PartitionKey: 'k', Data: new Uint8Array(bytes - 'k'.length) }),
  );

async function allowed(StreamName: string): Promise<number | undefined> {
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return StreamDescriptionSummary?.MaxRecordSizeInKiB;
}

conformance('kinesis', 'record size', (conforms) => {
  conforms('is 1 MiB unless told otherwise', made, async () => {
    const { name } = await createStream();
    expect(await allowed(name)).toBe(1_024);
  });

  conforms('is what a stream was made for', made, async () => {
    const { name } = await createStream(1, freshName('stream'), largest);
    expect(await allowed(name)).toBe(10_240);
    await eventually(() => putBytes(name, 10 * mebibyte));
    await expect(putBytes(name, 10 * mebibyte + 1)).rejects.toMatchObject(refusal);
    expect((await readShard(name, 1)).map(({ Data }) => Data?.length)).toEqual([10 * mebibyte - 1]);
  });

  conforms('changes both ways', { waitSeconds: 3 * creationSeconds }, async () => {
    const { name, arn: StreamARN } = await createStream();
    for (const MaxRecordSizeInKiB of [2_048, 1_024]) {
      await kinesis.send(new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB }));
      await streamBecomesActive(name);
      await eventually(async () => expect(await allowed(name)).toBe(MaxRecordSizeInKiB), creationSeconds);
      if (MaxRecordSizeInKiB === 2_048) await eventually(() => putBytes(name, 2 * mebibyte));
      else await expect(putBytes(name, 2 * mebibyte)).rejects.toMatchObject(refusal);
    }
  });

  conforms('lies between 1 and 10 MiB', made, async () => {
    const { arn: StreamARN } = await createStream();
    for (const MaxRecordSizeInKiB of [1_023, 10_241]) {
      const StreamName = freshName('stream');
      const create = new CreateStreamCommand({ StreamName, ShardCount: 1, MaxRecordSizeInKiB });
      await expect(kinesis.send(create)).rejects.toMatchObject(invalid);
      const update = new UpdateMaxRecordSizeCommand({ StreamARN, MaxRecordSizeInKiB });
      await expect(kinesis.send(update)).rejects.toMatchObject(invalid);
    }
  });

  conforms('of one record does not keep out the next small ones for long', made, async () => {
    const { name } = await createStream(1, freshName('stream'), largest);
    await eventually(() => putBytes(name, 10 * mebibyte));
    await eventually(async () => {
      const { FailedRecordCount } = await putMany(name, 1, new Uint8Array(1_000));
      expect(FailedRecordCount).toBe(0);
    });
  });
});
