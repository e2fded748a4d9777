import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import { CommanderError } from 'commander';
import { vi } from 'vitest';
import { listening } from '../listening.testing.js';
import { buildProgram } from '../program.js';
import { runCli, startCli, type Ended } from '../run-cli.testing.js';

/** A title.basics file: `bad` of its records lack their last field. */
export function titles(rows: number, bad = 0): string {
  const [header, ...lines] = [...sampleFileLines(titleBasics, { rows, seed: 7, faultRatio: 0 })].map(
    ({ line }) => line,
  );
  const spoilt = lines.map((line, index) => (index < bad ? line.slice(0, line.lastIndexOf('\t')) : line));
  return `${[header, ...spoilt].join('\n')}\n`;
}

const neverInterrupted = {
  signal: new AbortController().signal,
  exitCode: () => undefined,
  arrived: new Promise<void>(() => undefined),
};

/** What would lead to S3 if it were set where the tests run. */
const noAccount = Object.fromEntries(
  ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'].map(
    (name) => [name, undefined],
  ),
);

/** A folder of one test file, with a temp folder of its own, so that what stays behind is seen. */
export class CleanRuns {
  private constructor(readonly root: string) {}

  static async make(): Promise<CleanRuns> {
    return new CleanRuns(await mkdtemp(join(tmpdir(), 'sluice-clean-runs-')));
  }

  at(name: string): string {
    return join(this.root, name);
  }

  async write(name: string, content: string | Buffer): Promise<string> {
    await writeFile(this.at(name), content);
    return this.at(name);
  }

  async text(name: string): Promise<string> {
    const bytes = await readFile(this.at(name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  }

  async rejects(name: string): Promise<Record<string, unknown>[]> {
    const lines = (await this.text(name)).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Everything in it, hidden things too. */
  async names(folder = '.'): Promise<string[]> {
    return (await readdir(join(this.root, folder), { recursive: true })).sort();
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return runCli(this.arguments(args), { TMPDIR: this.root, ...env });
  }

  /**
   * The same command line in this process, which takes a tenth of the time; one at a time. What makes it a process
   * (signals, the end of its output, what another user may do) is for `run` and `start`.
   */
  async runHere(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const wanted: NodeJS.ProcessEnv = { ...noAccount, TMPDIR: this.root, ...env };
    for (const [name, value] of Object.entries(wanted)) vi.stubEnv(name, value);
    const command = ['node', 'sluice', ...this.arguments(args)];
    const outcome = { exitCode: 0 };
    const runs = async () => {
      try {
        await buildProgram(neverInterrupted, outcome).parseAsync(command);
        return outcome.exitCode;
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        return error.exitCode === 0 ? 0 : 2;
      }
    };
    try {
      const { result: code, ...said } = await listening(runs);
      return { code, ...said };
    } finally {
      vi.unstubAllEnvs();
    }
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return startCli(this.arguments(args), { TMPDIR: this.root, ...env });
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  private arguments(args: readonly string[]): string[] {
    return ['clean', ...(args.includes('--dataset') ? [] : ['--dataset', 'title-basics']), ...args];
  }
}

export interface Outcome {
  readonly read: number;
  readonly clean: number;
  readonly rejected: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** What `--json` printed; the run must have succeeded without a word besides. */
export function outcomeOf({ code, stdout, stderr }: Ended): Outcome {
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
  if (!/^[^\n]*\n$/.test(stdout)) throw new Error(`more than one line: ${stdout}`);
  return JSON.parse(stdout) as Outcome;
}

export interface WebServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A web server on loopback. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
