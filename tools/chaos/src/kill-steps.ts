import type { FaultRule } from '@sluice/local-aws';
import type { ResourceNames } from '@sluice/topology';
import { processorSteps } from './processor-steps.js';
import type { Situation, Step, Victim } from './step.js';

/** A place where a process is killed. */
export interface KillStep {
  readonly name: string;
  readonly victim: Victim;
  readonly situation?: Situation;
  /** Strikes once. */
  readonly rule: (names: ResourceNames) => FaultRule;
}

const functionSteps: readonly Step[] = [
  {
    name: 'file announced',
    victim: 's3-trigger',
    service: 'sqs',
    operation: 'SendMessageBatch',
    resource: ({ queues }) => `/${queues.files}`,
  },
  {
    name: 'claim check written',
    victim: 'kinesis-transform',
    situation: 'claim check',
    service: 's3',
    operation: 'PutObject',
    resource: ({ stagingBucket }) => `${stagingBucket}/claims/`,
  },
  {
    name: 'batches sent',
    victim: 'kinesis-transform',
    service: 'sqs',
    operation: 'SendMessageBatch',
    resource: ({ queues }) => `/${queues.rows}`,
  },
  ...(
    [
      ['dead letters counted', 'sqs', 'GetQueueAttributes'],
      ['earlier tasks listed', 'sqs', 'ListMessageMoveTasks'],
      ['evidence read', 'monitoring', 'GetMetricData'],
      ['move task started', 'sqs', 'StartMessageMoveTask'],
    ] as const
  ).map(([name, service, operation]): Step => ({
    name,
    victim: 'dlq-redrive',
    // On its schedule it counts them whether there are any or not.
    ...(operation === 'GetQueueAttributes' ? {} : { situation: 'dead letters' as const }),
    service,
    operation,
  })),
];

/** The statements of a load that stand for what is between them: the first, the lock, a stage filled, a late one. */
const statements = [1, 2, 5, 9, 14, 20] as const;

/**
 * Every named step of every app: once its process is killed before the step is done, once after it was done and before
 * the app knows.
 */
export const killSteps: readonly KillStep[] = [
  ...[...processorSteps, ...functionSteps].flatMap(twice),
  ...(['title-basics', 'title-ratings'] as const).flatMap((dataset) =>
    statements.map((statement): KillStep => ({
      name: `while statement ${statement} of a load of ${dataset} runs`,
      victim: 'processor',
      rule: () => ({
        service: 'redshift-data',
        kind: 'kill-statement',
        resource: `sluice load ${dataset}`,
        statement,
        times: 1,
      }),
    })),
  ),
];

/** Those that an app comes to again and again, whatever the situation. */
export const easySteps: readonly KillStep[] = killSteps.filter(({ situation }) => situation === undefined);

function twice(step: Step): KillStep[] {
  const { name, victim, situation, service, operation, resource } = step;
  return (['kill-before', 'kill-after'] as const).map((kind) => ({
    name: `${kind === 'kill-before' ? 'before' : 'after'}: ${name}`,
    victim,
    ...(situation === undefined ? {} : { situation }),
    rule: (names) => ({
      kind,
      service,
      operation,
      ...(resource === undefined ? {} : { resource: resource(names) }),
      caller: callerOf(victim, names),
      times: 1,
    }),
  }));
}

/** As the embedded AWS names its tasks and functions in their credentials. */
function callerOf(victim: Victim, { processor, functions }: ResourceNames): string {
  if (victim === 's3-trigger') return `lambda-${functions.s3Trigger}`;
  if (victim === 'kinesis-transform') return `lambda-${functions.kinesisTransform}`;
  if (victim === 'dlq-redrive') return `lambda-${functions.dlqRedrive}`;
  return `ecs-${processor}`;
}
