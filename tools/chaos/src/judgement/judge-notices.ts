import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from '@sluice/local-stack';
import { parkedNoticeSchema } from '@sluice/message-schemas';
import type { Finding } from './finding.js';
import { parkedObjects } from './left-behind.js';

/** Longer than the reading takes: each notice is seen once. */
const hiddenSeconds = 60;

/**
 * What is parked is told of, at least once. A notice of what was released since is no harm: who looks for the object
 * finds that it is gone.
 */
export async function judgeNotices(stack: LocalStack): Promise<readonly Finding[]> {
  const told = await noticedKeys(stack);
  const parked = await parkedObjects(stack);
  return parked
    .filter(({ key }) => !told.has(key))
    .map(({ key }) => ({ kind: 'wrong', id: key, what: 'parked, and no notice tells of it' }));
}

async function noticedKeys({ clients, queueUrls }: LocalStack): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrls.parked,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hiddenSeconds,
      }),
    );
    if (Messages.length === 0) return keys;
    for (const { Body = '' } of Messages) keys.add(parkedNoticeSchema.parse(JSON.parse(Body)).key);
  }
}
