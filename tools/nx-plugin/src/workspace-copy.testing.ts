import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { workspace } from './workspace-tree.testing.js';

const run = promisify(execFile);

/** A copy of the workspace's files and of what is installed, for generators and builds to write into. */
export class WorkspaceCopy {
  private constructor(readonly path: string) {}

  static async make(): Promise<WorkspaceCopy> {
    // Hard links do not reach another file system, so where the workspace is, not always below the system's own folder.
    const path = await mkdtemp(join(tmpdir(), 'sluice-workspace-'));
    const args = ['ls-files', '-co', '--exclude-standard', '-z'];
    const { stdout } = await run('git', args, { cwd: workspace, maxBuffer: 1 << 26 });
    for (const file of stdout.split('\0').filter((each) => each !== '')) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await copyFile(join(workspace, file), join(path, file)).catch((error: NodeJS.ErrnoException) => {
        // Removed, and not committed yet.
        if (error.code !== 'ENOENT') throw error;
      });
    }
    await copyInstalled(path);
    return new WorkspaceCopy(path);
  }

  /** Runs a command as its user does; throws what it said when it failed. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NO_COLOR: '1',
    };
    delete env['SLUICE_SLOW_TESTS'];
    delete env['FORCE_COLOR'];
    // Those of the process that runs this test, and not of a user's.
    for (const name of Object.keys(env))
      if (/^(?:VITEST|INIT_CWD$|NX_TASK|NX_WORKSPACE)/.test(name)) delete env[name];
    const options = { cwd: this.path, env, maxBuffer: 1 << 26 };
    return run(command, args, options).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => {
        throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
      },
    );
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** What is installed, its files shared with the workspace where the file system can. */
async function copyInstalled(path: string): Promise<void> {
  const [from, to] = [join(workspace, 'node_modules'), join(path, 'node_modules')];
  const isShared = await run('cp', ['-al', from, to]).then(
    () => true,
    () => false,
  );
  if (!isShared) {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true, verbatimSymlinks: true });
    return;
  }
  // npm writes its list of what is installed in place, so that a shared one would change in the workspace as well.
  const list = '.package-lock.json';
  await rm(join(to, list), { force: true });
  await copyFile(join(from, list), join(to, list)).catch(() => undefined);
  await Promise.all(['.vite', '.cache'].map((each) => rm(join(to, each), { recursive: true, force: true })));
}
