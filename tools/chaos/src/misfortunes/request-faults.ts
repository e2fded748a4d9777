import type { FaultRule } from '@sluice/local-aws';
import { producers } from '../bed/chaos-bed.js';
import { endlessly, pause, type Stage } from './stage.js';

const roundMilliseconds = 2000;
const operationsOfRound = 4;

type Kind = Pick<FaultRule, 'kind' | 'status' | 'code' | 'delayMs'>;

const kinds: readonly Kind[] = [
  { kind: 'throttle' },
  { kind: 'error', status: 500, code: 'InternalFailure' },
  { kind: 'error', status: 503 },
  { kind: 'drop-after' },
  { kind: 'slow', delayMs: 600 },
];

/** Every operation that the apps use, in every way in which a request can fail, some at a time. */
export async function failRequests(stage: Stage): Promise<void> {
  const { bed, book, watch, signal } = stage;
  const { random } = bed;
  const faults = endlessly<Pick<FaultRule, 'service' | 'operation' | 'caller'> & Kind>(
    () => [...watch.operations(), putRecords].flatMap((each) => kinds.map((kind) => ({ ...each, ...kind }))),
    random,
  );
  do {
    watch.look();
    const rules = Array.from({ length: operationsOfRound }, () => faults.next().value).map((fault) =>
      book.add({
        caller: watch.apps,
        ...fault,
        times: 2 + random.below(10),
        probability: 0.6,
        seed: random.below(1_000_000),
      }),
    );
    await pause(roundMilliseconds, signal);
    book.remove(...rules);
  } while (!signal.aborted);
}

/** Producers are struck as well, and have to put it again. */
const putRecords = { service: 'kinesis', operation: 'PutRecords', caller: producers } as const;

/** What arrives twice, late or out of order, and entries of batches that fail alone. */
export async function disturbDeliveries(stage: Stage): Promise<void> {
  const { bed, book, signal } = stage;
  const { random, stack } = bed;
  const { names } = stack;
  const places = [
    { service: 'sqs', resource: `/${names.queues.files}` },
    { service: 'sqs', resource: `/${names.queues.rows}` },
    { service: 's3', resource: names.landingBucket },
    { service: 'sns' },
    { service: 'lambda', resource: names.stream },
  ];
  const rules = endlessly<FaultRule>(
    () => [
      ...places.flatMap((place): FaultRule[] => [
        { ...place, kind: 'duplicate', delayMs: 200 },
        { ...place, kind: 'reorder', delayMs: 800 },
        { ...place, kind: 'delay', delayMs: 500 },
      ]),
      { service: 'sqs', operation: 'SendMessageBatch', kind: 'fail-entry' },
      { service: 'kinesis', operation: 'PutRecords', kind: 'fail-entry' },
    ],
    random,
  );
  do {
    const ids = Array.from({ length: operationsOfRound }, () =>
      book.add({
        ...rules.next().value,
        times: 3 + random.below(10),
        probability: 0.5,
        seed: random.below(1_000_000),
      }),
    );
    await pause(roundMilliseconds, signal);
    book.remove(...ids);
  } while (!signal.aborted);
}
