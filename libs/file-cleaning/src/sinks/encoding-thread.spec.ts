import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyRow, everyColumn } from '../columns/any-values.testing.js';
import type { RowGroup } from '../columns/column-vector.js';
import { CleaningEnvironmentError } from '../errors.js';
import { parquetSink } from './parquet-sink.js';
import { bytesIn, Desk, namesIn, rowGroup } from './written-rows.testing.js';

/** As bundles get it. */
const { define } = createRequire(import.meta.url)('../../../../tools/esbuild.config.cjs') as {
  define: { ENCODING_THREAD_SCRIPT: string };
};
const script = JSON.parse(define.ENCODING_THREAD_SCRIPT) as string;

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const samplesOf = (seed: number, rows: number, count = 1) =>
  fc.sample(fc.array(anyRow, { minLength: 1, maxLength: rows }), { seed, numRuns: count });

/** The rows, and then as many with one long text as make it full, so that the thread is started for it. */
function fullGroup(sample: readonly (readonly (string | null)[])[]): RowGroup {
  const group = rowGroup(everyColumn, sample);
  for (let row = 0; !group.isFull; row++)
    group.columns.forEach((vector, index) =>
      vector.appendValue(
        everyColumn[index]?.parquetType === 'VARCHAR'
          ? `${row} ${longText}`
          : (sample[row % sample.length]?.[index] ?? null),
      ),
    );
  return group;
}

/** Nothing makes it smaller. */
const longText = createHash('shake256', { outputLength: 24_000 }).update('long').digest('base64');

async function openSink(threadScript: string | undefined, partBytes = Infinity) {
  const directory = await desk.directory();
  const sink = parquetSink({ directory, name: 'rows', columns: everyColumn, partBytes, threadScript });
  return { sink, directory };
}

async function write(groups: readonly RowGroup[], threadScript: string | undefined, partBytes?: number) {
  const { sink } = await openSink(threadScript, partBytes);
  for (const group of groups) await sink.write(group);
  return sink.finish();
}

describe('the thread that encodes', () => {
  it('writes the bytes that are written without it', async () => {
    const samples = samplesOf(4, 300, 3);
    const [one, two] = samples.map(fullGroup) as [RowGroup, RowGroup];
    const last = rowGroup(everyColumn, samples[2] ?? []);
    const groups = [one, two, last];
    for (const partBytes of [Infinity, 200_000]) {
      const threaded = await write(groups, script, partBytes);
      const plain = await write(groups, undefined, partBytes);
      expect(threaded.map(({ rows, sizeBytes }) => [rows, sizeBytes])).toEqual(
        plain.map(({ rows, sizeBytes }) => [rows, sizeBytes]),
      );
      expect((await bytesIn(threaded)).equals(await bytesIn(plain))).toBe(true);
    }
  });

  it('has taken the rows when it is handed the next ones', async () => {
    const [sample = []] = samplesOf(5, 50);
    const group = fullGroup(sample);
    const { rows } = group;
    const { sink } = await openSink(script);
    await sink.write(group);
    group.clear();
    for (const vector of group.columns) for (let row = 0; row < 100; row++) vector.appendNull();
    const parts = await sink.finish();
    expect(parts.map((part) => part.rows)).toEqual([rows]);
    const plain = await bytesIn(await write([fullGroup(sample)], undefined));
    expect((await bytesIn(parts)).equals(plain)).toBe(true);
  });

  const onMessage = (body: string) =>
    `require('node:worker_threads').parentPort.on('message', () => { ${body} })`;
  it.each([
    ['throws', 'throw new Error("no")'],
    ['ends', 'process.exit(3)'],
    ['throws when it is asked', onMessage('throw new Error("no")')],
    ['ends when it is asked', onMessage('process.exit(0)')],
  ])('that %s is a fault of the environment, and nothing stays', async (_, broken) => {
    const { sink, directory } = await openSink(broken);
    await sink.write(fullGroup(samplesOf(6, 9)[0] ?? []));
    await expect(sink.finish()).rejects.toBeInstanceOf(CleaningEnvironmentError);
    await sink.abandon();
    expect(await namesIn(directory)).toEqual([]);
  });

  it('can be given up while it works', async () => {
    const { sink, directory } = await openSink(script);
    await sink.write(fullGroup(samplesOf(7, 9)[0] ?? []));
    await sink.abandon();
    expect(await namesIn(directory)).toEqual([]);
  });
});
