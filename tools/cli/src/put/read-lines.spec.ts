import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readLines } from './read-lines.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function linesOf(name: string, bytes: Buffer, maxBytes?: number): Promise<[number, string][]> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const lines: [number, string][] = [];
  for await (const { number, bytes: line } of readLines(path, maxBytes))
    lines.push([number, line.toString('latin1')]);
  return lines;
}

describe('readLines', () => {
  it.each([
    ['', []],
    ['a', [[1, 'a']]],
    ['a\n', [[1, 'a']]],
    [
      'a\r\n\nb',
      [
        [1, 'a'],
        [2, ''],
        [3, 'b'],
      ],
    ],
    ['\xff\n', [[1, '\xff']]],
  ])('%j', async (text, lines) => {
    expect(await linesOf('x.ndjson', Buffer.from(text, 'latin1'))).toEqual(lines);
  });

  it('joins lines that span chunks', async () => {
    const long = ['a'.repeat(100_000), 'b'.repeat(200_000), 'c'];
    expect((await linesOf('y.ndjson', Buffer.from(long.join('\n')))).map(([, line]) => line)).toEqual(long);
  });

  it('passes over a byte order mark at the start, and at the start alone', async () => {
    const lines = await linesOf('bom.ndjson', Buffer.from('\ufeffa\n\ufeffb'));
    expect(lines.map(([, line]) => Buffer.from(line, 'latin1').toString())).toEqual(['a', '\ufeffb']);
  });

  it('holds no more of a line than was asked for', async () => {
    const text = `${'a'.repeat(1_000_000)}\nbbb\r\ncccc\n`;
    expect(await linesOf('long.ndjson', Buffer.from(text), 3)).toEqual([
      [1, 'aaaa'],
      [2, 'bbb'],
      [3, 'cccc'],
    ]);
  });

  it('gathers no more of a line than was asked for, however long it goes on', async () => {
    const concat = vi.spyOn(Buffer, 'concat');
    try {
      await linesOf('endless.ndjson.gz', gzipSync(Buffer.alloc(20_000_000, 'a')), 1000);
      const gathered = concat.mock.calls.map(([parts]) => parts.reduce((sum, { length }) => sum + length, 0));
      // As much as is read at once.
      expect(Math.max(...gathered)).toBeLessThan(1_000_000);
    } finally {
      concat.mockRestore();
    }
  });

  it('unpacks .gz', async () => {
    expect(await linesOf('z.ndjson.gz', gzipSync('a\nb\n'))).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('does not take a cut .gz for the end', async () => {
    const whole = gzipSync('a\nb\n');
    await expect(linesOf('cut.gz', whole.subarray(0, whole.length - 6))).rejects.toThrow(/end of file/);
  });
});
