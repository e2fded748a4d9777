import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { vi } from 'vitest';

const require = createRequire(import.meta.url);

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a plain program in this process, as `node path ...args` would: it says its exit code by `process.exitCode` and
 * has ended when it is loaded. A process of its own takes twenty times as long.
 */
export function runProgram(path: string, args: readonly string[]): Ended {
  const { argv, exitCode } = process;
  let stdout = '';
  let stderr = '';
  const out = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => ((stdout += String(text)), true));
  const err = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => ((stderr += String(text)), true));
  process.argv = [process.execPath, path, ...args];
  process.exitCode = undefined;
  try {
    forget(dirname(path));
    require(path);
    return { status: Number(process.exitCode ?? 0), stdout, stderr };
  } finally {
    process.argv = argv;
    process.exitCode = exitCode;
    out.mockRestore();
    err.mockRestore();
  }
}

/** What is loaded once stays loaded, and would not run again. */
function forget(folder: string): void {
  for (const file of Object.keys(require.cache)) if (dirname(file) === folder) delete require.cache[file];
}
