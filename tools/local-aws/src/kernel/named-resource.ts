/** The fields that name what a JSON request is about, by service. */
const fields: Readonly<Record<string, readonly string[]>> = {
  sqs: ['QueueUrl', 'QueueName', 'SourceArn'],
  kinesis: ['StreamName', 'StreamARN'],
  monitoring: ['AlarmName', 'MetricName', 'Namespace'],
  'redshift-data': ['StatementName', 'WorkgroupName', 'ClusterIdentifier', 'Id'],
};

/**
 * What a JSON request names, found without parsing: bodies may be large, and the service parses them anyway.
 * A name inside a string value cannot be mistaken for a field, because its quotes are escaped there.
 */
export function namedResource(service: string, body: Buffer): string | undefined {
  for (const field of fields[service] ?? []) {
    const at = body.indexOf(`"${field}"`);
    if (at < 0) continue;
    const value = /^\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(
      body.toString('utf8', at + field.length + 2, at + 2048),
    )?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}
