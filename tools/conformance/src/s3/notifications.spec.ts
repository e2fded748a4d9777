import { DeleteObjectCommand, DeleteObjectsCommand, type QueueConfiguration } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createBucket } from '../resources/bucket.js';
import { createQueueForBucket } from '../resources/notified-queue.js';
import { target } from '../target.js';
import { deliverySeconds, notifiedQueue, notify, receiveEvents, takeMessages } from './object-events.js';
import { put } from './objects.js';
import { completeUpload, startUpload, uploadPart } from './uploads.js';

const { s3 } = clients;
const slowly = { waitSeconds: 2 * deliverySeconds };
const everything: Pick<QueueConfiguration, 'Events'> = {
  Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
};

const names = (events: Awaited<ReturnType<typeof receiveEvents>>) => events.map(({ eventName }) => eventName);

conformance('s3', 'notifications', (conforms) => {
  conforms('tests a queue that is to be notified', { waitSeconds: deliverySeconds }, async () => {
    const Bucket = await createBucket();
    const { arn: QueueArn, url } = await createQueueForBucket(Bucket);
    await notify(Bucket, { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:Put'] }] });
    const body = await eventually(async () => {
      const [first] = await takeMessages(url);
      if (first === undefined) throw new Error('No test event came.');
      return first;
    }, deliverySeconds);
    expect(JSON.parse(body)).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      Bucket,
      RequestId: expect.any(String),
      HostId: expect.any(String),
    });
  });

  conforms('says what was put', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, { Id: 'landed', Events: ['s3:ObjectCreated:*'] });
    const { ETag } = await put(Bucket, 'in/file.gz', 'hello');
    const [event] = await receiveEvents(queue.url, 1);
    expect(event).toEqual({
      eventVersion: expect.stringMatching(/^2\.\d+$/),
      eventSource: 'aws:s3',
      awsRegion: target.region,
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: expect.any(String) },
      requestParameters: { sourceIPAddress: expect.any(String) },
      responseElements: { 'x-amz-request-id': expect.any(String), 'x-amz-id-2': expect.any(String) },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'landed',
        bucket: {
          name: Bucket,
          ownerIdentity: { principalId: expect.any(String) },
          arn: `arn:aws:s3:::${Bucket}`,
        },
        object: {
          key: 'in/file.gz',
          size: 5,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]+$/),
        },
      },
    });
  });

  conforms('encodes keys as forms do', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, { Events: ['s3:ObjectCreated:*'] });
    await put(Bucket, 'in/a b+ü/(1)@.gz');
    const [event] = await receiveEvents(queue.url, 1);
    expect(event?.s3.object.key).toBe('in/a+b%2B%C3%BC/%281%29%40.gz');
  });

  conforms('says what an upload made', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, { Events: ['s3:ObjectCreated:CompleteMultipartUpload'] });
    const upload = await startUpload(Bucket);
    const { ETag } = await completeUpload(upload, [await uploadPart(upload, 1, 'part')]);
    const [event] = await receiveEvents(queue.url, 1);
    expect(event).toMatchObject({
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      s3: { object: { key: 'k', size: 4, eTag: ETag?.replaceAll('"', '') } },
    });
  });

  conforms('says what was deleted, and no more of it than the key', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, { Events: ['s3:ObjectRemoved:*'] });
    for (const key of ['a', 'b']) await put(Bucket, key);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }] } }));
    const events = await receiveEvents(queue.url, 2);
    expect(names(events)).toEqual(['ObjectRemoved:Delete', 'ObjectRemoved:Delete']);
    const sequencer: unknown = expect.any(String);
    const objects = new Set(events.map(({ s3: { object } }) => object));
    expect(objects).toEqual(
      new Set([
        { key: 'a', sequencer },
        { key: 'b', sequencer },
      ]),
    );
  });

  conforms('tells delete markers from deleted versions', slowly, async () => {
    const Bucket = await createBucket({ versioned: true });
    const queue = await notifiedQueue(Bucket, everything);
    const { VersionId } = await put(Bucket, 'k');
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k', VersionId }));
    const events = await receiveEvents(queue.url, 3);
    expect(events.map(({ eventName, s3: { object } }) => [eventName, object.versionId])).toEqual([
      ['ObjectCreated:Put', VersionId],
      ['ObjectRemoved:DeleteMarkerCreated', marker.VersionId],
      ['ObjectRemoved:Delete', VersionId],
    ]);
  });

  conforms('numbers what happens to a key in its order', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, everything);
    await put(Bucket, 'k', '1');
    await put(Bucket, 'k', '22');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await put(Bucket, 'k', '333');
    const events = await receiveEvents(queue.url, 4);
    expect(events.map(({ s3: { object } }) => object.size)).toEqual([1, 2, undefined, 3]);
  });

  conforms('notifies of keys that begin and end so', slowly, async () => {
    const Bucket = await createBucket();
    const FilterRules = [
      { Name: 'prefix', Value: 'in/' },
      { Name: 'suffix', Value: '.gz' },
    ] as const;
    const Filter = { Key: { FilterRules: [...FilterRules] } };
    const queue = await notifiedQueue(Bucket, { Events: ['s3:ObjectCreated:*'], Filter });
    for (const key of ['in/no.txt', 'out/no.gz', 'no/in/no.gz', 'in/yes.gz', 'in/.gz'])
      await put(Bucket, key);
    const events = await receiveEvents(queue.url, 2);
    expect(events.map(({ s3: { object } }) => object.key)).toEqual(['in/yes.gz', 'in/.gz']);
  });

  conforms('notifies of the events that are asked for', slowly, async () => {
    const Bucket = await createBucket();
    const queue = await notifiedQueue(Bucket, { Events: ['s3:ObjectRemoved:Delete'] });
    await put(Bucket, 'k');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(names(await receiveEvents(queue.url, 1))).toEqual(['ObjectRemoved:Delete']);
  });

  conforms('notifies one queue of one prefix and another of another', slowly, async () => {
    const Bucket = await createBucket();
    const configuration = async (prefix: string) => {
      const { arn, url } = await createQueueForBucket(Bucket);
      const Filter = { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } };
      return { url, asked: { QueueArn: arn, Events: ['s3:ObjectCreated:*' as const], Filter } };
    };
    const [a, b] = [await configuration('a/'), await configuration('b/')];
    await notify(Bucket, { QueueConfigurations: [a.asked, b.asked] });
    await put(Bucket, 'a/1');
    await put(Bucket, 'b/1');
    for (const [queue, key] of [
      [a, 'a/1'],
      [b, 'b/1'],
    ] as const) {
      const events = await receiveEvents(queue.url, 1);
      expect(events.map(({ s3: { object } }) => object.key)).toEqual([key]);
    }
  });
});
