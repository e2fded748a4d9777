import { describeDuration } from '../replay/moment.js';
import { count, counted, table } from '../terminal/table.js';
import type { Status } from './collect-status.js';
import type { ProcessorStatus } from './processor-status.js';
import type { StatusMetrics } from './status-metrics.js';

/** A status for people. */
export const describeStatus = (status: Status, { mostRedrives }: { readonly mostRedrives: number }): string =>
  [
    `${status.environment} at ${status.at}`,
    describeQueues(status.queues),
    ...describeStream(status),
    ...describeProcessor(status.processor, status.metrics),
    ...describeLoads(status.metrics),
    ...describeFunctions(status.metrics),
    ...(status.alarms ?? []).map(
      ({ name, state, since }) => `alarm ${name}: ${state}${since === null ? '' : ` since ${since}`}`,
    ),
    ...describeRedrives(status.redrives, mostRedrives),
    ...describeLedger(status),
    ...status.unavailable.map(({ part, why }) => `${part}: cannot be asked: ${why}`),
  ].join('\n');

const describeQueues = (queues: Status['queues']): string =>
  table(
    ['queue', 'visible', 'in flight', 'delayed', 'oldest'],
    Object.entries(queues).map(([name, { visible, notVisible, delayed, oldestSeconds }]) => [
      name,
      count(visible),
      count(notVisible),
      count(delayed),
      oldestSeconds === null ? '-' : describeDuration(oldestSeconds * 1_000),
    ]),
  );

function describeStream({ stream, metrics }: Status): string[] {
  if (stream === undefined) return [];
  const age = metrics?.iteratorAgeMilliseconds ?? null;
  const shownAge = age === null ? '-' : age < 1_000 ? `${Math.round(age)} ms` : describeDuration(age);
  return [
    `stream ${stream.name}: ${stream.status}, ${counted(stream.shards, 'shard')}, iterator age ${shownAge}`,
  ];
}

function describeProcessor(processor: ProcessorStatus | undefined, metrics: Status['metrics']): string[] {
  const halted =
    metrics?.halted === true ? ['processor: HALTED: it receives nothing until its preconditions hold'] : [];
  if (processor === undefined) return halted;
  const { service, desired, running, pending, tasks } = processor;
  return [
    `processor ${service}: ${count(running)} of ${counted(desired, 'task')} running, ${count(pending)} pending`,
    ...tasks.map(
      ({ id, status, startedAt }) =>
        `  task ${id}: ${status}${startedAt === null ? '' : `, started ${startedAt}`}`,
    ),
    ...halted,
  ];
}

function describeLoads(metrics: Status['metrics']): string[] {
  if (metrics === undefined) return [];
  if (metrics.loads.length === 0) return ['loads: none in the last 24 h'];
  return [
    table(
      ['loads', 'lane', 'last', 'read in the last hour', 'loaded', 'deduplicated', 'quarantined'],
      metrics.loads.map(({ dataset, lane, lastLoadAt, lastHour }) => [
        dataset,
        lane,
        lastLoadAt.replace(/:00\.000Z$/, 'Z'),
        ...[lastHour.read, lastHour.loaded, lastHour.deduplicated, lastHour.quarantined].map(count),
      ]),
    ),
  ];
}

const describeFunctions = (metrics: Status['metrics']): string[] =>
  metrics === undefined
    ? []
    : [
        table(
          ['function', 'invocations in the last hour', 'errors', 'throttles'],
          Object.entries(metrics.functions).map(
            ([role, { invocations, errors, throttles }]: [string, StatusMetrics['functions'][string]]) => [
              role,
              count(invocations),
              count(errors),
              count(throttles),
            ],
          ),
        ),
      ];

const describeRedrives = (redrives: Status['redrives'], most: number): string[] =>
  Object.entries(redrives ?? {}).map(([lane, { running, inWindow }]) => {
    const moved =
      running === null
        ? 'no move task runs'
        : `a move task runs since ${running.startedAt}: ${count(running.moved)}${running.toMove === null ? '' : ` of ${count(running.toMove)}`} moved`;
    return `redrive ${lane}: ${moved}; ${count(inWindow)} of at most ${count(most)} started in the window`;
  });

function describeLedger({ ledger, unavailable }: Status): string[] {
  if (ledger === undefined)
    return unavailable.some(({ part }) => part === 'ledger')
      ? []
      : ['ledger: not asked, because that wakes the warehouse; --ledger asks'];
  return [
    table(
      ['ledger', 'path', 'sources', 'read', 'loaded', 'deduplicated', 'quarantined'],
      ledger.map((each) => [
        each.dataset,
        each.path,
        ...[each.sources, each.read, each.loaded, each.deduplicated, each.quarantined].map(count),
      ]),
    ),
  ];
}
