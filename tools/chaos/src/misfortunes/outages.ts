import type { FaultRule } from '@sluice/local-aws';
import { pause, type Episode, type Stage } from './stage.js';

/** Rules in force for so long. */
async function during(stage: Stage, milliseconds: number, rules: readonly FaultRule[]): Promise<void> {
  const ids = rules.map((rule) => stage.book.add(rule));
  await pause(milliseconds, stage.signal);
  stage.book.remove(...ids);
}

/** Rules in force until each has struck, or for so long at most. */
async function untilStruck(
  { book, signal }: Stage,
  milliseconds: number,
  rules: readonly FaultRule[],
): Promise<void> {
  const ids = rules.map((rule) => book.add(rule));
  await Promise.race([Promise.all(ids.map((id) => book.hasStruck(id))), pause(milliseconds, signal)]);
  book.remove(...ids);
}

/** Nobody reaches a service any more: minutes, at the pace of the run. */
export const outageOf =
  (service: string, milliseconds: number): Episode =>
  (stage) =>
    during(stage, milliseconds, [{ service, caller: stage.watch.apps, kind: 'error', status: 503 }]);

export const warehouseAway: Episode = (stage) =>
  during(stage, 5000, [
    {
      service: 'redshift-data',
      caller: stage.watch.apps,
      kind: 'error',
      code: 'InternalServerException',
      status: 500,
    },
  ]);

/**
 * The warehouse answers, but lets nobody load: messages are given up one by one, and dead-lettered. Nobody tries again by
 * himself what was refused so, and the preconditions hold: it takes their four receives and no more.
 */
export const loadsRefused: Episode = (stage) =>
  during(stage, 7000, [
    {
      service: 'redshift-data',
      operation: 'BatchExecuteStatement',
      resource: 'sluice load',
      kind: 'error',
      code: 'AccessDeniedException',
      status: 400,
    },
  ]);

/** Nobody can keep a message hidden while its load stands still: it is given up, and comes to another. */
export const visibilityLost: Episode = (stage) =>
  during(stage, 9000, [
    { service: 'sqs', operation: 'ChangeMessageVisibilityBatch', kind: 'error', status: 500 },
    { service: 'redshift-data', resource: 'sluice load', kind: 'hold-statement', statement: 5, times: 2 },
  ]);

/** Every load has as many. */
const mostStatements = 12;

export const statementsFail: Episode = (stage) =>
  untilStruck(
    stage,
    6000,
    [undefined, '57014', 'XX000'].map((code) => ({
      service: 'redshift-data',
      resource: 'sluice load',
      kind: 'fail-statement' as const,
      statement: 1 + stage.bed.random.below(mostStatements),
      ...(code === undefined ? {} : { code }),
      times: 3,
    })),
  );

export const statementsStandStill: Episode = async (stage) => {
  const { book, bed, signal } = stage;
  const id = book.add({
    service: 'redshift-data',
    resource: 'sluice load',
    kind: 'hold-statement',
    statement: 1 + bed.random.below(mostStatements),
    times: 3,
  });
  await Promise.race([book.hasStruck(id), pause(5000, signal)]);
  // It goes on then, and whoever waits for its lock.
  await pause(2000, signal);
  book.remove(id);
};
