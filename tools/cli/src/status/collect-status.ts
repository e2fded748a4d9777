import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { createMessageQueue, type QueueDepth } from '@sluice/message-queue';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { cloudWatchClientOf, kinesisClientOf, sqsClientOf, warehouseOf } from '../target/target-clients.js';
import { ledgerTotals, type LedgerTotals } from './ledger-totals.js';

export interface Status {
  readonly environment: string;
  /** By what they are for: `files`, `filesDlq`, … */
  readonly queues: Readonly<Record<string, QueueDepth>>;
  readonly stream: { readonly name: string; readonly status: string; readonly shards: number };
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  /** Absent when the warehouse was not asked. */
  readonly ledger?: readonly LedgerTotals[];
}

/** Asks every part of a deployment how it is. Asking the ledger wakes a sleeping warehouse, which costs. */
export async function collectStatus(target: Target, withLedger: boolean): Promise<Status> {
  const { names } = target;
  const [queues, stream, alarms, ledger] = await Promise.all([
    queueDepths(target),
    kinesisClientOf(target).send(new DescribeStreamSummaryCommand({ StreamName: names.stream })),
    cloudWatchClientOf(target).send(
      new DescribeAlarmsCommand({ AlarmNames: Object.values(names.deadLetterAlarms) }),
    ),
    withLedger ? ledgerTotals(warehouseOf(target)) : undefined,
  ]);
  return {
    environment: target.environment,
    queues,
    stream: {
      name: names.stream,
      status: stream.StreamDescriptionSummary?.StreamStatus ?? 'UNKNOWN',
      shards: stream.StreamDescriptionSummary?.OpenShardCount ?? 0,
    },
    alarms: (alarms.MetricAlarms ?? []).map(({ AlarmName = '', StateValue = 'INSUFFICIENT_DATA' }) => ({
      name: AlarmName,
      state: StateValue,
    })),
    ...(ledger === undefined ? {} : { ledger }),
  };
}

async function queueDepths(target: Target): Promise<Record<string, QueueDepth>> {
  const client = sqsClientOf(target);
  const queue = createMessageQueue(client);
  const depths = await Promise.all(
    Object.entries(target.names.queues).map(
      async ([role, name]) => [role, await queue.depth(await queueUrl(client, name, target))] as const,
    ),
  );
  return Object.fromEntries(depths);
}
