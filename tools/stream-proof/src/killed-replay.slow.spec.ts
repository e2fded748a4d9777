import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { setStage } from './beds.testing.js';
import { eventually } from './eventually.testing.js';
import { reshard } from './resharding.testing.js';
import { testSeed } from './seed.testing.js';
import { startSluice, type Ended } from './sluice.testing.js';
import type { StreamBed } from './stream-bed.testing.js';
import { emptyTables } from './tables.testing.js';
import { Traffic } from './traffic.js';

const rounds = 9;
const recordsARound = 400;
const leastKills = 3;
/** Records a second: a replay takes some nine seconds. */
const rate = 400;
/** Of records, in which it gets on before it is killed. */
const mostProgress = 300;
/** Where it stands when it is killed: its call is not done, is done but not answered, or it does anything at all. */
const ways = ['hold', 'hold-after', 'anything'] as const;

it(`a replay that is killed again and again loses nothing, and doubles nothing; seed ${testSeed}`, async () => {
  const startedAt = new Date().toISOString();
  const { bed, titles, random, directory } = await setStage();
  const traffic = new Traffic(titles, random);
  for (let round = 0; round < rounds; round++) {
    await bed.put(await traffic.next(recordsARound));
    // The replay has parents to read before their children.
    if (round % 3 === 1) await reshard(bed.stack, round === 1 ? 'split' : 'merge');
  }
  await bed.settled();
  await bed.expectModel('once');
  // From here on all that is in the warehouse came by the replay.
  await emptyTables(bed);

  const checkpoint = join(directory, 'checkpoint.json');
  const replay = [
    ...['replay', 'stream', '--from', startedAt],
    ...['--rate', String(rate), '--checkpoint', checkpoint],
  ];
  const reached = [0];
  for (let way = random.below(ways.length); ; way++) {
    const run = startSluice(bed, replay);
    const isOver = run.ended.then(() => true);
    const before = reached.at(-1) ?? 0;
    const until = before + 1 + random.below(mostProgress);
    // Read again and again: nobody else tells how far it is.
    while ((await recordsBy(checkpoint)) < until && !(await Promise.race([isOver, pause(10, false)])));
    const { code, stdout, stderr } = await killed(bed, run, ways[way % ways.length], random.below(300));
    if (code === 0) break;
    expect(code, `${stdout}${stderr}`).toBeNull();
    reached.push(await recordsBy(checkpoint));
    expect(reached.at(-1), 'what an earlier run had sent').toBeGreaterThanOrEqual(before);
  }
  expect(reached.length - 1, `kills: ${String(reached)}`).toBeGreaterThanOrEqual(leastKills);
  await bed.drained();
  await bed.expectModel('often');
});

/** Kills it in that way, unless it ends before. */
async function killed(
  { stack: { aws } }: StreamBed,
  run: ReturnType<typeof startSluice>,
  kind: (typeof ways)[number] | undefined,
  milliseconds: number,
): Promise<Ended> {
  if (kind === undefined || kind === 'anything') {
    await Promise.race([run.ended, pause(milliseconds)]);
    run.kill();
    return run.ended;
  }
  const send = { service: 'sqs', operation: 'SendMessageBatch' };
  const abandoned = () => aws.requests.list().filter(({ status }) => status === 0).length;
  const rule = aws.faults.add({ ...send, kind, times: 1 });
  await Promise.race([run.ended, aws.faults.hasStruck(rule)]);
  const before = abandoned();
  run.kill();
  const ended = await run.ended;
  // What is held is done when it is let go, unless its caller was missed by then.
  if (ended.code === null) await eventually(async () => expect(abandoned()).toBeGreaterThan(before));
  aws.faults.remove(rule);
  return ended;
}

/** What a checkpoint says is on the queue; 0 where there is none yet. */
async function recordsBy(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '{"records":0}');
  return (JSON.parse(text) as { records: number }).records;
}
