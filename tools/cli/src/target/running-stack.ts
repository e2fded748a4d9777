import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@sluice/local-stack';
import * as z from 'zod';

const runningStackSchema = z.object({ pid: z.number().int().positive(), endpoint: z.url() });

export type RunningStack = z.infer<typeof runningStackSchema>;

const stateFile = (root: string) => join(root, '.sluice', 'running.json');

/** What `sluice local` runs now, if it does: a file whose process is gone says nothing. */
export async function findRunningStack(root: string): Promise<RunningStack | undefined> {
  try {
    const stack = runningStackSchema.parse(JSON.parse(await readFile(stateFile(root), 'utf8')));
    return isAlive(stack.pid) ? stack : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes this process's stack the one that other commands find, unless another runs already.
 * @returns whether they find it
 */
export async function announceRunningStack(root: string, endpoint: string): Promise<boolean> {
  const running = await findRunningStack(root);
  if (running !== undefined && running.pid !== process.pid) return false;
  await mkdir(join(root, '.sluice'), { recursive: true });
  const half = `${stateFile(root)}.${process.pid}`;
  await writeFile(half, JSON.stringify({ pid: process.pid, endpoint } satisfies RunningStack));
  await rename(half, stateFile(root));
  return true;
}

/** Only if it is still this process's own. */
export async function withdrawRunningStack(root: string): Promise<void> {
  const stack = await findRunningStack(root);
  if (stack?.pid === process.pid) await rm(stateFile(root), { force: true });
}
