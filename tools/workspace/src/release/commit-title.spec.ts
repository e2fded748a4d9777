import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from './run-program.testing.js';

const program = join(import.meta.dirname, '..', '..', 'bin', 'commit-title.cjs');
const check = (...args: string[]) => runProgram(program, args);

it.each([
  'fix(contracts): a null in a list has a reason',
  'feat(message-schemas)!: RowBatch has no version 1 any more',
  'feat(contracts,file-cleaning): lists of dates',
  'fix: what concerns everything',
  'chore(release): new versions',
  'docs(anything at all): a page',
])('takes “%s”', (title) => {
  expect(check(title)).toMatchObject({ status: 0, stderr: '' });
});

it.each([
  ['feat(infra)!: queues have other names', /“infra” is no project/],
  ['fix(contracts,nonsense): a reason', /“nonsense” is no project/],
  ['chore(apps)!: Node 20 is gone', /“apps” is no project/],
  ['fix(): a reason', /“” is no project/],
  ['fix(constructor): a reason', /“constructor” is no project/],
  ['feature(contracts): a reason', /feature is no type: take one of feat, fix/],
  ['Fix a reason', /it is not <type>/],
  ['fix(contracts):', /it is not <type>/],
  ['fix(contracts) : a reason', /it is not <type>/],
])('refuses “%s”', (title, why) => {
  const { status, stderr } = check(title);
  expect([status, stderr]).toEqual([1, expect.stringMatching(why)]);
});

it('wants one title', () => {
  for (const args of [[], ['fix:', 'two']])
    expect(check(...args)).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
});

it.each([
  ['fix(contracts): a null in a list has a reason', 0],
  ['feat(infra)!: queues have other names', 1],
])('ends the process: “%s” with %j', (title, exitCode) => {
  const { status, stderr } = spawnSync(process.execPath, [program, title], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([exitCode, check(title).stderr]);
});
