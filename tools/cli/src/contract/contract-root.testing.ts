import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';

const installed = join(workspace, 'node_modules');

/** A copy of the workspace's contracts, for commands to write into. */
export class ContractRoot {
  private constructor(readonly path: string) {}

  static async make(): Promise<ContractRoot> {
    const path = await mkdtemp(join(tmpdir(), 'sluice-contract-'));
    const library = join('libs', 'contracts', 'src');
    await cp(join(workspace, library), join(path, library), {
      recursive: true,
      filter: (source) => !/\.(?:spec|testing)\.ts$|__golden__/.test(basename(source)),
    });
    await cp(join(workspace, 'infra/topology.json'), join(path, 'infra/topology.json'));
    return new ContractRoot(path);
  }

  read(file: string): Promise<string> {
    return readFile(join(this.path, file), 'utf8');
  }

  /**
   * Builds a program with the contracts of this copy, as the apps are built with their own.
   * @returns the program's path; it may ask for what the workspace has installed
   */
  async build(program: string): Promise<string> {
    const outfile = join(this.path, 'tools/cli/dist/main.cjs');
    await build({
      stdin: { contents: program, resolveDir: join(workspace, 'tools/cli/src'), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
      conditions: ['@sluice/source'],
      alias: { '@sluice/contracts': join(this.path, 'libs/contracts/src/index.ts') },
      nodePaths: [installed],
      external: ['@duckdb/node-api', 'libpg-query'],
    });
    return outfile;
  }

  /** Builds a program and runs it. */
  async run(program: string, args: readonly string[]) {
    const path = await this.build(program);
    const { stdout, stderr, status } = spawnSync(process.execPath, [path, ...args], {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: installed },
    });
    return { stdout, stderr, code: status };
  }

  async snapshots(): Promise<string[]> {
    return (await readdir(join(this.path, 'libs/contracts/snapshots'))).sort();
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** What a command writes to standard output. */
export async function said(command: () => unknown): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await command();
  } finally {
    write.mockRestore();
  }
  return text;
}
