import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFileLines, titleBasics } from '@sluice/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.testing.js';
import { exampleCalls } from './describe-use.js';
import { startLocal } from './running-local.testing.js';

const hasAwsCli = spawnSync('aws', ['--version']).status === 0;

describe.skipIf(!hasAwsCli)('what sluice local prints for people', () => {
  let running: Awaited<ReturnType<typeof startLocal>>;
  beforeAll(async () => {
    running = await startLocal();
  });
  afterAll(() => running.close());

  it('has calls of the aws CLI that work', async () => {
    const { folder, stack } = running;
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
