import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

export const sha256Of = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

/** What the system itself says of a live process, whatever whoever started it says. */
export interface ProcessEvidence {
  /** The processes that it descends from, its parent first. */
  readonly ancestors: readonly number[];
  /** The words of its command line. */
  readonly commandLine: readonly string[];
  /** SHA-256 of every regular file that it holds open, by the file's path; of its bytes now, even if it was replaced. */
  readonly openFiles: ReadonlyMap<string, string>;
}

/** Linux alone tells so much of another process without further tools; elsewhere a test can only see that it lives. */
export const tellsOfProcesses = existsSync('/proc/self/fd');

/** Throws when there is no such process. */
export const evidenceOf = (pid: number): ProcessEvidence => ({
  ancestors: ancestorsOf(pid),
  commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'),
  openFiles: openFilesOf(pid),
});

function ancestorsOf(pid: number): readonly number[] {
  const parent = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return parent === 0 ? [] : [parent, ...ancestorsOf(parent)];
}

function openFilesOf(pid: number): ReadonlyMap<string, string> {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).flatMap((descriptor): [string, string][] => {
    try {
      return [[readlinkSync(`${folder}/${descriptor}`), `${folder}/${descriptor}`]];
    } catch {
      // Closed since the folder was read.
      return [];
    }
  });
  // Pipes, sockets and the like have no path; logs and databases are none of our business here.
  const bundles = links.filter(([path]) => /\.[cm]?js$/.test(path));
  return new Map(bundles.map(([path, descriptor]) => [path, sha256Of(descriptor)]));
}
