import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { invalidArgument, malformedXml } from './s3-errors.js';
import { parseXml, xmlDocument } from './xml.js';

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
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
];

export function parseNotifications(xml: string): NotificationConfiguration {
  const parsed = schema.safeParse(parseXml(xml, 'NotificationConfiguration'));
  if (!parsed.success) throw malformedXml();
  const { QueueConfiguration, CloudFunctionConfiguration, TopicConfiguration, EventBridgeConfiguration } =
    parsed.data;
  if (TopicConfiguration.length > 0 || EventBridgeConfiguration !== undefined) {
    throw invalidArgument('local-aws notifies queues and functions only.');
  }
  return [
    ...QueueConfiguration.map((given) => target('queue', given.Queue, given)),
    ...CloudFunctionConfiguration.map((given) => target('function', given.CloudFunction, given)),
  ];
}

function target(
  kind: NotificationTarget['kind'],
  arn: string,
  given: { Id?: string | undefined; Event: string[]; Filter?: z.infer<typeof filterSchema> },
): NotificationTarget {
  if (!arn.startsWith(kind === 'queue' ? 'arn:aws:sqs:' : 'arn:aws:lambda:')) {
    throw invalidArgument('The ARN could not be parsed');
  }
  for (const event of given.Event) {
    if (!raised.includes(event))
      throw invalidArgument(`The event '${event}' is not supported for notifications`);
  }
  const affix = { prefix: '', suffix: '' };
  for (const { Name, Value } of given.Filter?.S3Key.FilterRule ?? []) {
    const name = Name.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix')
      throw invalidArgument('filter rule name must be either prefix or suffix');
    affix[name] = Value;
  }
  return { id: given.Id ?? randomUUID(), kind, arn, events: given.Event, ...affix };
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

/** The targets that want this event of this key. @param event without `s3:`, as it stands in the record */
export function targetsOf(
  configuration: NotificationConfiguration,
  event: string,
  key: string,
): readonly NotificationTarget[] {
  const wants = (pattern: string) =>
    pattern === `s3:${event}` || (pattern.endsWith('*') && `s3:${event}`.startsWith(pattern.slice(0, -1)));
  return configuration.filter(
    ({ events, prefix, suffix }) => events.some(wants) && key.startsWith(prefix) && key.endsWith(suffix),
  );
}
