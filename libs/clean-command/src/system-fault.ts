const problems: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: check the path',
  ENOTDIR: 'does not exist: a part of the path is no folder',
  EACCES: 'may not be used by this user: check its permissions',
  EPERM: 'may not be used by this user: check its permissions',
  EROFS: 'is on a read-only file system',
  ELOOP: 'is a circular link: check the path',
  ENAMETOOLONG: 'has a name that is too long: name another place',
  EISDIR: 'is a folder: name a file',
  EEXIST: 'is in the way: remove it or name another place',
  ENOTEMPTY: 'is in the way: remove it or name another place',
  ENOSPC: 'is on a disk that is full: make room or name another place',
  EDQUOT: 'is beyond the disk quota: make room or name another place',
  EFBIG: 'is larger than files may be here: name another place',
  EBUSY: 'is in use: try again later',
  EMFILE: 'cannot be opened: this user has too many files open',
  ENFILE: 'cannot be opened: the system has too many files open',
  EIO: 'cannot be read or written: the disk reports an error',
};

/** What the operating system's error means for the file it is about; undefined for errors of others. */
export function systemFault(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return problems[code ?? ''] ?? `cannot be used (${code})`;
}
