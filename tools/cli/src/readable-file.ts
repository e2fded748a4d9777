import { access, constants, stat } from 'node:fs/promises';
import { CliError } from './cli-error.js';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'cannot be read: check its permissions',
  EPERM: 'cannot be read: check its permissions',
  ELOOP: 'is a circular link',
  ENAMETOOLONG: 'has a name that is too long',
};

/** The size of a file that can be read; throws what to say when it is none. */
export async function readableFile(path: string): Promise<{ sizeBytes: number }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new CliError(`${path} is not a file`);
    await access(path, constants.R_OK);
    return { sizeBytes: found.size };
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CliError(`${path} ${problems[code] ?? `cannot be read (${code})`}`, 1, { cause: error });
  }
}
