import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileArrivedSchema } from '@sluice/message-schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleHandler, type BundledFunction } from '@sluice/bundle-testing';

const captured: unknown = JSON.parse(
  readFileSync(new URL('../events/object-created.json', import.meta.url), 'utf8'),
);

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

let bundled: BundledFunction;
beforeAll(async () => {
  bundled = await bundleHandler(
    new URL('./handler.ts', import.meta.url),
    (endpoint) => ({ FILES_QUEUE_URL: `${endpoint}/000000000000/files` }),
    ({ body }) => {
      const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] };
      const Successful = Entries.map(({ Id, MessageBody }) => ({ Id, MD5OfMessageBody: md5(MessageBody) }));
      return { body: JSON.stringify({ Successful, Failed: [] }) };
    },
  );
});
afterAll(() => bundled.stop());

it('announces over the wire, as the bundle that deploys', async () => {
  const { lines } = await bundled.invoke(captured);
  expect(bundled.requests.map(({ what }) => what)).toEqual(['SendMessageBatch']);
  const { Entries } = JSON.parse(bundled.requests[0]?.body ?? '') as { Entries: { MessageBody: string }[] };
  const messages = Entries.map(({ MessageBody }) => fileArrivedSchema.parse(JSON.parse(MessageBody)));
  expect(messages).toMatchObject([{ dataset: 'title-basics', bucket: 'sluice-dev-landing' }]);
  expect(lines).toMatchObject([
    { _aws: { CloudWatchMetrics: [{ Namespace: 'Sluice' }] }, FilesAnnounced: 1 },
    { level: 'info', service: 's3-trigger', announced: 1, msg: 'announced', traceId: 'invocation' },
  ]);
});
