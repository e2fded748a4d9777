import {
  CreateStreamCommand,
  IncreaseStreamRetentionPeriodCommand,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import type { StackContext } from '../stack-context.js';

const kinesisDefaultRetentionHours = 24;

/** The stream, ACTIVE when it resolves. */
export async function provisionStream({ topology, names, clients }: StackContext): Promise<void> {
  const { shardCount, retentionHours, maxRecordBytes } = topology.stream;
  await clients.kinesis.send(
    new CreateStreamCommand({
      StreamName: names.stream,
      ShardCount: shardCount,
      MaxRecordSizeInKiB: maxRecordBytes / 1024,
    }),
  );
  await waitUntilStreamExists(
    { client: clients.kinesis, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 },
    { StreamName: names.stream },
  );
  if (retentionHours > kinesisDefaultRetentionHours)
    await clients.kinesis.send(
      new IncreaseStreamRetentionPeriodCommand({
        StreamName: names.stream,
        RetentionPeriodHours: retentionHours,
      }),
    );
}
