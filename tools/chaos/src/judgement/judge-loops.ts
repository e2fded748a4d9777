import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import type { LoggedRequest } from '@sluice/local-aws';
import { redriveWindowSeconds } from '../bed/chaos-topology.js';
import type { Stage } from '../misfortunes/stage.js';
import type { Finding } from './finding.js';
import { groupBy } from './group-by.js';
import { keysBelow } from './left-behind.js';
import { readLogs } from './logs.js';

/** As in `infra/topology.json`. */
const mostTasksOfWindow = 9;
/** How often something may fail, beyond its attempts, once nothing is wrong: what was under way may still end badly. */
const failuresInCalm = 3;
/** Long enough for whatever is done on a schedule, or by a message that comes again, to be seen. */
const stillnessMilliseconds = 1500;
/** What was acknowledged last is tidied up after. */
const mostLooks = 6;
/** What an app does though there is nothing to do: it looks whether there is. */
const looking = new Set([
  'ReceiveMessage',
  'GetQueueAttributes',
  'ListMessageMoveTasks',
  'GetMetricData',
  'ExecuteStatement',
  'DescribeStatement',
  'GetStatementResult',
]);

/** Nothing goes round for ever: nothing is done any more, little failed since, and the redrive kept to its measure. */
export async function judgeLoops(
  stage: Stage,
  calmSince: string,
  maxAttempts: number,
): Promise<readonly Finding[]> {
  return [
    ...(await judgeStillness(stage)),
    ...(await judgeFailures(stage, calmSince, maxAttempts)),
    ...judgeRedrives(stage),
    ...(await judgeAttempts(stage)),
  ];
}

async function judgeStillness(stage: Stage): Promise<readonly Finding[]> {
  let done: readonly LoggedRequest[] = [];
  for (let look = 0; look < mostLooks; look++) {
    done = await doneWithin(stage, stillnessMilliseconds);
    if (done.length === 0) break;
  }
  return done.map(({ caller, operation, resource }) => ({
    kind: 'wrong',
    id: caller,
    what: `still does something: ${operation} ${resource}`,
  }));
}

async function doneWithin({ bed, watch }: Stage, milliseconds: number): Promise<readonly LoggedRequest[]> {
  watch.look();
  const { requests } = bed.stack.aws;
  requests.clear();
  await delay(milliseconds);
  return (
    requests
      .list()
      .filter(({ caller, operation = '' }) => caller.includes(watch.apps) && !looking.has(operation))
      // What it proves its places with.
      .filter(({ resource = '' }) => !resource.includes('/probe/'))
  );
}

async function judgeFailures(
  { bed }: Stage,
  calmSince: string,
  maxAttempts: number,
): Promise<readonly Finding[]> {
  const lines = await readLogs(join(bed.dataDirectory, 'logs', 'ecs'));
  const failures = lines.filter(
    ({ time, message, sourceId }) =>
      time >= calmSince && sourceId !== '' && ['postponed', 'dead-lettered', 'parked'].includes(message),
  );
  return [...groupBy(failures, ({ sourceId }) => sourceId)]
    .filter(([, of]) => of.length > maxAttempts + failuresInCalm)
    .map(([sourceId, of]) => ({
      kind: 'wrong',
      id: sourceId,
      what: `failed ${of.length} times though nothing was wrong any more`,
    }));
}

function judgeRedrives({ watch }: Stage): readonly Finding[] {
  const tasks = groupBy(watch.startedTasks(), ({ queue }) => queue);
  const crowded = [...tasks].filter(([, started]) =>
    started.some(
      ({ atMs }) =>
        started.filter((other) => other.atMs >= atMs && other.atMs < atMs + redriveWindowSeconds * 1000)
          .length > mostTasksOfWindow,
    ),
  );
  return crowded.map(([queue]) => ({
    kind: 'wrong',
    id: queue,
    what: `more than ${mostTasksOfWindow} redrives within ${redriveWindowSeconds} s`,
  }));
}

/** Attempts are forgotten after the acknowledgement: who dies between the two, or is refused, leaves them behind. */
async function judgeAttempts({ bed: { stack }, tally }: Stage): Promise<readonly Finding[]> {
  const keys = await keysBelow(stack, stack.names.quarantineBucket, 'attempts/');
  const sources = new Set(keys.map((key) => key.split('/')[1]));
  return sources.size <= tally.faults
    ? []
    : [{ kind: 'wrong', id: 'attempts', what: `${sources.size} sources are still counted` }];
}
