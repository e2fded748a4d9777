import { mkdtemp, mkdir, cp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';
import { resolveTarget } from './resolve-target.js';
import { announceRunningStack, withdrawRunningStack } from './running-stack.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-target-'));
  await mkdir(join(root, 'infra'));
  await cp(join(workspace, 'infra', 'topology.json'), join(root, 'infra', 'topology.json'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const real = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('resolveTarget', () => {
  it('takes --endpoint before AWS_ENDPOINT_URL', async () => {
    const variables = { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' };
    expect((await resolveTarget({ endpoint: 'http://127.0.0.1:1/' }, root, variables)).endpoint).toBe(
      'http://127.0.0.1:1',
    );
    expect((await resolveTarget({}, root, variables)).endpoint).toBe('http://127.0.0.1:2');
  });

  it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])(
    'never sends real credentials to %s',
    async (endpoint) => {
      const target = await resolveTarget({ endpoint }, root, real);
      expect(target.credentials).toMatchObject({ accessKeyId: 'sluice-cli' });
    },
  );

  it('has a region of its own only for loopback', async () => {
    expect((await resolveTarget({ endpoint: 'http://127.0.0.1:1' }, root, {})).region).toBe('eu-west-1');
    await expect(resolveTarget({ endpoint: 'http://stack.example:1' }, root, {})).rejects.toThrow(
      /AWS_REGION/,
    );
  });

  it('is AWS itself for another environment, whose buckets end with the account', async () => {
    const accountOf = vi.fn(async () => '123456789012');
    const target = await resolveTarget({ env: 'dev' }, root, real, accountOf);
    expect(accountOf).toHaveBeenCalledWith('eu-central-1');
    expect(target).toMatchObject({
      endpoint: undefined,
      region: 'eu-central-1',
      credentials: undefined,
      environment: 'dev',
      names: { landingBucket: 'sluice-dev-landing-123456789012', stream: 'sluice-dev-records' },
    });
  });

  it('asks for no account where AWS is spoken by another', async () => {
    const accountOf = vi.fn(async () => '123456789012');
    const { names } = await resolveTarget({ env: 'dev', endpoint: 'http://stack:1' }, root, real, accountOf);
    expect(names.landingBucket).toBe('sluice-dev-landing');
    expect(accountOf).not.toHaveBeenCalled();
  });

  it('finds the running local stack, and only while it runs', async () => {
    expect(await announceRunningStack(root, 'http://127.0.0.1:4321')).toBe(true);
    expect((await resolveTarget({}, root, {})).endpoint).toBe('http://127.0.0.1:4321');
    await withdrawRunningStack(root);
    await expect(resolveTarget({}, root, {})).rejects.toThrow(/no local stack is running: start one with/);
  });

  it('keeps to the stack that ran first, and forgets one that was killed', async () => {
    const file = join(root, '.sluice', 'running.json');
    await mkdir(join(root, '.sluice'));
    await writeFile(file, JSON.stringify({ pid: process.ppid, endpoint: 'http://127.0.0.1:1111' }));
    expect(await announceRunningStack(root, 'http://127.0.0.1:4321')).toBe(false);
    await withdrawRunningStack(root);
    expect((await resolveTarget({}, root, {})).endpoint).toBe('http://127.0.0.1:1111');
    await writeFile(file, JSON.stringify({ pid: 2 ** 22 + 1, endpoint: 'http://127.0.0.1:1111' }));
    expect(await announceRunningStack(root, 'http://127.0.0.1:4321')).toBe(true);
  });
});
