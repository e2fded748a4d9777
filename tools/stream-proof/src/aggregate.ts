import { aggregate } from 'aws-kinesis-agg';

/** One record that holds others, as the Kinesis Producer Library makes it: by somebody else's code than ours. */
export function aggregateOf(userRecords: readonly Uint8Array[]): Promise<Buffer> {
  const records = userRecords.map((data, index) => ({
    partitionKey: `key-${index % 3}`,
    data: Buffer.from(data),
  }));
  return new Promise((resolve, reject) => {
    aggregate(
      records,
      ({ data }, next) => {
        resolve(Buffer.from(data));
        next();
      },
      () => undefined,
      reject,
    );
  });
}
