import { readFileSync } from 'node:fs';
import { parseEnvironment } from '@sluice/config';
import { createLogger, createMetrics } from '@sluice/logging';
import { QueueUnavailableError, type MoveTask, type MoveTaskRequest } from '@sluice/message-queue';
import { MetricsUnavailableError, type MetricQuery } from '@sluice/metric-reader';
import { configSchema } from './config.js';
import type { Environment } from './environment.js';

export const lane = (name: string) => ({
  name,
  queueUrl: `http://127.0.0.1/000000000000/${name}`,
  queueArn: `arn:aws:sqs:eu-central-1:000000000000:${name}`,
  dlqUrl: `http://127.0.0.1/000000000000/${name}-dlq`,
  dlqArn: `arn:aws:sqs:eu-central-1:000000000000:${name}-dlq`,
});

export const variables: Readonly<Record<string, string>> = {
  LANES: JSON.stringify([lane('files'), lane('rows')]),
  ALARM_NAMES: JSON.stringify({
    'sluice-dev-files-dlq-not-empty': 'files',
    'sluice-dev-rows-dlq-not-empty': 'rows',
  }),
  REDRIVE_MAX_MESSAGES_PER_SECOND: '50',
  REDRIVE_PAUSE_SECONDS: '120',
  REDRIVE_MAX_TASKS_PER_WINDOW: '9',
  REDRIVE_WINDOW_SECONDS: '86400',
  REDRIVE_EVIDENCE_SECONDS: '600',
};

const eventNamed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
export const schedule = eventNamed('schedule') as object;

export interface SnsEvent {
  Records: { Sns: { Message: string } }[];
}
/** The captured alarm with fields of its message changed. */
export function alarm(change: object = {}): SnsEvent {
  const event = structuredClone(eventNamed('alarm')) as SnsEvent;
  for (const { Sns } of event.Records)
    Sns.Message = JSON.stringify({ ...(JSON.parse(Sns.Message) as object), ...change });
  return event;
}

export const unavailable = (operation: string, queue: string, code = 'ServiceUnavailable') =>
  new QueueUnavailableError(operation, queue, code, { cause: undefined });

/** As much of SQS, CloudWatch and SNS as the function sees, with a clock of its own; tasks end when they are told to. */
export class SimulatedAws {
  now = 1_760_000_000_000;
  /** By the queue's URL. */
  readonly depths = new Map<string, number>();
  /** By the dead-letter queue's ARN: all that ever were, the newest first. */
  readonly tasks = new Map<string, MoveTask[]>();
  readonly started: (MoveTaskRequest & { readonly at: number })[] = [];
  readonly told: { readonly subject: string; readonly text: string; readonly at: number }[] = [];
  readonly lines: Record<string, unknown>[] = [];
  readonly #reported: { readonly metric: string; readonly at: number; readonly value: number }[] = [];
  metricsFault: string | undefined;

  deadLetter(name: string, messages = 3): void {
    this.depths.set(lane(name).dlqUrl, messages);
  }

  wait(name: string, messages: number): void {
    this.depths.set(lane(name).queueUrl, messages);
  }

  report(query: Pick<MetricQuery, 'namespace' | 'name' | 'dimensions'>, value: number): void {
    this.#reported.push({ metric: metricKey(query), at: this.now, value });
  }

  reportHalted(value: number): void {
    this.report({ namespace: 'Sluice', name: 'Halted', dimensions: { Service: 'fargate-processor' } }, value);
  }

  reportDeleted(name: string, value: number): void {
    const dimensions = { QueueName: name };
    this.report({ namespace: 'AWS/SQS', name: 'NumberOfMessagesDeleted', dimensions }, value);
  }

