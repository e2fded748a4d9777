import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.js';
import { checkpointSchema, type Checkpoint } from './checkpoint.js';
import type { Window } from './moment.js';

/** Where a replay keeps how far it has come. */
export interface CheckpointStore {
  /** Undefined when there is none. */
  load(): Promise<Checkpoint | undefined>;
  /** Durable when it resolves. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** `.sluice/replay/<env>-<stream>-from-<T>[-to-<T>].json`: the same command finds its own again. */
export function defaultCheckpointPath(
  root: string,
  environment: string,
  stream: string,
  { from, to }: Window,
): string {
  const name = [environment, stream, 'from', from.text, ...(to === undefined ? [] : ['to', to.text])];
  return join(root, '.sluice', 'replay', `${name.join('-').replaceAll(':', '.')}.json`);
}

export function checkpointFile(path: string): CheckpointStore {
  return { load: () => load(path), save: (checkpoint) => save(path, checkpoint) };
}

async function load(path: string): Promise<Checkpoint | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new CliError(`the checkpoint ${path} cannot be read (${code})`, 1, { cause: error });
  }
  const checkpoint = checkpointSchema.safeParse(jsonOf(text));
  if (checkpoint.success) return checkpoint.data;
  const [issue] = checkpoint.error.issues;
  throw new CliError(
    `${path} is no checkpoint of a replay (${[...(issue?.path ?? []), issue?.message].join(': ')}): name another with --checkpoint, or begin anew with --restart, which replaces it`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The old one stands until the new one is whole on disk. */
async function save(path: string, checkpoint: Checkpoint): Promise<void> {
  const half = `${path}.${process.pid}.half`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(half, 'w');
    try {
      await file.writeFile(`${JSON.stringify(checkpoint, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(half, { force: true }).catch(() => undefined);
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CliError(`the checkpoint ${path} cannot be written (${code})`, 1, { cause: error });
  }
}

/** Makes the rename itself durable. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Writes one after the other; what comes while one is written goes into the next, whoever waits for it. */
export function latestOnly(save: CheckpointStore['save']): CheckpointStore['save'] {
  let latest: Checkpoint;
  let waiting: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  return (checkpoint) => {
    latest = checkpoint;
    waiting ??= last = last
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return save(latest);
      });
    return waiting;
  };
}
