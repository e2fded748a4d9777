import { join } from 'node:path';
import type { FaultRule } from '@sluice/local-aws';
import { expect, it } from 'vitest';
import { setStage, type Stage } from './beds.testing.js';
import { largeReject, oddRecords } from './odd-records.js';
import { testSeed } from './seed.testing.js';
import { reshard } from './resharding.testing.js';
import { startSluice } from './sluice.testing.js';
import type { StreamBed } from './stream-bed.testing.js';
import { Traffic } from './traffic.js';

const faultsOf = (stream: string, random: Stage['random']): readonly FaultRule[] => {
  const often = { probability: 0.2, seed: random.below(1_000_000) };
  const send = { service: 'sqs', operation: 'SendMessageBatch' };
  return [
    { ...send, kind: 'throttle', ...often },
    // So often that messages are given up after all their tries, and only part of a batch is on the queue.
    { ...send, kind: 'fail-entry', ...often, probability: 0.65 },
    { ...send, kind: 'drop-after', ...often, probability: 0.1 },
    { service: 'sqs', resource: '/sluice-local-rows', kind: 'duplicate', ...often },
    { service: 'sqs', resource: '/sluice-local-rows', kind: 'reorder', delayMs: 500, ...often },
    // Of these there are few, so they are counted: an upload is tried three times.
    { service: 'lambda', resource: stream, kind: 'duplicate', times: 3 },
    { service: 's3', operation: 'PutObject', resource: '/claims/', kind: 'error', times: 6 },
  ];
};

it(`a replay beside live traffic, faults and resharding ends in the right table; seed ${testSeed}`, async () => {
  const startedAt = new Date().toISOString();
  // Many batches, so that one which is tried again and again does not hold up all that is live.
  const { bed, titles, random, directory } = await setStage({ mapping: { batchSize: 100 } });
  const traffic = new Traffic(titles, random);
  // What comes later is not replayed: what the faults make of the live way must not be mended by the replays.
  await bed.put(await traffic.next(800));
  await bed.settled();
  const to = new Date().toISOString();
  const rules = faultsOf(bed.stack.names.stream, random).map((rule) => bed.stack.aws.faults.add(rule));

  const replays = ['first', 'second'].map((name) =>
    replayToTheEnd(bed, [
      ...['replay', 'stream', '--from', startedAt, '--to', to, '--rate', '300'],
      ...['--checkpoint', join(directory, `${name}.json`)],
    ]),
  );
  const replayed = Promise.all(replays);
  // Awaited below; until then a failure must not end the process.
  replayed.catch(() => undefined);
  const killed = { functions: 0 };
  for (let round = 0; round < 6; round++) {
    await bed.put(await traffic.next(150));
    await bed.put((await oddRecords(titles, random)).slice(0, 20));
    // Travels by claim check.
    await bed.put([largeReject(titles, 400_000, `large-${round}`)]);
    if (round % 2 === 1) await reshard(bed.stack, round % 4 === 1 ? 'split' : 'merge');
    killed.functions += killFunctions(bed);
  }
  await replayed;
  await bed.settled();
  expect(killed.functions, 'functions that were killed').toBeGreaterThan(0);
  const idle = bed.stack.aws.faults.list().filter((rule) => rule.struck === 0);
  rules.forEach((rule) => bed.stack.aws.faults.remove(rule));
  await bed.settled();
  await bed.expectModel('often');
  expect(idle, 'faults that never struck').toEqual([]);
});

const mostRuns = 20;

/** Again and again, as it says itself, where the queue took no more. */
async function replayToTheEnd(bed: StreamBed, args: readonly string[]): Promise<void> {
  for (let run = 1; run <= mostRuns; run++) {
    const { code, stdout, stderr } = await startSluice(bed, args).ended;
    if (code === 0) return;
    expect(stderr, `exit code ${code}\n${stdout}${stderr}`).toContain('the same command goes on from there');
  }
  throw new Error(`not at its end after ${mostRuns} runs: sluice ${args.join(' ')}`);
}

/** Kills the processes of the transform: whatever batch was in one fails, and is cut in two. */
function killFunctions({ stack: { aws, names } }: StreamBed): number {
  const { environments = [] } =
    aws.lambda.functions().find(({ name }) => name === names.functions.kinesisTransform) ?? {};
  for (const { pid } of environments) process.kill(pid, 'SIGKILL');
  return environments.length;
}
