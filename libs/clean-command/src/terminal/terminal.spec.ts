import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createProgress, formatBytes } from './progress.js';
import { outcomeJson, outcomeText, printable, type CleanOutcome } from './tell-outcome.js';

/** A stream that gathers what is written to it. */
function gathering(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), {
    isTTY,
    columns: 100,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  let text = '';
  stream.on('data', (chunk) => (text += String(chunk)));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

function watch(isTTY: boolean): string {
  const { stream, text } = gathering(isTTY);
  let now = 0;
  const progress = createProgress(stream, () => now);
  progress.step('fetching', undefined);
  progress.bytes(12_345);
  progress.step('cleaning', 2_000_000);
  now = 2000;
  progress.bytes(1_000_000);
  progress.records(50_000, 1234);
  progress.stop();
  return text();
}

describe('progress', () => {
  it('shows bytes, rows a second and rejects on a terminal', () => {
    const text = watch(true);
    expect(text).toContain('fetching');
    expect(text).toContain('1.0 MB of 2.0 MB, 25,000 rows/s, 1,234 rejects');
  });

  it('says nothing anywhere else', () => expect(watch(false)).toBe(''));
});

const outcome: CleanOutcome = {
  read: 2_000_000,
  clean: 1_999_995,
  rejected: 5,
  reasons: { too_long: 1, not_integer: 3, missing_value: 1 },
  seconds: 1.234,
  dataset: 'title-basics',
  input: 'in.tsv.gz',
  output: 'out/',
  files: 2,
  sizeBytes: 45_100_000,
  rejects: 'out.rejects.ndjson.gz',
};

it('the line of --json has these keys and no others', () =>
  expect(outcomeJson(outcome)).toBe(
    '{"read":2000000,"clean":1999995,"rejected":5,"reasons":{"not_integer":3,"missing_value":1,"too_long":1},"seconds":1.234}',
  ));

it('the summary tells what became of everything, and where it is', () => {
  expect(outcomeText(outcome).split('\n')).toEqual([
    'read      2,000,000 records of title-basics from in.tsv.gz in 1.2 s',
    'clean     1,999,995 → out/ (2 files, 45.1 MB)',
    'rejected  5 → out.rejects.ndjson.gz',
    '          not_integer    3',
    '          missing_value  1',
    '          too_long       1',
  ]);
  const clean = outcomeText({ ...outcome, rejected: 0, reasons: {} });
  expect(clean).toMatch(/\nrejected {2}0$/);
  expect(clean).not.toContain('out.rejects');
});

it('no name may steer the terminal', () => expect(printable('a\x1b[2J\nb\x9b')).toBe('a\\x1b[2J\\x0ab\\x9b'));

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [3.2e12, '3.2 TB'],
])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
