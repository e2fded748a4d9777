import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  type FilterRule,
  type NotificationConfiguration,
  type QueueConfiguration,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { freshName } from '../resources/fresh-name.js';
import { createQueueForBucket } from '../resources/notified-queue.js';
import { sendAsIs } from './as-is.js';
import { notify } from './object-events.js';
import { outcome, refusal } from './refusal.js';

const { s3 } = clients;

async function configurationOf(Bucket: string): Promise<NotificationConfiguration> {
  const { $metadata: _, ...configuration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  return configuration;
}

const filtered = (...FilterRules: FilterRule[]) => ({ Filter: { Key: { FilterRules } } });
const Events: QueueConfiguration['Events'] = ['s3:ObjectCreated:*'];

async function bucketWithQueue() {
  const Bucket = await createBucket();
  const { arn: QueueArn } = await createQueueForBucket(Bucket);
  return { Bucket, QueueArn };
}

/** Refused so, and nothing is notified. */
async function expectRefused(Bucket: string, QueueConfigurations: QueueConfiguration[]): Promise<void> {
  expect(await refusal(notify(Bucket, { QueueConfigurations }))).toBe('400 InvalidArgument');
  expect(await configurationOf(Bucket)).toEqual({});
}

conformance('s3', 'notification configurations', (conforms) => {
  conforms('notifies nobody at first', async () => {
    expect(await configurationOf(await createBucket())).toEqual({});
  });

  conforms('keeps what is configured', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const rules = filtered({ Name: 'prefix', Value: 'in/' }, { Name: 'suffix', Value: '.gz' });
    await notify(Bucket, { QueueConfigurations: [{ Id: 'landed', QueueArn, Events, ...rules }] });
    const { QueueConfigurations: [kept] = [] } = await configurationOf(Bucket);
    expect(kept).toMatchObject({ Id: 'landed', QueueArn, Events });
    const found = kept?.Filter?.Key?.FilterRules?.map(({ Name, Value }) => [Name?.toLowerCase(), Value]);
    expect(found).toEqual([
      ['prefix', 'in/'],
      ['suffix', '.gz'],
    ]);
  });

  conforms('names a configuration that has no name', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    await notify(Bucket, { QueueConfigurations: [{ QueueArn, Events }] });
    const { QueueConfigurations } = await configurationOf(Bucket);
    expect(QueueConfigurations).toMatchObject([{ Id: expect.stringMatching(/./) }]);
  });

  conforms('replaces all that was configured', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    await notify(Bucket, { QueueConfigurations: [{ Id: 'first', QueueArn, Events }] });
    const second: QueueConfiguration = { Id: 'second', QueueArn, Events: ['s3:ObjectRemoved:*'] };
    await notify(Bucket, { QueueConfigurations: [second] });
    expect((await configurationOf(Bucket)).QueueConfigurations).toMatchObject([second]);
    await notify(Bucket, {});
    expect(await configurationOf(Bucket)).toEqual({});
  });

  conforms('refuses two that want the same events of the same keys', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const prefix = (Value: string) => filtered({ Name: 'prefix', Value });
    const suffix = (Value: string) => filtered({ Name: 'suffix', Value });
    const overlapping: readonly (readonly [object, object])[] = [
      [{}, {}],
      [prefix('in/'), {}],
      [prefix('in/'), prefix('in/deep/')],
      [suffix('.gz'), suffix('.tsv.gz')],
      [prefix('in/'), suffix('.gz')],
    ];
    for (const [one, other] of overlapping) {
      await expectRefused(Bucket, [
        { QueueArn, Events, ...one },
        { QueueArn, Events: ['s3:ObjectCreated:Put'], ...other },
      ]);
    }
  });

  conforms('takes two that want other events, or the events of other keys', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const apart: readonly (readonly [Partial<QueueConfiguration>, Partial<QueueConfiguration>])[] = [
      [{}, { Events: ['s3:ObjectRemoved:*'] }],
      [filtered({ Name: 'prefix', Value: 'a/' }), filtered({ Name: 'prefix', Value: 'b/' })],
      [filtered({ Name: 'suffix', Value: '.gz' }), filtered({ Name: 'suffix', Value: '.tsv' })],
    ];
    for (const [one, other] of apart) {
      await notify(Bucket, {
        QueueConfigurations: [
          { QueueArn, Events, ...one },
          { QueueArn, Events, ...other },
        ],
      });
    }
  });

  conforms('refuses two of one name', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    await expectRefused(Bucket, [
      { Id: 'same', QueueArn, Events: ['s3:ObjectCreated:*'] },
      { Id: 'same', QueueArn, Events: ['s3:ObjectRemoved:*'] },
    ]);
  });

  conforms('refuses a queue that does not exist', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    await expectRefused(Bucket, [{ QueueArn: `${QueueArn}-absent`, Events }]);
  });

  conforms('refuses a function that does not exist', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const [, partition, , region, account] = QueueArn.split(':');
    const LambdaFunctionArn = `arn:${partition}:lambda:${region}:${account}:function:${freshName('absent')}`;
    const configuration = { LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events }] };
    expect(await refusal(notify(Bucket, configuration))).toBe('400 InvalidArgument');
    expect(await configurationOf(Bucket)).toEqual({});
  });

  conforms('refuses an ARN that is no queue’s', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    for (const arn of ['queue', QueueArn.replace(':sqs:', ':sns:')]) {
      await expectRefused(Bucket, [{ QueueArn: arn, Events }]);
    }
  });

  conforms('refuses filters that it does not know', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    await expectRefused(Bucket, [
      { QueueArn, Events, ...filtered({ Name: 'infix' as 'prefix', Value: 'x' }) },
    ]);
    const twice = filtered({ Name: 'prefix', Value: 'a' }, { Name: 'prefix', Value: 'b' });
    await expectRefused(Bucket, [{ QueueArn, Events, ...twice }]);
  });

  conforms('refuses events that there are not', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const unknown = [{ QueueArn, Events: ['s3:ObjectRead:*' as 's3:ObjectCreated:*'] }];
    expect(await refusal(notify(Bucket, { QueueConfigurations: unknown }))).toMatch(
      /^400 (InvalidArgument|MalformedXML)$/,
    );
  });

  conforms('refuses what it cannot read', async () => {
    const { Bucket, QueueArn } = await bucketWithQueue();
    const bodies = [
      '<NotificationConfiguration><QueueConfiguration>',
      '<Other/>',
      `<NotificationConfiguration><QueueConfiguration><Queue>${QueueArn}</Queue></QueueConfiguration></NotificationConfiguration>`,
    ];
    for (const body of bodies) {
      const command = new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {},
      });
      expect([body, outcome(await sendAsIs(command, {}, body))]).toEqual([body, '400 MalformedXML']);
    }
  });
});
