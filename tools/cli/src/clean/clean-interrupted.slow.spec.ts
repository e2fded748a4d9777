import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CleanRuns, outcomeOf, serve, titles, type WebServer } from './clean-runs.testing.js';

const content = titles(2000, 5);
/** The same rows over and over: takes a while to clean, and no time to make. */
const copies = 100;
const large = content.replace(
  /^[^\n]*\n/,
  (header) => header + content.slice(header.length).repeat(copies - 1),
);
let runs: CleanRuns;
let web: WebServer;
/** Answers that have sent half of the content and wait. */
let waiting: ServerResponse[];
beforeEach(async () => {
  runs = await CleanRuns.make();
  waiting = [];
  web = await serve((_, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(content) });
    response.write(content.slice(0, content.length / 2), () => waiting.push(response));
  });
});
afterEach(async () => {
  await web.stop();
  await runs.remove();
});

const half = Math.floor(content.length / 2);
const fetching = () => ['--in', `${web.url}/in.tsv`, '--out', runs.at('out.tsv'), '--json'];
const untilFetching = (count = 1) =>
  vi.waitFor(() => expect(waiting).toHaveLength(count), { timeout: 15_000, interval: 20 });
const untilCleaning = () =>
  vi.waitFor(async () => expect((await runs.names()).some((name) => name.endsWith('/engine'))).toBe(true), {
    timeout: 15_000,
    interval: 5,
  });
const isWorkFolder = (name: string) => /^\.?sluice-clean-[^/]*$/.test(name);

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, exitCode) => {
  it('while it fetches leaves nothing behind', async () => {
    const { child, ended } = runs.start(fetching());
    await untilFetching();
    child.kill(signal);
    expect(await ended).toEqual({ code: exitCode, stdout: '', stderr: 'sluice: interrupted.\n' });
    expect(await runs.names()).toEqual([]);
  });

  it('while it cleans leaves nothing behind', async () => {
    await runs.write('in.tsv', large);
    const { child, ended } = runs.start(['--in', runs.at('in.tsv'), '--out', runs.at('out/'), '--json']);
    await untilCleaning();
    child.kill(signal);
    expect(await ended).toEqual({ code: exitCode, stdout: '', stderr: 'sluice: interrupted.\n' });
    expect(await runs.names()).toEqual(['in.tsv']);
  });
});

describe('SIGKILL', () => {
  it('while it cleans leaves nothing at the output, and the next run clears up', async () => {
    await runs.write('in.tsv', large);
    const args = ['--in', runs.at('in.tsv'), '--out', runs.at('out.tsv'), '--json'];
    const { child, ended } = runs.start(args);
    await untilCleaning();
    child.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    const left = await runs.names();
    expect(left).not.toContain('out.tsv');
    expect(left.some(isWorkFolder)).toBe(true);
    expect(outcomeOf(await runs.run(args)).clean).toBe(1995 * copies);
    expect(await runs.names()).toEqual(['in.tsv', 'out.tsv', 'out.tsv.rejects.ndjson.gz']);
  });

  it('while it fetches leaves what the next run clears up', async () => {
    const { child, ended } = runs.start(fetching());
    await untilFetching();
    child.kill('SIGKILL');
    await ended;
    expect((await runs.names()).filter(isWorkFolder).length).toBeGreaterThan(1);
    const again = runs.start(fetching());
    await untilFetching(2);
    waiting[1]?.end(content.slice(half));
    outcomeOf(await again.ended);
    expect(await runs.names()).toEqual(['out.tsv', 'out.tsv.rejects.ndjson.gz']);
  });
});

it('two runs in one folder do not disturb each other', async () => {
  const first = runs.start(fetching());
  await untilFetching();
  const second = runs.start([...fetching().slice(0, 3), runs.at('other.tsv'), '--json']);
  await untilFetching(2);
  waiting[1]?.end(content.slice(half));
  expect(outcomeOf(await second.ended).clean).toBe(1995);
  waiting[0]?.end(content.slice(half));
  expect(outcomeOf(await first.ended).clean).toBe(1995);
  expect(await runs.text('out.tsv')).toBe(await runs.text('other.tsv'));
});
