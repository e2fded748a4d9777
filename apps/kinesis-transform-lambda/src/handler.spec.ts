import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rowBatchSchema } from '@sluice/message-schemas';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { bundleHandler, type BundledFunction } from '@sluice/bundle-testing';

const captured = JSON.parse(
  readFileSync(new URL('../events/kinesis-records.json', import.meta.url), 'utf8'),
) as { Records: { kinesis: { sequenceNumber: string; data: string } }[] };

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

let bundled: BundledFunction;
let queueFails: boolean;
/** Messages of these datasets fail the first time. */
let failOnce: string[];
beforeAll(async () => {
  bundled = await bundleHandler(
    new URL('./handler.ts', import.meta.url),
    (endpoint) => ({
      ROWS_QUEUE_URL: `${endpoint}/000000000000/rows`,
      STAGING_BUCKET: 'staging',
      MAX_CONTENT_BYTES: '1500',
    }),
    ({ what, body }) => {
      if (what !== 'SendMessageBatch') return { body: '', headers: { etag: '"e"' } };
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] };
      const fails = ({ MessageBody }: { MessageBody: string }) =>
        queueFails || failOnce.some((dataset) => MessageBody.includes(`"dataset":"${dataset}"`));
      const Failed = Entries.filter(fails).map(({ Id }) => ({
        Id,
        Code: 'InternalError',
        SenderFault: false,
      }));
      const Successful = Entries.filter((entry) => !fails(entry)).map(({ Id, MessageBody }) => ({
        Id,
        MD5OfMessageBody: md5(MessageBody),
      }));
      failOnce = [];
      return { body: JSON.stringify({ Successful, Failed }) };
    },
  );
});
beforeEach(() => {
  queueFails = false;
  failOnce = [];
  bundled.requests.length = 0;
});
afterAll(() => bundled.stop());

/** What each call asked the queue to take. */
const calls = () =>
  bundled.requests
    .filter(({ what }) => what === 'SendMessageBatch')
    .map(({ body }) => {
      const { Entries } = JSON.parse(body) as { Entries: { MessageBody: string }[] };
      return Entries.map(({ MessageBody }) => rowBatchSchema.parse(JSON.parse(MessageBody)));
    });
const sent = () => calls()[0] ?? [];

it('sends rows over the wire, as the bundle that deploys', async () => {
  const { result, lines } = await bundled.invoke(captured);
  expect(result).toEqual({ batchItemFailures: [] });
  expect(sent()).toMatchObject([{ dataset: 'title-ratings', rows: 2, content: { kind: 'inline' } }]);
  expect(lines.map(({ msg, RowsSent }) => msg ?? RowsSent)).toEqual([2, 'sent']);
  expect(lines.at(-1)).toMatchObject({ traceId: 'invocation' });
  expect(bundled.requests.map(({ what }) => what)).toEqual(['SendMessageBatch']);
});

it('stores a claim check before its message is sent', async () => {
  const event = structuredClone(captured);
  // Bytes that no compression makes small.
  const noise = Buffer.from(
    Array.from({ length: 4_000 }, (_, index) => (index * index * 7_919 + index) % 253),
  );
  for (const record of event.Records.slice(0, 1)) record.kinesis.data = noise.toString('base64');
  expect((await bundled.invoke(event)).result).toEqual({ batchItemFailures: [] });
  expect(bundled.requests.map(({ what }) => what.replace(/[0-9a-f]{64}/, '<sha256>'))).toEqual([
    'PUT /staging/claims/unrouted/<sha256>.json.gz',
    'SendMessageBatch',
  ]);
  expect(
    sent()
      .map(({ content }) => content.kind)
      .sort(),
  ).toEqual(['claim', 'inline']);
});

it('is as small as a function that starts soon has to be', () => {
  expect(bundled.bytes).toBeLessThanOrEqual(340_000);
});

it('reports what the queue did not take', async () => {
  queueFails = true;
  const { result } = await bundled.invoke(captured);
  expect(result).toEqual({
    batchItemFailures: [{ itemIdentifier: captured.Records[0]?.kinesis.sequenceNumber }],
  });
});

it('sends only those messages again that the queue did not take', async () => {
  failOnce = ['unrouted'];
  const event = structuredClone(captured);
  for (const record of event.Records.slice(0, 1)) record.kinesis.data = Buffer.from('{').toString('base64');
  expect((await bundled.invoke(event)).result).toEqual({ batchItemFailures: [] });
  expect(calls().map((batches) => batches.map(({ dataset }) => dataset).sort())).toEqual([
    ['title-ratings', 'unrouted'],
    ['unrouted'],
  ]);
});
