import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkspaceCopy } from './workspace-copy.testing.js';

const service = 'probe-of-generators-lambda';
const sample = 'saleId,soldAt,price\n1,2026-03-02T09:01:00Z,1.35\n2,2026-03-02T09:02:00Z,2.1\n';

let copy: WorkspaceCopy;
let generated: string;
beforeAll(async () => {
  copy = await WorkspaceCopy.make();
  await writeFile(join(copy.path, 'sample.csv'), sample);
  await copy.run('npx', 'nx', 'g', 'sluice:dataset', 'probe-plain');
  await copy.run('npx', 'nx', 'g', 'sluice:dataset', 'probe-sales', '--from', 'sample.csv');
  generated = await copy.run('npx', 'nx', 'g', 'sluice:service', service);
}, 180_000);
afterAll(() => copy.remove());

describe('what was generated', () => {
  it('is linked, and locked', async () => {
    expect(generated).toContain(`CREATE apps/${service}/src/handler.ts`);
    const lock = JSON.parse(await readFile(join(copy.path, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    expect(lock.packages).toHaveProperty([`node_modules/@sluice/${service}`]);
    await copy.run('npx', 'nx', 'sync:check');
  }, 60_000);

  it('is formatted', async () => {
    const made = [
      `apps/${service}`,
      'libs/contracts/src/datasets',
      'libs/contracts/snapshots',
      'tsconfig.json',
    ];
    await copy.run('npx', 'prettier', '--check', ...made);
  }, 60_000);

  it('is a service that is checked, tested, built and packaged', async () => {
    const targets = ['lint', 'typecheck', 'test', 'build', 'package'];
    await copy.run('npx', 'nx', 'run-many', '-t', ...targets, '-p', service, '--outputStyle=static');
    const zip = await readFile(join(copy.path, 'dist', 'artifacts', service, '0.1.0.zip'));
    expect(zip.subarray(0, 2).toString()).toBe('PK');
  }, 180_000);

  it('is two datasets that contracts are linted, typed, recorded and tested with', async () => {
    const targets = ['lint', 'typecheck', 'check', 'test'];
    await copy.run('npx', 'nx', 'run-many', '-t', ...targets, '-p', 'contracts', '--outputStyle=static');
  }, 180_000);

  it('is a dataset that is recorded, and cleans its sample', async () => {
    const sluice = ['tools/cli/bin/sluice.cjs'];
    const checked = await copy.run('node', ...sluice, 'contract', 'check');
    expect(checked).toContain('probe-plain v1: unchanged');
    expect(checked).toContain('probe-sales v1: unchanged');
    const args = [
      'clean',
      '--dataset',
      'probe-sales',
      '--in',
      'sample.csv',
      '--out',
      'clean.parquet',
      '--json',
    ];
    expect(await copy.run('node', ...sluice, ...args)).toMatch(/"read":2,"clean":2,"rejected":0/);
  }, 180_000);

  it('leaves the demo as it was', async () => {
    const said = await copy.run('npm', 'run', 'demo', '--', '--rows', '2000', '--records', '200', '--json');
    expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toMatchObject({ ok: true });
  }, 180_000);
});
