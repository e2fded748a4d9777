import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root, startNode } from '../run-cli.testing.js';
import { CleanRuns, outcomeOf, titles } from './clean-runs.testing.js';

const image = join(root, 'apps', 'fargate-processor', 'dist', 'main.cjs');
let runs: CleanRuns;
beforeAll(async () => {
  runs = await CleanRuns.make();
  await runs.write('in.tsv', titles(100, 1));
});
afterAll(() => runs.remove());

/** As the container is started, with no variable at all. */
const run = (...args: string[]) => startNode([image, ...args], { env: {}, cwd: runs.root }).ended;
const job = ['clean', '--dataset', 'title-basics', '--in', 'in.tsv', '--out'];

it('the image alone cleans a file', async () => {
  expect(outcomeOf(await run(...job, 'out.parquet', '--json'))).toMatchObject({ read: 100, clean: 99 });
  expect(await runs.names()).toEqual(['in.tsv', 'out.parquet', 'out.parquet.rejects.ndjson.gz']);
});

it('a mistake in the call is said in one line', async () => {
  const { code, stdout, stderr } = await run(...job, 'x.tsv', '--bogus');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^sluice: [^\n]*unknown option '--bogus'[^\n]*\(see clean --help\)\n$/);
});

it('so is a file that is bad as a whole', async () => {
  await runs.write('empty.tsv', '');
  const { code, stderr } = await run(...job.slice(0, 4), 'empty.tsv', '--out', 'x.tsv');
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringMatching(/^sluice: empty_file: [^\n]+\n$/),
  });
});

it('without the command it is the service, which needs its variables', async () => {
  const { code, stderr } = await run();
  expect(code).toBe(2);
  expect(stderr).toMatch(/^configuration: AWS_REGION is not set/);
});
