import { expect } from 'vitest';
import { eventually } from './eventually.testing.js';
import type { FailureBed } from './failure-bed.testing.js';
import { processorLog } from './seen.testing.js';

/** Whether the processor, one task, is halted, by what it says. */
export async function isHalted(bed: FailureBed): Promise<boolean> {
  const lines = await processorLog(bed);
  const at = (says: (message: string) => boolean) => lines.findLastIndex(({ msg = '' }) => says(msg));
  // A task that starts is not halted until it says so.
  const over = at((message) => message === 'halt is over' || message === 'health endpoint listens');
  return at((message) => message.startsWith('halted')) > over;
}

export const untilHalted = (bed: FailureBed): Promise<void> =>
  eventually(async () => expect(await isHalted(bed), 'it is halted').toBe(true));
