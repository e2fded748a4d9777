import { gunzipSync } from 'node:zlib';

/** The fields that name what a JSON request is about, by service. */
const fields: Readonly<Record<string, readonly string[]>> = {
  sqs: ['QueueUrl', 'QueueName', 'SourceArn'],
  kinesis: ['StreamName', 'StreamARN'],
  monitoring: ['AlarmName', 'MetricName', 'Namespace'],
  ecs: ['service', 'serviceName', 'cluster'],
  'redshift-data': ['StatementName', 'WorkgroupName', 'ClusterIdentifier', 'Id'],
};

/**
 * What a JSON request names, found without parsing: bodies may be large, and the service parses them anyway.
 * A name inside a string value cannot be mistaken for a field, because its quotes are escaped there.
 */
export function namedResource(service: string, sent: Buffer): string | undefined {
  const body = uncompressed(sent);
  for (const field of fields[service] ?? []) {
    const value = fieldOf(body, field);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Operations that need rights on more than they are named by. */
const details: Readonly<Record<string, string>> = {
  StartMessageMoveTask: 'DestinationArn',
  BatchExecuteStatement: 'WorkgroupName',
};

/** What else a JSON request names, see `LoggedRequest.details`. */
export function namedDetails(
  operation: string | undefined,
  body: Buffer,
): Readonly<Record<string, string>> | undefined {
  const field = operation === undefined ? undefined : details[operation];
  const value = field === undefined ? undefined : fieldOf(body, field);
  return field === undefined || value === undefined ? undefined : { [field]: value };
}

function fieldOf(body: Buffer, field: string): string | undefined {
  const name = `"${field}"`;
  // It may stand as a key or a value elsewhere before.
  for (let at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + 1)) {
    const rest = body.toString('utf8', at + name.length, at + 2048);
    const value = /^\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}

/** SDKs compress large bodies of `PutMetricData`. What cannot be read names nothing; its service refuses it. */
function uncompressed(body: Buffer): Buffer {
  // No JSON begins so.
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return gunzipSync(body, { maxOutputLength: 8 * 1024 * 1024 });
  } catch {
    return Buffer.alloc(0);
  }
}
