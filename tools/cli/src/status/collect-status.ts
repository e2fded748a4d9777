import { DescribeAlarmsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createMessageQueue, type QueueDepth } from '@sluice/message-queue';
import type { LaneName, ResourceNames } from '@sluice/topology';
import { describeError } from '../describe-error.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import {
  cloudWatchClientOf,
  ecsClientOf,
  kinesisClientOf,
  sqsClientOf,
  warehouseOf,
} from '../target/target-clients.js';
import { ledgerTotals, type LedgerTotals } from './ledger-totals.js';
import { processorStatus, type ProcessorStatus } from './processor-status.js';
import { redriveStatus, type RedriveStatus } from './redrive-status.js';
import { statusMetrics, type StatusMetrics } from './status-metrics.js';

/** How a deployment is. What could not be asked is absent, and listed with its reason. */
export interface Status {
  readonly environment: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** By what they are for: `files`, `filesDlq`, … */
  readonly queues: Readonly<Record<string, QueueStatus>>;
  readonly stream?: { readonly name: string; readonly status: string; readonly shards: number };
  readonly metrics?: Omit<StatusMetrics, 'oldestSeconds'>;
  readonly alarms?: readonly AlarmStatus[];
  readonly processor?: ProcessorStatus;
  readonly redrives?: Readonly<Record<LaneName, RedriveStatus>>;
  /** Absent when the warehouse was not asked. */
  readonly ledger?: readonly LedgerTotals[];
  readonly unavailable: readonly { readonly part: string; readonly why: string }[];
}

export interface QueueStatus extends QueueDepth {
  /** Null: not known, or nothing is there. */
  readonly oldestSeconds: number | null;
}

export interface AlarmStatus {
  readonly name: string;
  readonly state: string;
  /** ISO 8601 UTC. */
  readonly since: string | null;
}

/** Clients are made once and asked as often as one looks. */
export interface StatusSource {
  collect(withLedger: boolean): Promise<Status>;
}

/**
 * Asks every part of a deployment how it is; one that cannot be asked keeps none of the others from it. Asking the ledger
 * wakes a sleeping warehouse, which costs.
 * @throws what the first of them threw, when none could be asked
 */
export function statusOf(target: Target): StatusSource {
  const { names } = target;
  const sqs = sqsClientOf(target);
  const cloudWatch = cloudWatchClientOf(target);
  const kinesis = kinesisClientOf(target);
  const ecs = ecsClientOf(target);
  return {
    collect: async (withLedger) => {
      const now = Date.now();
      const parts = askedParts(target.endpoint);
      const [depths, metrics, stream, alarms, processor, redrives, ledger] = await Promise.all([
        queueDepths(sqs, target, parts),
        parts.ask('metrics', () => statusMetrics(cloudWatch, names, now)),
        parts.ask('stream', async () => {
          const command = new DescribeStreamSummaryCommand({ StreamName: names.stream });
          const { StreamDescriptionSummary: summary } = await kinesis.send(command);
          const status = summary?.StreamStatus ?? 'UNKNOWN';
          return { name: names.stream, status, shards: summary?.OpenShardCount ?? 0 };
        }),
        parts.ask('alarms', () => alarmStates(cloudWatch, names)),
        parts.ask('processor', () => processorStatus(ecs, names)),
        parts.ask('redrives', () => redriveStatus(sqs, target, now)),
        withLedger ? parts.ask('ledger', () => ledgerTotals(warehouseOf(target))) : undefined,
      ]);
      parts.throwIfNothing();
      const { oldestSeconds = {}, ...told } = metrics ?? {};
      return {
        environment: target.environment,
        at: new Date(now).toISOString(),
        queues: Object.fromEntries(
          depths.map(([role, depth]) => [
            role,
            { ...depth, oldestSeconds: oldestOf(depth, oldestSeconds[role]) },
          ]),
        ),
        ...(stream && { stream }),
        ...(metrics && { metrics: told as Omit<StatusMetrics, 'oldestSeconds'> }),
        ...(alarms && { alarms }),
        ...(processor && { processor }),
        ...(redrives && { redrives }),
        ...(ledger && { ledger }),
        unavailable: parts.unavailable,
      };
    },
  };
}

/** The metric is some minutes behind: of an empty queue it tells what was. */
const oldestOf = ({ visible, notVisible, delayed }: QueueDepth, seconds: number | null = null) =>
  visible + notVisible + delayed === 0 ? null : seconds;

async function queueDepths(
  client: SQSClient,
  target: Target,
  parts: AskedParts,
): Promise<[string, QueueDepth][]> {
  const queue = createMessageQueue(client);
  const depths = await Promise.all(
    Object.entries(target.names.queues).map(async ([role, name]): Promise<[string, QueueDepth][]> => {
      const depth = await parts.ask(`queue ${role}`, async () =>
        queue.depth(await queueUrl(client, name, target)),
      );
      return depth === undefined ? [] : [[role, depth]];
    }),
  );
  return depths.flat();
}

async function alarmStates(client: CloudWatchClient, names: ResourceNames): Promise<AlarmStatus[]> {
  const command = new DescribeAlarmsCommand({ AlarmNames: Object.values(names.deadLetterAlarms) });
  const { MetricAlarms = [] } = await client.send(command);
  return MetricAlarms.map((alarm) => ({
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.toISOString() ?? null,
  }));
}

interface AskedParts {
  readonly unavailable: readonly { readonly part: string; readonly why: string }[];
  /** Undefined when it cannot be asked. */
  ask<T>(part: string, question: () => Promise<T>): Promise<T | undefined>;
  throwIfNothing(): void;
}

function askedParts(endpoint: string | undefined): AskedParts {
  const unavailable: { part: string; why: string }[] = [];
  const errors: unknown[] = [];
  let answers = 0;
  return {
    unavailable,
    ask: async (part, question) => {
      try {
        const answer = await question();
        answers++;
        return answer;
      } catch (error) {
        errors.push(error);
        unavailable.push({ part, why: describeError(error, endpoint).line });
        return undefined;
      }
    },
    throwIfNothing: () => {
      if (answers === 0) throw errors[0];
    },
  };
}
