import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { checkOverlaps } from './notification-overlap.js';
import { invalidArgument, malformedXml } from './s3-errors.js';
import { xmlDocument } from './xml.js';

export interface NotificationTarget {
  readonly id: string;
  readonly kind: 'queue' | 'function';
  readonly arn: string;
  /** For example `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

export type NotificationConfiguration = readonly NotificationTarget[];

const filterSchema = z
  .object({
    S3Key: z.object({ FilterRule: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]) }),
  })
  .optional();
const targetFields = { Id: z.string().optional(), Event: z.array(z.string()).min(1), Filter: filterSchema };
const schema = z.object({
  QueueConfiguration: z.array(z.object({ ...targetFields, Queue: z.string() })).default([]),
  CloudFunctionConfiguration: z.array(z.object({ ...targetFields, CloudFunction: z.string() })).default([]),
  TopicConfiguration: z.array(z.unknown()).default([]),
  EventBridgeConfiguration: z.unknown().optional(),
});

/** Only what local-aws raises may be asked for; anything else would wait for ever. */
const raised = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
];

/** Throws `MalformedXML` and `InvalidArgument`. */
export function readNotifications(document: Record<string, unknown>): NotificationConfiguration {
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw malformedXml();
  const { QueueConfiguration, CloudFunctionConfiguration, TopicConfiguration, EventBridgeConfiguration } =
    parsed.data;
  if (TopicConfiguration.length > 0 || EventBridgeConfiguration !== undefined) {
    throw invalidArgument('local-aws notifies queues and functions only.');
  }
  const targets = [
    ...QueueConfiguration.map((given) => readTarget('queue', given.Queue, given)),
    ...CloudFunctionConfiguration.map((given) => readTarget('function', given.CloudFunction, given)),
  ];
  checkOverlaps(targets);
  return targets;
}

const arns = {
  queue: /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/,
  function: /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
};

function readTarget(
  kind: NotificationTarget['kind'],
  arn: string,
  given: { Id?: string | undefined; Event: string[]; Filter?: z.infer<typeof filterSchema> },
): NotificationTarget {
  if (!arns[kind].test(arn)) throw invalidArgument('The ARN could not be parsed');
  for (const event of given.Event) {
    if (!raised.includes(event)) {
      throw invalidArgument(`The event '${event}' is not supported for notifications`);
    }
  }
  const affixes: { prefix?: string; suffix?: string } = {};
  for (const { Name, Value } of given.Filter?.S3Key.FilterRule ?? []) {
    const name = Name.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix') {
      throw invalidArgument('filter rule name must be either prefix or suffix');
    }
    if (affixes[name] !== undefined) {
      throw invalidArgument(`Cannot specify more than one ${name} rule in a filter.`);
    }
    affixes[name] = Value;
  }
  const { prefix = '', suffix = '' } = affixes;
  return { id: given.Id ?? randomUUID(), kind, arn, events: given.Event, prefix, suffix };
}

export function renderNotifications(configuration: NotificationConfiguration): string {
  const render = (one: NotificationTarget) => ({
    Id: one.id,
    [one.kind === 'queue' ? 'Queue' : 'CloudFunction']: one.arn,
    Event: one.events,
    ...(one.prefix === '' && one.suffix === '' ? {} : { Filter: { S3Key: { FilterRule: rules(one) } } }),
  });
  return xmlDocument('NotificationConfiguration', {
    QueueConfiguration: configuration.filter(({ kind }) => kind === 'queue').map(render),
    CloudFunctionConfiguration: configuration.filter(({ kind }) => kind === 'function').map(render),
  });
}

const rules = ({ prefix, suffix }: NotificationTarget) => [
  ...(prefix === '' ? [] : [{ Name: 'Prefix', Value: prefix }]),
  ...(suffix === '' ? [] : [{ Name: 'Suffix', Value: suffix }]),
];
