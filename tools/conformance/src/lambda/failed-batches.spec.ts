import { GetEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createBucket } from '../resources/bucket.js';
import { createQueue } from '../resources/queue.js';
import { createStream } from '../resources/stream.js';
import { createMapping, mappingSeconds, type MappingSettings } from './event-source-mapping.js';
import { receiveAll } from './recording-function.js';
import { createStreamConsumer, putTexts, type StreamConsumer } from './stream-consumer.js';

const { lambda, s3 } = clients;

/** The pauses between attempts are AWS's own, and nowhere promised. */
const waitSeconds = mappingSeconds + 60;
const waiting = { waitSeconds };
const reporting: MappingSettings = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

const soon = <T>(check: () => Promise<T>) => eventually(check, waitSeconds);

/** What a destination is told of a batch that was given up. */
interface InvocationRecord {
  readonly requestContext: {
    readonly condition: string;
    readonly approximateInvokeCount: number;
    readonly functionArn: string;
  };
  readonly responseContext?: { readonly functionError: string | null };
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

/** A stream whose records a consumer fails, and a queue that is told what was given up. */
async function mapped(body: string, settings: MappingSettings, texts: readonly string[]) {
  const stream = await createStream();
  const consumer = await createStreamConsumer(body);
  const queue = await createQueue();
  const places = await putTexts(stream, ...texts);
  const { UUID } = await createMapping(stream, consumer, {
    DestinationConfig: { OnFailure: { Destination: queue.arn } },
    ...settings,
  });
  const givenUp = (): Promise<InvocationRecord> =>
    soon(async () => {
      const [record] = await receiveAll<InvocationRecord>(queue);
      if (record === undefined) throw new Error('Nothing was given up yet.');
      return record;
    });
  return { stream, consumer, places, UUID, givenUp };
}

/** The batches up to the one that holds a record which only comes after what the case is about. */
const batchesBefore = (consumer: StreamConsumer, marker: string) =>
  soon(async () => {
    const batches = await consumer.batches();
    const end = batches.indexOf(marker);
    expect(end).toBeGreaterThanOrEqual(0);
    return batches.slice(0, end);
  });

conformance('lambda', 'failed batches', (conforms) => {
  conforms('come again from the lowest record that is named', waiting, async () => {
    const { stream, consumer, givenUp, places } = await mapped(
      `if (note.texts.includes('c')) return failed('d', 'c');`,
      { ...reporting, MaximumRetryAttempts: 1 },
      ['a', 'b', 'c', 'd', 'e'],
    );
    const record = await givenUp();
    await putTexts(stream, 'after');
    expect(await batchesBefore(consumer, 'after')).toEqual(['a b c d e', 'c d e']);
    expect(record.KinesisBatchInfo).toMatchObject({
      batchSize: 3,
      startSequenceNumber: places[2]?.SequenceNumber,
      endSequenceNumber: places[4]?.SequenceNumber,
    });
    expect(record.responseContext).toMatchObject({ functionError: null });
  });

  conforms('come again whole when the answer names no record of them', waiting, async () => {
    const answers = {
      unknown: { batchItemFailures: [{ itemIdentifier: 'nonsense' }] },
      empty: { batchItemFailures: [{ itemIdentifier: '' }] },
      null: { batchItemFailures: [{ itemIdentifier: null }] },
      misspelt: { batchItemFailures: [{ itemIdentifer: 'x' }] },
    };
    const names = Object.keys(answers);
    const { consumer } = await mapped(
      `return (${JSON.stringify(answers)})[note.texts[0]];`,
      { ...reporting, MaximumRetryAttempts: 1, BatchSize: 2 },
      [...names.flatMap((name) => [name, 'and-another']), 'after'],
    );
    expect(await batchesBefore(consumer, 'after')).toEqual(
      names.flatMap((name) => [`${name} and-another`, `${name} and-another`]),
    );
  });

  conforms('are none when the answer names nothing', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer(
      `return { none: undefined, null: null, text: '', list: [], object: {}, empty: { batchItemFailures: [] },
                nullList: { batchItemFailures: null } }[note.texts[0]];`,
    );
    const answers = ['none', 'null', 'text', 'list', 'object', 'empty', 'nullList'];
    await putTexts(stream, ...answers);
    await createMapping(stream, consumer, { ...reporting, BatchSize: 1, MaximumRetryAttempts: 2 });
    await putTexts(stream, 'after');
    expect(await batchesBefore(consumer, 'after')).toEqual(answers);
  });

  conforms('are only those that throw where the mapping does not ask for more', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer(`return failed(...note.texts);`);
    await putTexts(stream, 'a');
    await createMapping(stream, consumer, { BatchSize: 1, MaximumRetryAttempts: 2 });
    await putTexts(stream, 'after');
    expect(await batchesBefore(consumer, 'after')).toEqual(['a']);
  });

