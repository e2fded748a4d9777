import { gzipSync } from 'node:zlib';
import { CommanderError } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../program.js';
import { startPutBed, type PutBed } from './put-runs.testing.js';

let bed: PutBed;
beforeAll(async () => {
  bed = await startPutBed();
});
afterAll(() => bed.close());

const rating = (number: number, more: object = {}) =>
  JSON.stringify({
    tconst: `tt${String(number).padStart(7, '0')}`,
    averageRating: 8.7,
    numVotes: number,
    ratedAt: '2026-03-14T09:26:53Z',
    ...more,
  });
const ratings = (count: number) => Array.from({ length: count }, (_, index) => rating(index));
const enveloped = (line: string) => `{"dataset":"title-ratings","contractVersion":1,"data":${line}}`;

const catchNothing = {
  signal: new AbortController().signal,
  exitCode: () => undefined,
  arrived: new Promise<void>(() => undefined),
};

describe('sluice put records', () => {
  it('puts what the contract accepts, to the byte, and lists the rest by line', async () => {
    const lines = [
      rating(1),
      rating(2, { averageRating: 11 }),
      '   ',
      `${rating(3)}\r`,
      '{"tconst":',
      rating(4, { tconst: 'x\u0007' }),
      `  ${rating(5)}  `,
      '{"tconst":"tt0000001","tconst":"tt0000002"}',
    ];
    const file = await bed.file('mixed.ndjson', lines.join('\n'));
    expect(await bed.run({ file })).toEqual({
      code: 1,
      stdout: 'put 3 records of title-ratings on sluice-local-records, refused 4\n',
      stderr: [
        'line 2: average_rating: out_of_range (expected decimal(3,1) from 1.0 to 10.0, found "11")',
        'line 5: malformed_record (expected JSON, found "{\\"tconst\\":")',
        'line 6: tconst: pattern_mismatch (expected text of 1 to 12 bytes, matching ^tt\\d{7,10}$, found "x\\u0007")',
        'line 8: duplicate_key (expected each key once, found "tconst")',
        '',
      ].join('\n'),
    });
    expect((await bed.texts()).toSorted()).toEqual(
      [rating(1), rating(3), `  ${rating(5)}  `].map(enveloped).toSorted(),
    );
  });

  it('is done when all is put', async () => {
    const file = await bed.file('good.ndjson.gz', gzipSync(ratings(700).join('\n')));
    expect(await bed.run({ file })).toEqual({
      code: 0,
      stdout: 'put 700 records of title-ratings on sluice-local-records, refused 0\n',
      stderr: '',
    });
    expect((await bed.texts()).toSorted()).toEqual(ratings(700).map(enveloped).toSorted());
  });

  it('sends everything, for the pipeline to judge, where it is told to', async () => {
    const file = await bed.file('bad.ndjson', '{"tconst":1}\nno JSON\n');
    expect(await bed.run({ file, validate: false })).toMatchObject({ code: 0, stderr: '' });
    expect((await bed.texts()).toSorted()).toEqual([enveloped('"no JSON"'), enveloped('{"tconst":1}')]);
  });

  it('counts what it does not list', async () => {
    const bad = [
      ...ratings(40).map(() => '{'),
      ...ratings(30).map((_, index) => rating(index, { numVotes: -1 })),
    ];
    const file = await bed.file('many.ndjson', [...bad, '{'].join('\n'));
    const { code, stdout, stderr } = await bed.run({ file });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'put 0 records of title-ratings on sluice-local-records, refused 71\n',
    });
    const told = stderr.trimEnd().split('\n');
    expect(told).toHaveLength(51);
    expect(told.at(-1)).toBe('… and 21 lines more: num_votes out_of_range 20, malformed_record 1');
  });

  it('keeps to a rate, and tells when it is interrupted from where to go on', async () => {
    const file = await bed.file('slow.ndjson', ratings(5000).join('\n'));
    const abort = new AbortController();
    const startedAt = performance.now();
    const running = bed.run({ file, rate: 200 }, abort.signal);
    const seen: string[] = [];
    await vi.waitFor(async () => {
      seen.push(...(await bed.texts()));
      expect(seen.length).toBeGreaterThan(50);
    }, 15_000);
    abort.abort();
    const { code, stdout, stderr } = await running;
    const seconds = (performance.now() - startedAt) / 1000;
    expect(code).toBe(130);
    const [, put = '0'] = /^put (\d+) records/.exec(stdout) ?? [];
    expect(Number(put)).toBeGreaterThan(0);
    expect(Number(put)).toBeLessThanOrEqual(200 * (seconds + 0.3));
    expect(stderr).toMatch(
      new RegExp(
        `^sluice: interrupted: line ${Number(put) + 1} is the first that is not known to be on the stream`,
      ),
    );
    const texts = [...seen, ...(await bed.texts())];
    expect(texts.length).toBeGreaterThanOrEqual(Number(put));
    expect(texts).toEqual(ratings(texts.length).map(enveloped));
  });

  it('puts what stands before the damage of a gzip file, and says so', async () => {
    const whole = gzipSync(Array.from({ length: 2000 }, (_, index) => rating(index * 7919)).join('\n'));
    const file = await bed.file('cut.ndjson.gz', whole.subarray(0, whole.length / 2));
    const error = await bed.run({ file }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'CliError',
      exitCode: 1,
      message: `${file} is not a whole gzip file`,
    });
    expect((await bed.texts()).length).toBeGreaterThan(0);
  });

  it('refuses what is larger than the stream takes', async () => {
    const file = await bed.file('large.ndjson', `${rating(1, { pad: 'x'.repeat(3_000_000) })}\n${rating(2)}`);
    const { code, stderr } = await bed.run({ file });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'line 1: record_too_large (expected at most 1048576 bytes with envelope and partition key)\n',
    });
    expect(await bed.texts()).toEqual([enveloped(rating(2))]);
  });

  it.each(['0', '-1', '1.5', 'fast'])('has no rate of %s', async (rate) => {
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const args = ['put', 'records', '--dataset', 'title-ratings', '--file', '/nope', '--rate', rate];
    try {
      const program = buildProgram(catchNothing, { exitCode: 0 });
      await expect(program.parseAsync(args, { from: 'user' })).rejects.toBeInstanceOf(CommanderError);
      expect(told.mock.calls.join('')).toMatch(/whole number from 1/);
    } finally {
      told.mockRestore();
    }
  });

  it('knows the datasets there are', async () => {
    await expect(bed.run({ file: '/nope', dataset: 'nope' })).rejects.toMatchObject({ exitCode: 2 });
    await expect(bed.run({ file: '/nope' })).rejects.toMatchObject({ exitCode: 1 });
  });
});
