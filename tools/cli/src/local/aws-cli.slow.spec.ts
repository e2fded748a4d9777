import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import type { StackDescription } from '@sluice/local-stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCli, startCli } from '../run-cli.testing.js';
import { exampleCalls } from './describe-use.js';

const hasAwsCli = spawnSync('aws', ['--version']).status === 0;

describe.skipIf(!hasAwsCli)('what sluice local prints for people', () => {
  let folder: string;
  let local: ReturnType<typeof startCli>;
  let stack: StackDescription;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-local-'));
    local = startCli(['local', '--port', '0', '--dir', join(folder, 'state'), '--json']);
    await vi.waitFor(() => expect(local.output.stdout).toContain('\n'), { timeout: 50_000, interval: 50 });
    stack = JSON.parse(local.output.stdout) as StackDescription;
  });
  afterAll(async () => {
    local.child.kill('SIGTERM');
    await local.ended;
    await rm(folder, { recursive: true, force: true });
  });

  it('has calls of the aws CLI that work', async () => {
    // Of a prefix with nothing in it `aws s3 ls` says so by failing.
    const file = join(folder, 'titles.tsv');
    const lines = [...sampleFileLines(titleBasics, { rows: 5, seed: 1, faultRatio: 0 })];
    await writeFile(file, lines.map(({ line }) => `${line}\n`).join(''));
    const put = ['put', 'file', '--dataset', titleBasics.name, file, '--endpoint', stack.endpoint];
    expect(await runCli(put)).toMatchObject({ code: 0 });
    for (const call of exampleCalls(stack))
      execFileSync('sh', ['-c', `aws --endpoint-url ${stack.endpoint} ${call}`], {
        env: {
          ...process.env,
          AWS_DEFAULT_REGION: stack.region,
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
  }, 120_000);
});
