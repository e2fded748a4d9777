import { invalidParameter, type Subscription } from './topic-directory.js';
import type { MessageAttribute } from './publish.js';

/** A field that must be there. Throws `InvalidParameter`. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '')
    throw invalidParameter(`${name} Reason: no value for required parameter`);
  return value;
}

/** `Attributes.entry.1.key=…&Attributes.entry.1.value=…` */
export function readEntries(query: URLSearchParams, field: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (let index = 1; ; index += 1) {
    const key = query.get(`${field}.entry.${index}.key`);
    if (key === null) return entries;
    entries[key] = query.get(`${field}.entry.${index}.value`) ?? '';
  }
}

/** `MessageAttributes.entry.1.Name=…&MessageAttributes.entry.1.Value.DataType=…` */
export function readMessageAttributes(query: URLSearchParams): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {};
  for (let index = 1; ; index += 1) {
    const entry = `MessageAttributes.entry.${index}`;
    const name = query.get(`${entry}.Name`);
    if (name === null) return attributes;
    attributes[name] = {
      Type: query.get(`${entry}.Value.DataType`) ?? 'String',
      Value: query.get(`${entry}.Value.StringValue`) ?? query.get(`${entry}.Value.BinaryValue`) ?? '',
    };
  }
}

/** Protocol and endpoint, which must fit. Throws `InvalidParameter`. */
export function readTarget(
  query: URLSearchParams,
): Pick<Subscription, 'protocol' | 'endpoint' | 'rawMessageDelivery'> {
  const protocol = required(query, 'Protocol');
  const endpoint = required(query, 'Endpoint');
  if (protocol !== 'lambda' && protocol !== 'sqs')
    throw invalidParameter(`Does not support this protocol string: ${protocol}`);
  if (!endpoint.startsWith(`arn:aws:${protocol}:`))
    throw invalidParameter(`${protocol === 'sqs' ? 'SQS' : 'Lambda'} endpoint ARN`);
  const attributes = readEntries(query, 'Attributes');
  const unknown = Object.keys(attributes).find((name) => name !== 'RawMessageDelivery');
  // A filter policy that is accepted and ignored would deliver what must not come.
  if (unknown !== undefined) throw invalidParameter(`local-aws does not implement the attribute ${unknown}`);
  return { protocol, endpoint, rawMessageDelivery: attributes['RawMessageDelivery'] === 'true' };
}
