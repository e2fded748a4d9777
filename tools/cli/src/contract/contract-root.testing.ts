import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { vi } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';
import { contractList, listWith } from './register-contract.js';

const installed = join(workspace, 'node_modules');

/** The datasets that the copy has, whatever others the workspace has: what tests add may be called as one of those. */
const copied = ['title-basics', 'title-ratings'];
/** Of the folder of datasets, what is no contract. */
const beside = ['contracts', 'registry', 'unrouted'];

/** Whether a file of `libs/contracts/src` belongs into the copy. */
function isCopied(source: string): boolean {
  if (/\.(?:spec|testing)\.ts$|__golden__/.test(basename(source))) return false;
  return basename(dirname(source)) !== 'datasets' || [...copied, ...beside].includes(basename(source, '.ts'));
}

/** A copy of the workspace's contracts, for commands to write into. */
export class ContractRoot {
  private constructor(readonly path: string) {}

  static async make(): Promise<ContractRoot> {
    const path = await mkdtemp(join(tmpdir(), 'sluice-contract-'));
    const library = join('libs', 'contracts', 'src');
    await cp(join(workspace, library), join(path, library), {
      recursive: true,
      filter: isCopied,
    });
    await writeFile(
      join(path, contractList),
      copied.reduce((text, name) => listWith(text, name), ''),
    );
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
