import { randomUUID } from 'node:crypto';

/** Identity of one load attempt: sorts by time, unique whoever makes it. */
export function newLoadId(now: Date): string {
  return `${now.toISOString().replace(/[-:]|\.\d+Z$/g, '')}-${randomUUID()}`;
}
