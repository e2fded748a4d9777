import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createBucket } from '../resources/bucket.js';
import { createFunction, type LambdaFunction } from '../resources/function.js';
import { createQueue } from '../resources/queue.js';
import { createTopic } from '../resources/topic.js';
import { invoke } from './invoke.js';
import { createRecordingFunction, receiveAll } from './recording-function.js';

const { lambda, s3, sns } = clients;
const event = { InvocationType: 'Event' } as const;

/** One minute before the first retry, two before the second. */
const retriesSeconds = 200;
/** AWS promises that notifications come soon, not how soon. */
const notificationSeconds = 60;

interface InvocationRecord {
  readonly requestContext: { readonly condition: string; readonly approximateInvokeCount: number };
}

const allow = (FunctionName: string, service: string, SourceArn: string) =>
  lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'sender',
      Action: 'lambda:InvokeFunction',
      Principal: `${service}.amazonaws.com`,
      SourceArn,
    }),
  );

/** From now on the function is told of the bucket's new objects. */
async function notify(Bucket: string, { name, arn }: LambdaFunction): Promise<void> {
  await allow(name, 's3', `arn:aws:s3:::${Bucket}`);
  const LambdaFunctionConfigurations = [{ LambdaFunctionArn: arn, Events: ['s3:ObjectCreated:*' as const] }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { LambdaFunctionConfigurations },
    }),
  );
}

conformance('lambda', 'asynchronous invocations', (conforms) => {
  conforms('are accepted at once and happen later', async () => {
    const recorder = await createRecordingFunction<unknown>({ note: 'return event;' });
    const accepted = await invoke(recorder.name, { a: 1 }, event);
    expect(accepted).toMatchObject({ statusCode: 202, value: undefined });
    await eventually(async () =>
      expect((await recorder.notes()).map(({ seen }) => seen)).toEqual([{ a: 1 }]),
    );
  });

  conforms(
    'are tried twice more when they fail, and then go to the destination',
    { waitSeconds: retriesSeconds },
    async () => {
      const queue = await createQueue();
      const recorder = await createRecordingFunction<unknown>({
        note: 'return event;',
        body: `throw new RangeError('never');`,
      });
      await lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: recorder.name,
          DestinationConfig: { OnFailure: { Destination: queue.arn } },
        }),
      );
      await invoke(recorder.name, { file: 'f' }, event);
      const record = await eventually(async () => {
        const [found] = await receiveAll<InvocationRecord>(queue);
        if (found === undefined) throw new Error('It is still being tried.');
        return found;
      }, retriesSeconds);
      const notes = await recorder.notes();
      expect(notes).toHaveLength(3);
      // All attempts are the same invocation.
      expect(new Set(notes.map(({ requestId }) => requestId)).size).toBe(1);
      expect(record).toMatchObject({
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        requestContext: {
          requestId: notes[0]?.requestId,
          functionArn: `${recorder.arn}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: { file: 'f' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'RangeError', errorMessage: 'never' },
      });
    },
  );

  conforms('are not tried again where the function says so', { waitSeconds: 20 }, async () => {
    const queue = await createQueue();
    const recorder = await createRecordingFunction<unknown>({
      note: 'return event;',
      body: 'process.exit(1);',
    });
    const settings = await lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: recorder.name,
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 3_600,
        DestinationConfig: { OnFailure: { Destination: queue.arn } },
      }),
    );
    expect(settings).toMatchObject({
      FunctionArn: `${recorder.arn}:$LATEST`,
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 3_600,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    await invoke(recorder.name, {}, event);
    const record = await eventually(async () => {
      const [found] = await receiveAll<InvocationRecord>(queue);
      if (found === undefined) throw new Error('It has not failed yet.');
      return found;
    }, 20);
    expect(record.requestContext).toMatchObject({ condition: 'RetriesExhausted', approximateInvokeCount: 1 });
    expect(await recorder.notes()).toHaveLength(1);
  });

  conforms(
    'cannot be told to be tried more than twice more, or to wait for other than a minute to six hours',
    async () => {
      const { name: FunctionName } = await createFunction('exports.handler = async () => {};');
      for (const settings of [
        { MaximumRetryAttempts: 3 },
        { MaximumEventAgeInSeconds: 59 },
        { MaximumEventAgeInSeconds: 21_601 },
      ]) {
        const refused = lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...settings }));
        await expect(refused, JSON.stringify(settings)).rejects.toMatchObject({
          $metadata: { httpStatusCode: 400 },
        });
      }
    },
  );

  conforms('wait while they are throttled', { waitSeconds: 300 }, async () => {
    const recorder = await createRecordingFunction<string>({ note: 'return event;' });
    const FunctionName = recorder.name;
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    await eventually(() => expect(invoke(FunctionName, 'throttled')).rejects.toThrow());
    await invoke(FunctionName, 'patient', event);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await eventually(async () => {
      expect((await recorder.notes()).map(({ seen }) => seen)).toEqual(['patient']);
    }, 300);
  });

  conforms('happen for objects of a bucket', { waitSeconds: notificationSeconds }, async () => {
    const Bucket = await createBucket();
    const recorder = await createRecordingFunction<string[]>({
      note: 'return event.Records.map(({ eventName, s3 }) => `${eventName} ${s3.bucket.name}/${s3.object.key}`);',
    });
    await notify(Bucket, recorder);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'with a space/é.tsv', Body: 'x' }));
    await eventually(async () => {
      expect((await recorder.notes()).flatMap(({ seen }) => seen)).toEqual([
        `ObjectCreated:Put ${Bucket}/with+a+space/%C3%A9.tsv`,
      ]);
    }, notificationSeconds);
  });

  conforms('for objects are tried again when they fail', { waitSeconds: retriesSeconds }, async () => {
    const Bucket = await createBucket();
    const recorder = await createRecordingFunction<string>({
      note: 'return event.Records[0].s3.object.key;',
      body: `throw new Error('not now');`,
    });
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: recorder.name, MaximumRetryAttempts: 1 }),
    );
    await notify(Bucket, recorder);
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a.tsv', Body: 'x' }));
    const notes = await eventually(async () => {
      const found = await recorder.notes();
      expect(found.map(({ seen }) => seen)).toEqual(['a.tsv', 'a.tsv']);
      return found;
    }, retriesSeconds);
    expect(notes[0]?.requestId).toBe(notes[1]?.requestId);
  });

  conforms('happen for notifications of a topic', { waitSeconds: notificationSeconds }, async () => {
    const topic = await createTopic();
    const recorder = await createRecordingFunction<{ Records: readonly object[] }>({ note: 'return event;' });
    await allow(recorder.name, 'sns', topic);
    const { SubscriptionArn } = await sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: 'lambda',
        Endpoint: recorder.arn,
        ReturnSubscriptionArn: true,
      }),
    );
    const { MessageId } = await sns.send(
      new PublishCommand({ TopicArn: topic, Subject: 'Alarm', Message: 'over the limit' }),
    );
    const [note] = await eventually(async () => {
      const found = await recorder.notes();
      expect(found).toHaveLength(1);
      return found;
    }, notificationSeconds);
    expect(note?.seen.Records).toMatchObject([
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: SubscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId,
          TopicArn: topic,
          Subject: 'Alarm',
          Message: 'over the limit',
        },
      },
    ]);
  });
});
