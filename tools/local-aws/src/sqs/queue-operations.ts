import * as z from 'zod';
import type { Queue } from './queue.js';
import { checkPurge, type QueueDirectory } from './queue-directory.js';
import { queueDoesNotExist, sqsError, unsupportedOperation } from './sqs-errors.js';
import type { Operations } from './sqs.js';

const attributeMap = z.record(z.string(), z.string()).nullish();
const named = z.object({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().nullish() });
const createSchema = named.extend({ Attributes: attributeMap, tags: attributeMap });
const addressed = z.object({ QueueUrl: z.string() });
const pageSchema = z.object({
  MaxResults: z.int().min(1).max(1000).nullish(),
  NextToken: z.string().nullish(),
});
const listSchema = pageSchema.extend({ QueueNamePrefix: z.string().nullish() });
const getAttributesSchema = addressed.extend({ AttributeNames: z.array(z.string()).nullish() });
const setAttributesSchema = addressed.extend({ Attributes: attributeMap });

/** What is done with queues. */
export function queueOperations(queues: QueueDirectory, now: () => number, waitScale: number): Operations {
  return {
    CreateQueue: (input) => {
      const { QueueName, Attributes, tags } = createSchema.parse(input);
      if (Object.keys(tags ?? {}).length > 0) throw unsupportedOperation('local-aws has no tags on queues.');
      return { QueueUrl: queues.create(QueueName, Attributes ?? {}).url };
    },
    GetQueueUrl: (input) => {
      const { QueueName, QueueOwnerAWSAccountId } = named.parse(input);
      const queue = queues.byName(QueueName, QueueOwnerAWSAccountId ?? undefined);
      if (queue === undefined) throw queueDoesNotExist();
      return { QueueUrl: queue.url };
    },
    ListQueues: (input) => {
      const given = listSchema.parse(input);
      const found = queues.all().filter(({ name }) => name.startsWith(given.QueueNamePrefix ?? ''));
      const { urls, token } = page(found, given);
      return { ...(urls.length === 0 ? {} : { QueueUrls: urls }), ...token };
    },
    ListDeadLetterSourceQueues: (input) => {
      const given = addressed.extend(pageSchema.shape).parse(input);
      const { urls, token } = page(queues.sourcesOf(queues.byUrl(given.QueueUrl).arn), given);
      // In lower case here, unlike ListQueues.
      return { queueUrls: urls, ...token };
    },
    DeleteQueue: (input) => {
      queues.delete(queues.byUrl(addressed.parse(input).QueueUrl));
      return {};
    },
    PurgeQueue: (input) => {
      const queue = queues.byUrl(addressed.parse(input).QueueUrl);
      checkPurge(queue, now(), waitScale);
      queue.purge();
      return {};
    },
    GetQueueAttributes: (input) => {
      const { QueueUrl, AttributeNames } = getAttributesSchema.parse(input);
      const attributes = describeQueue(queues.byUrl(QueueUrl), AttributeNames ?? []);
      return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
    },
    SetQueueAttributes: (input) => {
      const { QueueUrl, Attributes } = setAttributesSchema.parse(input);
      queues.setAttributes(queues.byUrl(QueueUrl), Attributes ?? {});
      return {};
    },
  };
}

const known = new Set([
  'All',
  'Policy',
  'VisibilityTimeout',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
  'ApproximateNumberOfMessagesDelayed',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
]);

function describeQueue(queue: Queue, wanted: readonly string[]): Record<string, string> {
  for (const name of wanted) {
    if (!known.has(name)) throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
  if (wanted.length === 0) return {};
  const { visible, notVisible, delayed } = queue.counted();
  const all: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAtMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAtMs / 1000)),
    ...queue.attributes,
  };
  if (wanted.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}

/** Pages exist only where the caller asks for a page size. */
function page(found: readonly Queue[], given: z.infer<typeof pageSchema>) {
  const after = Buffer.from(given.NextToken ?? '', 'base64').toString();
  const rest = found.filter(({ name }) => name > after);
  const shown = rest.slice(0, given.MaxResults ?? 1000);
  const last = shown.at(-1);
  const more = given.MaxResults != null && shown.length < rest.length && last !== undefined;
  return {
    urls: shown.map(({ url }) => url),
    token: more ? { NextToken: Buffer.from(last.name).toString('base64') } : {},
  };
}
