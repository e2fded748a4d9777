import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { EnvironmentError, UsageError } from '../failures.js';
import { systemFault } from '../system-fault.js';
import type { OpenSource, Source } from './source.js';

/**
 * A file on disk, read where it stands. A folder, a FIFO or a device is a mistake in the call; what is missing or
 * may not be read is a fault of the environment.
 */
export function pathSource(path: string): Source {
  return {
    async open(): Promise<OpenSource> {
      const sizeBytes = await readableSize(path);
      return {
        hints: { names: [basename(path)] },
        sizeBytes,
        fetch: async () => ({ path }),
        close: () => undefined,
      };
    },
  };
}

async function readableSize(path: string): Promise<number> {
  try {
    // Opening a FIFO would wait for a writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await file.stat();
      if (found.isDirectory()) throw new UsageError(`${path} is a folder: name one file with --in`);
      if (!found.isFile()) throw new UsageError(`${path} is not a regular file: write it to one first`);
      return found.size;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // A socket cannot be opened at all.
    if ((error as NodeJS.ErrnoException).code === 'ENXIO')
      throw new UsageError(`${path} is not a regular file: write it to one first`);
    throw new EnvironmentError(`${path} ${systemFault(error) ?? 'cannot be read'}`, { cause: error });
  }
}
