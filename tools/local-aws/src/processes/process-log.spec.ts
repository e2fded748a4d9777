import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MetricDatum } from '../kernel/ports.js';
import { openProcessLog, type ProcessLog } from './process-log.js';

let directory: string;
let path: string;
let log: ProcessLog;
let warnings: string[];
const metrics: MetricDatum[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'process-log-'));
  path = join(directory, 'logs', 'task.log');
  warnings = [];
  log = openProcessLog(
    path,
    { put: (datum) => void metrics.push(datum) },
    (text) => void warnings.push(text),
  );
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ended = (output: PassThrough) => new Promise((resolve) => output.once('close', resolve));

/** What stands in the file when all of these chunks have been followed. */
async function written(...chunks: readonly string[]): Promise<string> {
  const output = new PassThrough();
  log.attach(output);
  for (const chunk of chunks) output.write(chunk);
  output.end();
  await ended(output);
  await log.close();
  return readFile(path, 'utf8');
}

it('writes whole lines, however they arrive, and the rest at the end', async () => {
  expect(await written('fi', 'rst\nsec', 'ond\n', '\n', 'last')).toBe('first\nsecond\n\nlast\n');
  expect(warnings).toEqual([]);
});

it('keeps several writers from breaking each other’s lines', async () => {
  const [one, another] = [new PassThrough(), new PassThrough()];
  log.attach(one);
  log.attach(another);
  another.write('of anot');
  one.end('of one\n');
  await ended(one);
  another.end('her\n');
  await ended(another);
  await log.close();
  expect(await readFile(path, 'utf8')).toBe('of one\nof another\n');
});

it('cuts a line without end instead of holding all of it', async () => {
  const lines = (await written(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)))).trim().split('\n');
  expect(lines.join('')).toBe('x'.repeat(1_000_000));
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(300_000);
});

it('warns of a file that it cannot write, and goes on', async () => {
  const broken = openProcessLog(directory, { put: () => undefined }, (text) => void warnings.push(text));
  broken.line('lost');
  await expect.poll(() => warnings).toEqual([expect.stringContaining('EISDIR')]);
  broken.line('lost as well');
  await log.close();
});
