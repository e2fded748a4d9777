import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { LocalStack } from '@sluice/local-stack';
import { expect } from 'vitest';
import { eventually } from './eventually.testing.js';
import type { FailureBed } from './failure-bed.testing.js';

export type QueueName = keyof LocalStack['queueUrls'];

export interface Depth {
  readonly visible: number;
  readonly hidden: number;
}

export async function depth({ stack }: FailureBed, queue: QueueName): Promise<Depth> {
  const { Attributes = {} } = await stack.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queueUrls[queue], AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes['ApproximateNumberOfMessages']),
    hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
  };
}

export const empty: Depth = { visible: 0, hidden: 0 };

/** Resolves when both lanes are empty. Throws at once when something was given up. */
export async function settled(bed: FailureBed, timeoutMs?: number): Promise<void> {
  const givenUp = await eventually(async () => {
    const lost = await leftIn(bed, ['filesDlq', 'rowsDlq', 'parked']);
    if (Object.keys(lost).length > 0) return lost;
    expect(await leftIn(bed, ['files', 'rows']), 'messages left').toEqual({});
    return lost;
  }, timeoutMs);
  expect(givenUp, 'messages given up').toEqual({});
}

/** By queue, without those that are empty. */
export async function leftIn(
  bed: FailureBed,
  queues: readonly QueueName[],
): Promise<Partial<Record<QueueName, Depth>>> {
  const depths = await Promise.all(queues.map(async (queue) => [queue, await depth(bed, queue)] as const));
  return Object.fromEntries(depths.filter(([, { visible, hidden }]) => visible + hidden > 0));
}

/** How often each of the sources stands in a ledger as loaded. */
export async function timesLoaded(
  { stack: { warehouse } }: FailureBed,
  sourceIds: readonly string[],
): Promise<readonly number[]> {
  const { rows } = await warehouse.query(
    `SELECT source_id, COUNT(*) FROM sluice.ledger WHERE state = 'loaded' GROUP BY source_id`,
  );
  const times = new Map(rows.map(([id, count]) => [String(id), Number(count)]));
  return sourceIds.map((id) => times.get(id) ?? 0);
}

/** Rows of a table, and how many record ids they have. */
export async function rowsOf({ stack: { warehouse } }: FailureBed, table: 'title_basics' | 'title_ratings') {
  const { rows } = await warehouse.query(`SELECT COUNT(*), COUNT(DISTINCT _record_id) FROM imdb.${table}`);
  const [all, distinct] = rows[0] ?? [];
  return { all: Number(all), distinct: Number(distinct) };
}

/** Requests that came to the embedded AWS from the processor's tasks, as far as its log reaches back. */
export function processorRequests(
  { stack: { aws, names } }: FailureBed,
  operation: string,
  resource = '',
): ReturnType<LocalStack['aws']['requests']['list']> {
  return aws.requests
    .list()
    .filter(
      (request) =>
        request.caller === `ecs-${names.processor}` &&
        request.operation === operation &&
        (request.resource ?? '').includes(resource),
    );
}

/** What the processor's tasks have logged, slot by slot, each in its order. */
export const processorLog = async ({
  stack: { names },
  dataDirectory,
}: FailureBed): Promise<readonly LogLine[]> => {
  const directory = join(dataDirectory, 'logs', 'ecs');
  const files = (await readdir(directory)).filter((file) => file.startsWith(names.processor)).sort();
  return (await Promise.all(files.map((file) => linesOf(join(directory, file))))).flat();
};

/** What the redrive has logged. */
export const redriveLog = ({ stack: { names }, dataDirectory }: FailureBed): Promise<readonly LogLine[]> =>
  linesOf(join(dataDirectory, 'logs', 'lambda', `${names.functions.dlqRedrive}.log`));

/** Of a log that may not be there yet. */
async function linesOf(path: string): Promise<readonly LogLine[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine];
    } catch {
      // Half written, or none of ours.
      return [];
    }
  });
}

export interface LogLine extends Readonly<Record<string, unknown>> {
  readonly msg?: string;
}

/** Resolves when the processor has logged such a line after the first `since` ones, with it. */
export const logged = (bed: FailureBed, text: string, since = 0): Promise<LogLine> =>
  eventually(async () => {
    const line = (await processorLog(bed)).slice(since).find(({ msg }) => msg?.includes(text));
    expect(line, `no line "${text}"`).toBeDefined();
    return line as LogLine;
  });

export interface MetricName {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One of Sluice's metrics over all its time; 0 where there is none. */
export async function metric(
  { stack: { clients, names }, now }: FailureBed,
  stat: 'Sum' | 'Maximum' | 'Minimum',
  { name, dimensions }: MetricName,
): Promise<number> {
  const { MetricDataResults = [] } = await clients.cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 3_600_000),
      EndTime: new Date(now() + 60_000),
      MetricDataQueries: [
        {
          Id: 'asked',
          MetricStat: {
            Metric: {
              Namespace: names.metricsNamespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: stat,
          },
        },
      ],
    }),
  );
  const values = MetricDataResults[0]?.Values ?? [];
  if (stat === 'Minimum') return values.length === 0 ? 0 : Math.min(...values);
  return stat === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
}

/** Messages that a lane's queue has handed out. */
export const received = ({ stack: { aws, names } }: FailureBed, lane: 'files' | 'rows'): number =>
  aws.sqs.traffic().find(({ queueName }) => queueName === names.queues[lane])?.received ?? 0;
