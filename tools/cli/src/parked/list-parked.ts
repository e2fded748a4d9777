import type { Interrupt } from '../interrupt.js';
import { createProgress } from '../replay/progress.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf } from '../target/target-clients.js';
import { counted } from '../terminal/table.js';
import { reportParked } from './list-report.js';
import { isReadable, parkedObjects, type Parked, type UnreadableParked } from './parked-objects.js';

export interface ListParkedOptions {
  readonly dataset?: string | undefined;
  readonly reason?: string | undefined;
  /** With the message itself. */
  readonly full: boolean;
  readonly json: boolean;
}

/**
 * Lists what is parked, from the objects: the queue only tells of them, and forgets.
 * @returns the exit code: 0 listed, 1 some objects cannot be read
 */
export async function listParked(
  options: ListParkedOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const deployment = await target();
  const bucket = deployment.names.quarantineBucket;
  const progress = createProgress(`Reading what is parked in ${bucket}`);
  const parked: Parked[] = [];
  const unreadable: UnreadableParked[] = [];
  try {
    for await (const object of parkedObjects(objectStoreOf(deployment), bucket, options, interrupt.signal)) {
      if (isReadable(object)) parked.push(object);
      else unreadable.push(object);
      progress.show(() => counted(parked.length + unreadable.length, 'object'));
    }
  } finally {
    progress.end();
  }
  process.stdout.write(reportParked({ bucket, parked, unreadable }, options));
  return unreadable.length === 0 ? 0 : 1;
}
