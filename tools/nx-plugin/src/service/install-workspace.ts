import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { logger } from '@nx/devkit';

/**
 * Links the new workspace, and writes what READMEs say of the projects. What it depends on is installed already, so that
 * no registry is needed.
 * @throws {Error} when npm failed; what was generated stays
 */
export function installWorkspace(root: string): void {
  // npm is a script on Windows, which only a shell starts.
  const shell = process.platform === 'win32';
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  if (spawnSync('npm', install, { cwd: root, stdio: 'inherit', shell }).status !== 0)
    throw new Error('the files are written, but npm install failed: mend what it says, and run it again');
  const docs = join(root, 'tools', 'project-docs', 'bin', 'docs.cjs');
  // A README that another has broken is no reason to call what stands here failed.
  if (spawnSync(process.execPath, [docs], { cwd: root, stdio: 'inherit' }).status !== 0)
    logger.warn('npm run docs failed: mend what it says above, and run it again');
}
