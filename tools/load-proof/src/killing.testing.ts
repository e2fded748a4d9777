import { CancelStatementCommand, DescribeStatementCommand } from '@aws-sdk/client-redshift-data';
import { expect, vi } from 'vitest';
import type { KillPoint } from './kill-points.testing.js';
import { settled, type ProcessorBed } from './processor-bed.testing.js';
import type { Worker } from './worker.testing.js';

/** What is handed to the processor in one go, by one of its lanes. */
export interface Delivery {
  readonly lane: 'files' | 'rows';
  send(): Promise<void>;
}

const patienceMs = 45_000;

/**
 * Kills the worker when it stands at the point, starts another, lets everything be delivered again and resolves when
 * all is acknowledged and nothing runs any more.
 * @returns the worker that lives
 */
export async function killAt(
  bed: ProcessorBed,
  worker: Worker,
  point: KillPoint,
  delivery: Delivery,
): Promise<Worker> {
  const { faults } = bed.aws;
  let victim = worker;
  const restarts = point.atStart === true || point.receivedBefore === true;
  if (restarts) {
    await victim.kill();
    await delivery.send();
    if (point.receivedBefore === true) await bed.receive(delivery.lane);
    bed.skipVisibility();
  }
  const rule = faults.add(point.rule);
  if (restarts) victim = bed.start();
  else await delivery.send();
  await within(
    patienceMs,
    faults.hasStruck(rule),
    () => `nothing came to: ${point.name}\n${victim.lines.join('\n')}`,
  );
  await victim.kill();

  const [begun] = await bed.loads();
  if (point.fate === 'is lost' && begun !== undefined)
    await bed.redshiftData.send(new CancelStatementCommand({ Id: begun.id }));
  if (point.fate !== 'is waited for') faults.remove(rule);
  const next = bed.start();
  bed.skipVisibility();
  if (point.fate === 'is waited for') await followed(bed, begun?.id, point);
  faults.remove(rule);
  await settled(bed);
  return next;
}

/** Kills the worker so many milliseconds after the delivery; as `killAt` otherwise. */
export async function killAfter(
  bed: ProcessorBed,
  worker: Worker,
  milliseconds: number,
  delivery: Delivery,
): Promise<Worker> {
  await delivery.send();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await worker.kill();
  const next = bed.start();
  bed.skipVisibility();
  await settled(bed);
  return next;
}

/** The second statement of a load takes the lock; who stands before a later one holds it. */
const lockStatement = 2;
const looks = 20;

/** Resolves when the next worker has sent its transaction, which then stands at the lock if the dead one's holds it. */
async function followed(bed: ProcessorBed, begun: string | undefined, { rule }: KillPoint): Promise<void> {
  let next: string | undefined;
  await eventually(async () => {
    next = (await bed.loads())[0]?.id;
    expect(next).not.toBe(begun);
  });
  const atLock = async (): Promise<string | undefined> => {
    const { SubStatements = [] } = await bed.redshiftData.send(new DescribeStatementCommand({ Id: next }));
    return SubStatements[lockStatement - 1]?.Status;
  };
  if ((rule.statement ?? 0) <= lockStatement) return;
  await eventually(async () => expect(['STARTED', 'FINISHED']).toContain(await atLock()));
  // That it does not go on can only be seen by looking again.
  for (let look = 0; look < looks; look++) expect(await atLock(), 'who waits for the lock').toBe('STARTED');
}

const eventually = (check: () => Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: patienceMs, interval: 5 });

async function within<T>(milliseconds: number, promise: Promise<T>, why: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(why())), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
