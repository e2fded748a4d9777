import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followTrend, type TrendOptions } from './follow-trend.js';
import { renderTrend } from './render-trend.js';
import { readTrend, UnreadableTrendError } from './trend-line.js';
import { instant, share } from './trend-options.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-trend-'));
});
afterEach(() => rm(folder, { recursive: true }));

const file = () => join(folder, 'trend.ndjson');
const trendText = () => readFile(file(), 'utf8');

/** A bench's JSON as `NAME --json` prints it: with more in it than a trend asks for. */
async function result(bench: string, wall: number): Promise<string> {
  const path = join(folder, `${bench}.json`);
  const figures = [
    { name: 'wall', value: wall, better: 'lower' },
    { name: 'speed', value: 2, better: 'higher' },
  ];
  const text = JSON.stringify({ bench, settings: 'rows=10', node: 'v24.1.0', figures, rounds: 5, cases: [] });
  await writeFile(path, `${text}\n`);
  return path;
}

const follow = (results: readonly string[], more: Partial<TrendOptions> = {}) =>
  followTrend(results, {
    file: file(),
    at: '2026-01-31T03:00:00.000Z',
    commit: 'abc',
    window: 20,
    atLeast: 2,
    tolerance: 0.2,
    ...more,
  });

describe('a trend', () => {
  it('grows by a line for each result, and nothing that stood in it changes', async () => {
    let before = '';
    for (const wall of [1, 1.1, 1.05]) {
      await follow([await result('cleaning', wall), await result('streaming', wall)]);
      const text = await trendText();
      expect(text.startsWith(before)).toBe(true);
      expect(text.slice(before.length).split('\n')).toHaveLength(3);
      before = text;
    }
    expect(readTrend(before, file())[0]).toEqual({
      at: '2026-01-31T03:00:00.000Z',
      commit: 'abc',
      bench: 'cleaning',
      settings: 'rows=10',
      node: 'v24.1.0',
      figures: { wall: { value: 1, better: 'lower' }, speed: { value: 2, better: 'higher' } },
    });
  });

  it('keeps what was worse, and says which figure', async () => {
    for (const wall of [1, 1]) await follow([await result('streaming', wall)]);
    const judgements = await follow([await result('streaming', 2)]);
    expect(readTrend(await trendText(), file()).at(-1)).toMatchObject({ worse: ['wall'] });
    expect(renderTrend(judgements).split('\n').slice(2)).toEqual([
      '| streaming | wall | 2.00 | 1.00 | 100 % | 20 % | **WORSE** |',
      '| streaming | speed | 2.00 | 2.00 | 0 % | 20 % | steady |',
      '',
    ]);
    await follow([await result('streaming', 2)], { accept: 'a column more' });
    expect(readTrend(await trendText(), file()).at(-1)).toMatchObject({ accepted: 'a column more' });
  });

  it.each([
    ['a line that is cut off', '{"at":"2026', 'ends within a line'],
    ['a line that is not JSON', '{"at":\n', 'trend.ndjson:1 is no line of a trend: it is not JSON'],
    ['another object', '{}\n', 'trend.ndjson:1 is no line of a trend'],
  ])('with %s is refused, and stays as it is', async (_what, text, message) => {
    await writeFile(file(), text);
    const done = follow([await result('streaming', 1)]);
    await expect(done).rejects.toThrow(UnreadableTrendError);
    await expect(done).rejects.toThrow(message);
    expect(await trendText()).toBe(text);
  });

  it('takes all results or none', async () => {
    const good = await result('streaming', 1);
    const bad = join(folder, 'bad.json');
    await writeFile(bad, '{"bench":"loading"}');
    await expect(follow([good, bad])).rejects.toThrow('bad.json is no result of `bench NAME --json`');
    await expect(follow([await result('streaming', 0)])).rejects.toThrow(UnreadableTrendError);
    await expect(trendText()).rejects.toThrow('ENOENT');
  });

  it('takes times and shares that are some', () => {
    expect(instant('2026-01-31T03:00:00+01:00')).toBe('2026-01-31T02:00:00.000Z');
    expect(() => instant('yesterday')).toThrow('It is a time');
    expect(() => instant('2026-13-01T00:00:00Z')).toThrow('It is a time');
    expect(share('0.15')).toBe(0.15);
    for (const text of ['0', '-1', '15', '', 'a']) expect(() => share(text)).toThrow('It is a share');
  });
});
