import { readFileSync } from 'node:fs';
import { findDataset } from '@sluice/contracts';
import { createLogger, createMetrics } from '@sluice/logging';
import type { FailedEntry, OutgoingMessage } from '@sluice/message-queue';
import { fileArrivedSchema, type FileArrived } from '@sluice/message-schemas';
import { beforeEach, describe, expect, it } from 'vitest';
import { announceFiles } from './app.js';
import type { Environment } from './environment.js';
import { NotAnnouncedError } from './errors.js';

interface S3Event {
  Records: [
    {
      eventName: string;
      s3: {
        bucket: { name: string };
        object: { key: string; size?: number; eTag?: string; versionId?: string };
      };
    },
  ];
}

const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8')) as S3Event;

/** The captured event with something changed in its record. */
function created(change: (record: S3Event['Records'][0]) => void = () => undefined): S3Event {
  const event = load('object-created');
  change(event.Records[0]);
  return event;
}
const withKey = (key: string) => created((record) => void (record.s3.object.key = key));

let sent: OutgoingMessage[];
let lines: string[];
let refuse: (messages: readonly OutgoingMessage[]) => FailedEntry[];
beforeEach(() => {
  sent = [];
  lines = [];
  refuse = () => [];
});

const traceId = '1-5759e988-bd862e3fe1be46a994272793';

const environment: Environment = {
  config: {
    FILES_QUEUE_URL: 'http://127.0.0.1/000000000000/files',
    METRICS_NAMESPACE: 'Sluice',
    LOG_LEVEL: 'info',
  },
  logger: createLogger({ service: 's3-trigger', destination: { write: (line) => void lines.push(line) } }),
  metrics: createMetrics({
    namespace: 'Sluice',
    service: 's3-trigger',
    write: (line) => void lines.push(line),
  }),
  queue: {
    sendAll: async (_, messages) => {
      const failed = refuse(messages);
      sent.push(...messages.filter((_message, index) => !failed.some((entry) => entry.index === index)));
      return { failed };
    },
  },
  findDataset,
};

const announce = async (event: unknown): Promise<FileArrived[]> => {
  await announceFiles(event, traceId, environment);
  return announced();
};
const announced = () => sent.map(({ body }) => fileArrivedSchema.parse(JSON.parse(body)));
const logged = (message: string) =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);

