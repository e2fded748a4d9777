import type { FaultRule } from '@sluice/local-aws';
import { buckets } from './places.testing.js';

/** A place on the way of a load where the worker stands still until it is killed. */
export interface KillPoint {
  readonly name: string;
  readonly rule: FaultRule;
  /** What becomes of the transaction that the dead worker had begun. */
  readonly fate: Fate;
  /** Reached on the way to the message itself, so by a worker that starts when the rule is in force. */
  readonly atStart?: true;
  /** Reached only when the message was received before. */
  readonly receivedBefore?: true;
}

/**
 * `goes on`: the warehouse finishes what it was asked for, as the Data API does. `is waited for`: the next worker has
 * asked for the same by then. `is lost`: its session ends.
 */
export type Fate = 'goes on' | 'is waited for' | 'is lost';

const fates: readonly Fate[] = ['goes on', 'is waited for', 'is lost'];

/** Before each statement of a load, and before its commit; the fates take turns, beginning with the `first`. */
export const statementPoints = (dataset: string, statements: number, first: number): KillPoint[] =>
  Array.from({ length: statements + 1 }, (_, index) => {
    const fate = fates[(index + first) % fates.length] as Fate;
    const place = index === statements ? 'the commit' : `statement ${index + 1}`;
    return {
      name: `before ${place} of a transaction that ${fate}`,
      rule: {
        service: 'redshift-data',
        kind: 'hold-statement',
        resource: `sluice load ${dataset}`,
        statement: index + 1,
        times: 1,
      },
      fate,
    };
  });

interface Step extends Pick<KillPoint, 'atStart' | 'receivedBefore'> {
  readonly name: string;
  readonly request: Pick<FaultRule, 'service' | 'operation' | 'resource'>;
}

const s3 = (name: string, operation: string, resource: string): Step => ({
  name,
  request: { service: 's3', operation, resource },
});
const staged = (part: string): Step => s3(`${part} staged`, 'PutObject', `/${part}`);
const warehouse = (name: string, operation: string, resource?: string): Step => ({
  name,
  request: { service: 'redshift-data', operation, ...(resource === undefined ? {} : { resource }) },
});
const queue = (name: string, operation: string, lane: 'files' | 'rows'): Step => ({
  name,
  request: { service: 'sqs', operation, resource: `/${lane}` },
});

const steps = (dataset: string, lane: 'files' | 'rows'): Step[] => [
  { ...queue('message received', 'ReceiveMessage', lane), atStart: true },
  { ...s3('attempts counted', 'ListObjectsV2', buckets.quarantine), receivedBefore: true },
  { ...s3('attempt recorded', 'PutObject', `${buckets.quarantine}/attempts/`), receivedBefore: true },
  ...(lane === 'files' ? [s3('file read', 'GetObject', `${buckets.landing}/${dataset}/`)] : []),
  s3('bad records stored', 'PutObject', `${buckets.quarantine}/records/${dataset}/`),
  ...['sources', 'rows', 'rejects'].flatMap((part) => [staged(`${part}/`), staged(`${part}.manifest`)]),
  warehouse('transaction sent', 'BatchExecuteStatement', `sluice load ${dataset}`),
  warehouse('transaction looked at', 'DescribeStatement'),
  warehouse('ledger read', 'GetStatementResult'),
  queue('acknowledged', 'DeleteMessageBatch', lane),
  { ...s3('attempts forgotten', 'DeleteObject', `${buckets.quarantine}/attempts/`), receivedBefore: true },
];

/** Before each request of a load is done, and after it was done but not answered. */
export const requestPoints = (dataset: string, lane: 'files' | 'rows'): KillPoint[] =>
  steps(dataset, lane).flatMap(({ name, request, ...when }) =>
    (['hold', 'hold-after'] as const).map((kind) => ({
      ...when,
      name: kind === 'hold' ? `before: ${name}` : `after: ${name}`,
      rule: { ...request, kind, times: 1 },
      fate: 'goes on' as const,
    })),
  );
