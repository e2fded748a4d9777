import { sourceColumns, type Dataset } from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCase } from './any-case.testing.js';
import { film, films, gzip, header, quarantined, WorkFolder } from './cleaned-files.testing.js';
import type { FileFormat } from './file-format.js';
import { judgeAgain, readFileHeader } from './index.js';
import { disagreements, type Judge } from './judges.testing.js';
import { kernelJudge, representable } from './kernel-judge.testing.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_331);

let folder: WorkFolder;
beforeAll(async () => void (folder = await WorkFolder.make()));
afterAll(() => folder.remove());

const judgeOf = (format: 'tsv' | 'csv' | 'ndjson', first: string, dataset: Dataset = films) => {
  const judge = judgeAgain({ dataset, format, header: Buffer.from(first) });
  if (typeof judge !== 'function') throw new Error(judge.message);
  return judge;
};

/** Each record by itself, in a file whose columns stand the other way round. */
function aloneJudge(format: 'tsv' | 'csv'): Judge {
  return {
    name: 'alone',
    judge: async (contract, records) => {
      const dataset: Dataset = { ...contract, file: { ...contract.file, format, csvDelimiter: ',' } };
      const sources = sourceColumns(dataset)
        .map(({ from }) => from)
        .reverse();
      const delimiter = format === 'csv' ? ',' : '\t';
      const quoted = (cell: string) => (format === 'csv' ? `"${cell.replaceAll('"', '""')}"` : cell);
      const judge = judgeOf(format, sources.join(delimiter), dataset);
      return records.map((record) => {
        const line = sources.map((source) => quoted(record[source] ?? '')).join(delimiter);
        const verdict = judge(Buffer.from(line));
        return verdict.ok ? { row: verdict.row } : verdict.fault;
      });
    },
  };
}

describe.each(['tsv', 'csv'] as const)('a record of %s that is judged again', (format) => {
  it('gives the row, or the fault, that it gives in its file', async () => {
    await fc.assert(
      fc.asyncProperty(anyCase(12), fc.nat(), async ({ dataset, records }, cut) => {
        const layout = { format, seed: cut };
        const held = representable(records, layout);
        expect(await disagreements(kernelJudge(layout), aloneJudge(format), dataset, held)).toEqual([]);
      }),
      { seed, numRuns: 15 },
    );
  });

  it('does not become good by itself, whatever its bytes', async () => {
    const delimiter = format === 'csv' ? ',' : '\t';
    const line = film(1).replace('Drama,Crime', 'Drama').replaceAll('\t', delimiter);
    const piece = fc.constantFrom(
      '"',
      '""',
      '\n',
      '\r\n',
      '\r',
      delimiter,
      'é',
      '\0',
      `${line}\n`,
      'tt',
      '\uFEFF',
    );
    const bytes = fc.array(
      fc.oneof(
        piece.map((text) => Buffer.from(text)),
        fc.constant(Buffer.from([0xff])),
      ),
      { maxLength: 14 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (pieces) => {
        const first = header.replaceAll('\t', delimiter);
        const content = Buffer.concat([Buffer.from(`${first}\n${line}\n`), ...pieces]);
        const cleaned = await folder.clean(content, { format });
        const judge = judgeOf(format, first);
        for (const { raw, rawBase64, reason, column, rule } of cleaned.ok ? await quarantined(cleaned) : []) {
          const again = judge(rawBase64 === undefined ? Buffer.from(raw ?? '') : Buffer.from(rawBase64, 'base64'));
          expect(again).toMatchObject({ ok: false, fault: { reason, column, rule } });
        }
      }),
      { seed, numRuns: 40 },
    ); // prettier-ignore
  });
});

describe('judgeAgain', () => {
  it('cuts by the dialect of now: what was one record and is none any more stays bad', () => {
    const one = 'tt0000001,"two\nlines",0,1990,Drama';
    const first = header.replaceAll('\t', ',');
    expect(judgeOf('csv', first)(Buffer.from(one))).toMatchObject({ ok: true });
    const lines = judgeAgain({ dataset: films, format: 'tsv', header: Buffer.from(header) });
    if (typeof lines !== 'function') throw new Error(lines.message);
    expect(lines(Buffer.from(`${film(1)}\n${film(2)}`))).toMatchObject({
      ok: false,
      fault: { reason: 'malformed_record', rule: 'one record on its own' },
    });
    expect(lines(Buffer.from(film(3)))).toMatchObject({
      row: ['tt0000003', 'Film 3', false, 1903, '["Drama","Crime"]'],
    });
  });

  it('keeps records apart: an open quote takes nothing of the next one', () => {
    const judge = judgeOf('csv', header.replaceAll('\t', ','));
    expect(judge(Buffer.from('tt0000001,"open'))).toMatchObject({ ok: false });
    expect(judge(Buffer.from('tt0000002,whole,0,1990,Drama'))).toMatchObject({ ok: true });
  });

  it('says why a header is none of the contract any more', () => {
    expect(judgeAgain({ dataset: films, format: 'tsv', header: Buffer.from('id\tprimaryTitle') })).toMatchObject({
      code: 'header_drift',
    });
  }); // prettier-ignore

  it('judges a line of ndjson', () => {
    const judge = judgeOf('ndjson', '');
    const record = { id: 'tt0000001', primaryTitle: 'x', isAdult: '1', year: null, genres: 'a,b' };
    expect(judge(Buffer.from(JSON.stringify(record)))).toEqual({
      ok: true,
      row: ['tt0000001', 'x', true, null, '["a","b"]'],
    });
    expect(judge(Buffer.from('{'))).toMatchObject({ ok: false, fault: { reason: 'malformed_record' } });
    expect(judge(Buffer.from('{"id":1,"id":2}'))).toMatchObject({ fault: { reason: 'duplicate_key' } });
  });
});

describe('readFileHeader', () => {
  const options = { dataset: films, format: 'tsv', compression: 'none' } as const;

  it.each<[string, Buffer, Partial<FileFormat>]>([
    ['plain', Buffer.from(`\uFEFF${header}\r\n${film(1)}\n`), {}],
    ['compressed', gzip(`${header}\n${film(1)}`), { compression: 'gzip' }],
    ['the beginning of something compressed', gzip(`${header}\n${Array.from({ length: 60_000 }, (_, n) => film(n * 7919)).join('\n')}`).subarray(0, 300_000), { compression: 'gzip' }],
  ])('%s', async (_what, bytes, format) => {
    const read = await readFileHeader({ ...options, ...format, path: await folder.file(bytes) });
    expect(read?.toString()).toBe(header);
  }); // prettier-ignore

  it('is undefined when the bytes do not hold it whole', async () => {
    expect(await readFileHeader({ ...options, path: await folder.file(header) })).toBeUndefined();
  });
});