  conforms('come again as often as the mapping says, and hold up the shard until then', waiting, async () => {
    const { stream, consumer, places, givenUp } = await mapped(
      `if (note.texts.includes('bad')) throw new Error('inedible');`,
      { MaximumRetryAttempts: 2, BatchSize: 2 },
      ['bad', 'good', 'later'],
    );
    const record = await givenUp();
    const batches = await soon(async () => {
      const found = await consumer.batches();
      expect(found.length).toBeGreaterThanOrEqual(4);
      return found;
    });
    expect(batches).toEqual(['bad good', 'bad good', 'bad good', 'later']);
    expect(record).toMatchObject({
      requestContext: {
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
        functionArn: consumer.arn,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      KinesisBatchInfo: {
        shardId: places[0]?.ShardId,
        startSequenceNumber: places[0]?.SequenceNumber,
        endSequenceNumber: places[1]?.SequenceNumber,
        batchSize: 2,
        streamArn: stream.arn,
      },
    });
    // A queue is told where the records are, not what is in them.
    expect(record).not.toHaveProperty('payload');
  });

  conforms('are cut until the bad record stands alone, which uses up no retry', waiting, async () => {
    const { stream, consumer, places, givenUp } = await mapped(
      `if (note.texts.includes('poison')) throw new Error('inedible');`,
      { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 },
      ['a', 'b', 'c', 'poison', 'd', 'e', 'f', 'g'],
    );
    const record = await givenUp();
    expect(record.KinesisBatchInfo).toMatchObject({
      batchSize: 1,
      startSequenceNumber: places[3]?.SequenceNumber,
    });
    await putTexts(stream, 'after');
    await soon(async () => expect((await consumer.batches()).join(' ')).toContain('after'));
    const batches = (await consumer.notes()).map(({ seen }) => seen.texts);
    const succeeded = batches.filter((texts) => !texts.includes('poison')).flat();
    expect(succeeded).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'after']);
    expect(batches.filter((texts) => texts.join() === 'poison')).toHaveLength(2);
  });

  conforms('are cut where the answer says when both are on', waiting, async () => {
    const { stream, consumer, givenUp } = await mapped(
      `if (note.texts.includes('c')) return failed('c');`,
      { ...reporting, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 },
      ['a', 'b', 'c', 'd'],
    );
    expect((await givenUp()).KinesisBatchInfo.batchSize).toBe(1);
    await putTexts(stream, 'after');
    const batches = await soon(async () => {
      const found = (await consumer.notes()).map(({ seen }) => seen.texts);
      expect(found.flat()).toContain('after');
      return found;
    });
    expect(batches.slice(0, 2)).toEqual([
      ['a', 'b', 'c', 'd'],
      ['c', 'd'],
    ]);
    expect(batches.filter((texts) => !texts.includes('c')).flat()).toEqual(['d', 'after']);
  });

  conforms('are handed to a bucket with all their records', waiting, async () => {
    const Bucket = await createBucket();
    const { stream, consumer, places, UUID } = await mapped(
      `if (note.texts.includes('bad')) throw new Error('inedible');`,
      {
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${Bucket}` } },
      },
      ['bad', 'b'],
    );
    const Key = await soon(async () => {
      const { Contents: [object] = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      if (object?.Key === undefined) throw new Error('Nothing was given up yet.');
      return object.Key;
    });
    expect(Key).toMatch(
      new RegExp(
        `^aws/lambda/${UUID}/${places[0]?.ShardId}/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-`,
      ),
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const record = JSON.parse((await Body?.transformToString()) ?? '') as { payload: unknown };
    expect(record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', functionArn: consumer.arn },
      KinesisBatchInfo: { batchSize: 2, streamArn: stream.arn },
    });
    // The event as it stands: documented as an escaped JSON string.
    expect(record.payload).toBeTypeOf('string');
    const { Records } = JSON.parse(record.payload as string) as {
      Records: { kinesis: { data: string; sequenceNumber: string } }[];
    };
    expect(
      Records.map(({ kinesis }) => [Buffer.from(kinesis.data, 'base64').toString(), kinesis.sequenceNumber]),
    ).toEqual([
      ['bad', places[0]?.SequenceNumber],
      ['b', places[1]?.SequenceNumber],
    ]);
  });

  conforms('come again after a crash of the function', waiting, async () => {
    const { stream, consumer, givenUp } = await mapped(
      `if (note.texts.includes('crash')) process.exit(1);`,
      { MaximumRetryAttempts: 1, BatchSize: 1 },
      ['crash'],
    );
    expect((await givenUp()).responseContext?.functionError).toBe('Unhandled');
    await putTexts(stream, 'after');
    expect(await batchesBefore(consumer, 'after')).toEqual(['crash', 'crash']);
  });

  conforms('show in the mapping', waiting, async () => {
    const { stream, UUID } = await mapped(
      `if (note.texts.includes('bad')) throw new Error('inedible');`,
      { MaximumRetryAttempts: -1, BatchSize: 1 },
      ['good'],
    );
    const result = async () =>
      (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).LastProcessingResult;
    await soon(async () => expect(await result()).toBe('OK'));
    await putTexts(stream, 'bad');
    await soon(async () => expect(await result()).toMatch(/^PROBLEM: /));
  });
});