describe('announceFiles', () => {
  it('announces an object version for its dataset', async () => {
    expect(await announce(created())).toEqual([
      {
        type: 'FileArrived',
        version: 1,
        dataset: 'title-basics',
        bucket: 'sluice-dev-landing',
        key: 'title-basics/2026-03-14/title.basics.tsv.gz',
        versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
        etag: 'd41d8cd98f00b204e9800998ecf8427e-23',
        sizeBytes: 187654321,
        announcedAt: '2026-03-14T09:26:53.589Z',
      },
    ]);
  });

  it('sends its trace id along', async () => {
    await announce(created());
    expect(sent.map(({ attributes }) => attributes)).toEqual([{ 'sluice-trace-id': traceId }]);
  });

  it('announces every record, in order', async () => {
    const keys = Array.from({ length: 25 }, (_, index) => `title-basics/${index}.tsv`);
    const files = await announce({ Records: keys.flatMap((key) => withKey(key).Records) });
    expect(files.map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ['title-basics/a+b%2Bc.tsv', 'title-basics/a b+c.tsv'],
    ['title-basics/%C3%BC%26%3D%25.tsv', 'title-basics/ü&=%.tsv'],
    ['title-basics//x.tsv', 'title-basics//x.tsv'],
  ])('decodes the key %s', async (encoded, key) => {
    expect(await announce(withKey(encoded))).toMatchObject([{ key, dataset: 'title-basics' }]);
  });

  it.each(['nobody/x.tsv', 'title-basics.tsv', 'title-basics', '/title-basics/x.tsv', 'unrouted/x.tsv'])(
    'announces %s as unrouted and says so',
    async (key) => {
      expect(await announce(withKey(key))).toMatchObject([{ key, dataset: 'unrouted' }]);
      expect(logged('the key names no dataset')).toMatchObject([{ level: 'warn', key }]);
      expect(lines.join()).toContain('"FilesUnrouted":1');
    },
  );

  it('announces the bucket that the event names', async () => {
    const event = created((record) => void (record.s3.bucket.name = 'another-landing'));
    expect(await announce(event)).toMatchObject([{ bucket: 'another-landing' }]);
  });

  it.each([undefined, '', 'null'])('knows no version of an unversioned object (%s)', async (versionId) => {
    const event = created((record) => {
      if (versionId === undefined) delete record.s3.object.versionId;
      else record.s3.object.versionId = versionId;
    });
    expect((await announce(event))[0]).not.toHaveProperty('versionId');
  });

  it('skips folder markers, and announces other empty objects to be parked', async () => {
    const empty = (key: string) =>
      created((record) => {
        record.s3.object = { ...record.s3.object, key, size: 0 };
      });
    expect(await announce(empty('title-basics/2026/'))).toEqual([]);
    expect(logged('ignored')).toMatchObject([{ why: 'folder_marker', key: 'title-basics/2026/' }]);
    expect(await announce(empty('title-basics/empty.tsv'))).toMatchObject([{ sizeBytes: 0 }]);
  });

  it('ignores deletes and counts them', async () => {
    expect(await announce(load('object-removed'))).toEqual([]);
    expect(logged('ignored')).toMatchObject([
      { why: 'deleted', eventName: 'ObjectRemoved:DeleteMarkerCreated' },
    ]);
    expect(lines.join()).toContain('"ObjectEventsIgnored":1');
  });

  it('ignores what creates nothing', async () => {
    expect(await announce(created((record) => void (record.eventName = 'ObjectTagging:Put')))).toEqual([]);
    expect(logged('ignored')).toMatchObject([{ why: 'not_a_creation' }]);
  });

  it('takes the test event for what it is', async () => {
    expect(await announce(load('test-event'))).toEqual([]);
    expect(logged('notifications are set up')).toMatchObject([{ bucket: 'sluice-dev-landing' }]);
  });

  it.each<[string, unknown, string]>([
    [
      'a key that is not URL-encoded',
      withKey('title-basics/%E0%A4%A.tsv').Records[0],
      'Records[1].s3.object.key',
    ],
    ['no size', created((record) => delete record.s3.object.size).Records[0], 'Records[1].s3.object'],
    ['no eTag', created((record) => delete record.s3.object.eTag).Records[0], 'Records[1].s3.object'],
    ['another source', { ...created().Records[0], eventSource: 'aws:sqs' }, 'Records[1].eventSource'],
    ['nothing', null, 'Records[1]'],
  ])('announces the others beside a record with %s, then fails', async (_, record, at) => {
    const event = { Records: [...created().Records, record, ...withKey('title-basics/2.tsv').Records] };
    const error = await announceFiles(event, traceId, environment).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotAnnouncedError);
    expect((error as NotAnnouncedError).problems[0]?.startsWith(`${at}: `)).toBe(true);
    expect(announced()).toHaveLength(2);
    expect(logged('malformed record')).toMatchObject([{ at }]);
  });

  it.each([[{}], [null], ['text'], [{ detail: {} }]])('fails on what is no S3 event: %j', async (event) => {
    await expect(announceFiles(event, traceId, environment)).rejects.toThrow(NotAnnouncedError);
  });

  it('fails when the queue does not take everything, so that Lambda tries again', async () => {
    refuse = () => [{ index: 1, code: 'RequestThrottled', senderFault: false }];
    const event = { Records: ['a', 'b', 'c'].flatMap((name) => withKey(`title-basics/${name}`).Records) };
    await expect(announceFiles(event, traceId, environment)).rejects.toMatchObject({
      problems: ['s3://sluice-dev-landing/title-basics/b: RequestThrottled'],
    });
    expect(announced()).toHaveLength(2);
    expect(lines.join()).toContain('"FilesAnnounced":2');
  });
});
