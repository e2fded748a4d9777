import { readFile } from 'node:fs/promises';
import { sampleFileLines, seededRandom, titleBasics } from '@sluice/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkFolder as Folder } from './cleaned-files.testing.js';
import type { CleanedFile } from './cleaning-result.js';
import type * as OpenSource from './open-source.js';
import type { RecordCutter as Cutter } from './record-cutter.js';
import type { RecordJudge as Judge } from './kernel/record-judge.js';
import type { RowOutput as Output } from './row-output.js';

const blocks = vi.hoisted(() => ({ sizes: undefined as (() => number) | undefined, cut: 0 }));

/** Files are read in blocks of other sizes when a test asks for it. */
vi.mock('./open-source.js', async (original) => {
  const actual = await original<typeof OpenSource>();
  return {
    ...actual,
    openSource: async (options: OpenSource.SourceOptions): Promise<OpenSource.Source> => {
      const source = await actual.openSource(options);
      const { sizes } = blocks;
      if (!sizes) return source;
      return {
        ...source,
        async *blocks() {
          const all: Buffer[] = [];
          for await (const block of source.blocks()) all.push(block);
          const whole = Buffer.concat(all);
          for (let from = 0; from < whole.length;) {
            const to = from + sizes();
            yield whole.subarray(from, to);
            from = to;
            blocks.cut++;
          }
        },
      };
    },
  };
});

// Loaded anew: what another spec file has loaded in this process reads its files without the mock.
vi.resetModules();
const { film, header, WorkFolder } = await import('./cleaned-files.testing.js');
const { AccountingError } = await import('./errors.js');
const { RecordJudge } = await import('./kernel/record-judge.js');
const { RecordCutter } = await import('./record-cutter.js');
const { RowOutput } = await import('./row-output.js');

let work: Folder;
beforeAll(async () => {
  work = await WorkFolder.make();
});
afterAll(() => work.remove());
afterEach(() => {
  blocks.sizes = undefined;
  vi.restoreAllMocks();
});

async function bytesOf(result: CleanedFile): Promise<string[]> {
  const paths = [...result.rows, ...result.rejects, ...(result.quarantine ? [result.quarantine] : [])];
  return Promise.all(
    paths.map(async ({ path }) => `${path.split('/').at(-1)} ${await readFile(path, 'hex')}`),
  );
}

describe('the same file', () => {
  const lines = [...sampleFileLines(titleBasics, { rows: 20_000, seed: 9, faultRatio: 0.05 })];
  const tsv = `${lines.map(({ line }) => line).join('\n')}\n`;
  const csv = tsv
    .replaceAll('"', '""')
    .split('\n')
    .map((line) => line.split('\t').map((field) => (/[",]/.test(field) ? `"${field}"` : field)).join(','))
    .join('\r\n'); // prettier-ignore
  const overlong = Buffer.concat([
    Buffer.from(`${tsv.slice(0, 4000)}\n`),
    Buffer.alloc(2 * 1024 * 1024 + 3, 'x'),
    Buffer.from(`\r\n${film(1)}\n`),
  ]);

  it.each([
    ['tsv', tsv],
    ['csv', csv],
    ['tsv', overlong],
  ] as const)('of %s gives the same bytes, however it is cut', async (format, content) => {
    const options = { dataset: titleBasics, format, partBytes: 200_000, maxRejectRatio: 1 };
    const runs = [await bytesOf(await work.cleaned(content, options))];
    const random = seededRandom(3);
    for (const sizes of [() => 1 + random.below(200), () => 1 + random.below(300_000), () => 65_536]) {
      // Blocks of a few bytes of a long record cost the square of its length.
      blocks.sizes = content === overlong ? () => 10_000 + sizes() : sizes;
      blocks.cut = 0;
      runs.push(await bytesOf(await work.cleaned(content, { ...options, threads: runs.length })));
      expect(blocks.cut).toBeGreaterThan(5);
    }
    blocks.sizes = undefined;
    runs.push(await bytesOf(await work.cleaned(content, options)));
    for (const run of runs) expect(run).toEqual(runs[0]);
  });
});

describe('records that this program loses or doubles', () => {
  const content = `${header}\n${film(1)}\n\n${film(2)}\n${film(3)}`;
  const cleaning = () => work.clean(content, { maxRejectRatio: 1 });

  it('are none as it stands', async () => {
    expect(await cleaning()).toMatchObject({ ok: true, counts: { read: 4, clean: 3, rejected: 1 } });
  });

  it('are noticed when a row is dropped', async () => {
    const { endRow } = RowOutput.prototype;
    vi.spyOn(RowOutput.prototype, 'endRow').mockImplementation(function (this: Output, ordinal) {
      if (ordinal !== 2) return endRow.call(this, ordinal);
      for (const vector of this.vectors.values()) vector.undo();
      return false;
    });
    await expect(cleaning()).rejects.toEqual(new AccountingError(4, 2, 1));
  });

  it('are noticed when a row is doubled', async () => {
    const { skipLine } = RecordCutter.prototype;
    let doubled = false;
    vi.spyOn(RecordCutter.prototype, 'skipLine').mockImplementation(function (this: Cutter, next) {
      if (doubled) return skipLine.call(this, next);
      doubled = true;
    });
    await expect(cleaning()).rejects.toEqual(new AccountingError(4, 4, 1));
  });

  it('are noticed when a blank line is passed over', async () => {
    const { next } = RecordCutter.prototype;
    vi.spyOn(RecordCutter.prototype, 'next').mockImplementation(function (this: Cutter) {
      return next.call(this) && (this.bytes > 0 || next.call(this));
    });
    await expect(cleaning()).rejects.toEqual(new AccountingError(4, 3, 0));
  });

  it('are noticed when the last line has no end and is let go', async () => {
    const { next } = RecordCutter.prototype;
    vi.spyOn(RecordCutter.prototype, 'next').mockImplementation(function (this: Cutter) {
      return !this.window.final && next.call(this);
    });
    await expect(cleaning()).rejects.toEqual(new AccountingError(4, 2, 1));
  });

  it('are noticed when a value is appended without its row', async () => {
    const { takeLine } = RecordJudge.prototype;
    vi.spyOn(RecordJudge.prototype, 'takeLine').mockImplementation(function (this: Judge, window) {
      const position = takeLine.call(this, window);
      if (position >= 0 && window.position > 0) (this['vectors'][0] as { appendNull(): void }).appendNull();
      return position;
    });
    await expect(cleaning()).rejects.toThrow(RangeError);
  });
});
