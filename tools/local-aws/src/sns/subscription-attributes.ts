import type { Subscription } from './topic-directory.js';
import { invalidParameter, notImplemented } from './sns-errors.js';

/** What SNS has beside raw delivery. */
const others = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'ReplayPolicy',
  'ReplayStatus',
  'SubscriptionRoleArn',
];

/** Whether an attribute turns raw delivery on. Throws `InvalidParameter` for every other attribute. */
export function readRawMessageDelivery(
  protocol: Subscription['protocol'],
  name: string,
  value: string,
): boolean {
  if (others.includes(name)) throw notImplemented(`the attribute ${name}`);
  if (name !== 'RawMessageDelivery') throw invalidParameter('AttributeName');
  if (!/^(true|false)$/i.test(value)) {
    throw invalidParameter(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  const raw = value.toLowerCase() === 'true';
  if (raw && protocol === 'lambda') {
    throw invalidParameter('Delivery protocol [lambda] does not support raw message delivery.');
  }
  return raw;
}

/** What is to be subscribed, and how. Throws `InvalidParameter` where protocol and endpoint do not fit. */
export function readTarget(protocol: string, endpoint: string): Pick<Subscription, 'protocol' | 'endpoint'> {
  if (['application', 'email', 'email-json', 'firehose', 'http', 'https', 'sms'].includes(protocol)) {
    throw notImplemented(`the protocol ${protocol}`);
  }
  if (protocol !== 'lambda' && protocol !== 'sqs') {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (!endpoint.startsWith(`arn:aws:${protocol}:`)) {
    throw invalidParameter(`${protocol === 'sqs' ? 'SQS' : 'Lambda'} endpoint ARN`);
  }
  return { protocol, endpoint };
}