  /** Ends whatever task runs; a failed one says why. */
  endTask(name: string, status: 'COMPLETED' | 'FAILED' | 'CANCELLED' = 'COMPLETED', moved = 3): void {
    const { dlqArn } = lane(name);
    const tasks = this.tasks.get(dlqArn) ?? [];
    const ended = (task: MoveTask): MoveTask => ({
      status,
      startedAt: task.startedAt,
      moved,
      ...(status === 'FAILED' ? { failureReason: 'AWS.SimpleQueueService.NonExistentQueue' } : {}),
    });
    this.tasks.set(
      dlqArn,
      tasks.map((task) => (task.status === 'RUNNING' || task.status === 'CANCELLING' ? ended(task) : task)),
    );
  }

  /** A function's environment, new as after a restart. */
  environment(changed: Readonly<Record<string, string>> = {}): Environment {
    return {
      config: parseEnvironment(configSchema, { ...variables, ...changed }),
      logger: createLogger({ service: 'dlq-redrive', destination: { write: (line) => this.#log(line) } }),
      metrics: createMetrics({
        namespace: 'Sluice',
        service: 'dlq-redrive',
        write: (line) => this.#log(line),
        now: () => this.now,
      }),
      queue: {
        depth: async (url) => ({ visible: this.depths.get(url) ?? 0, notVisible: 50, delayed: 0 }),
        listMoveTasks: async (arn) => (this.tasks.get(arn) ?? []).slice(0, 10),
        startMoveTask: async (request) => this.#start(request),
      },
      metricReader: { read: async (queries, lastSeconds) => this.#read(queries, lastSeconds) },
      tellOperators: async (subject, text) => void this.told.push({ subject, text, at: this.now }),
      now: () => this.now,
    };
  }

  /** What was decided, in order: lane, action, and why. */
  decisions(): string[] {
    return this.lines
      .filter(({ msg }) => msg === 'decided' || msg === 'would redrive')
      .map(({ msg, lane: name, action, why }) =>
        [name, msg === 'decided' ? action : msg, why].filter(Boolean).join(' '),
      );
  }

  /** The latest document of a lane's metrics. */
  metrics(name: string): Record<string, unknown> {
    return this.lines.findLast((line) => '_aws' in line && line['Lane'] === name) ?? {};
  }

  #start(request: MoveTaskRequest): { taskHandle: string } {
    const { sourceArn } = request;
    const tasks = this.tasks.get(sourceArn) ?? [];
    if (tasks.some(({ status }) => status === 'RUNNING' || status === 'CANCELLING'))
      throw unavailable('StartMessageMoveTask', sourceArn, 'UnsupportedOperation');
    this.started.push({ ...request, at: this.now });
    this.tasks.set(sourceArn, [{ status: 'RUNNING', startedAt: this.now, moved: 0 }, ...tasks]);
    return { taskHandle: 'h' };
  }

  /** As CloudWatch does: from a whole minute on, and nothing of what nobody reported. */
  #read(queries: readonly MetricQuery[], lastSeconds: number): (number | undefined)[] {
    if (this.metricsFault !== undefined) throw new MetricsUnavailableError(this.metricsFault);
    const from = Math.floor((this.now - lastSeconds * 1000) / 60_000) * 60_000;
    return queries.map((query) => {
      const key = metricKey(query);
      const values = this.#reported
        .filter(({ metric, at }) => at >= from && metric === key)
        .map(({ value }) => value);
      if (values.length === 0) return undefined;
      return query.statistic === 'Sum' ? values.reduce((a, b) => a + b) : Math.max(...values);
    });
  }

  #log(text: string): void {
    const line = JSON.parse(text) as Record<string, unknown>;
    this.lines.push(line);
    const document = line['_aws'] as
      { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] } | undefined;
    for (const { Dimensions, Metrics } of document?.CloudWatchMetrics ?? [])
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
        for (const { Name: name } of Metrics)
          this.report({ namespace: 'Sluice', name, dimensions }, Number(line[name]));
      }
  }
}

const metricKey = ({ namespace, name, dimensions }: Pick<MetricQuery, 'namespace' | 'name' | 'dimensions'>) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
