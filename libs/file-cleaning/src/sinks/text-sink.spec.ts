import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  bigint,
  boolean,
  date,
  decimal,
  defineDataset,
  deriver,
  double,
  integer,
  json,
  list,
  sourceColumns,
  tableColumns,
  text,
  timestamp,
  type Column,
  type Dataset,
  valueReader,
  type Row,
  type Value,
} from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyDataset } from '../any-dataset.testing.js';
import { cleanFile } from '../clean-file.js';
import { anyRecords, type RawRecord } from '../nasty-cells.testing.js';
import type { Part } from './row-sink.js';
import { textSink, type TextSinkOptions } from './text-sink.js';
import { UnwritableValueError } from './unwritable-value-error.js';
import { bytesIn, Desk, namesIn, rowGroup } from './written-rows.testing.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_131);
const runs = Number(process.env['SLUICE_RUNS'] ?? 60);

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

type Written = Partial<Omit<TextSinkOptions, 'dataset' | 'format'>> & { readonly groupRows?: number };

async function written(
  dataset: Dataset,
  format: TextSinkOptions['format'],
  rows: readonly Row[],
  { groupRows = 50, ...options }: Written = {},
): Promise<readonly Part[]> {
  const directory = await desk.directory();
  const sink = textSink({ directory, name: 'rows', dataset, format, gzip: false, partBytes: Infinity, ...options });
  try {
    for (let from = 0; from < rows.length; from += groupRows)
      await sink.write(rowGroup(tableColumns(dataset), rows.slice(from, from + groupRows)));
    return await sink.finish();
  } catch (error) {
    await sink.abandon();
    expect(await namesIn(directory)).toEqual([]);
    throw error;
  }
} // prettier-ignore

const textOf = async (parts: readonly Part[]): Promise<string> => (await bytesIn(parts)).toString();

/** What cleaning a file that was written gives; all its rows, and no reject. */
async function cleanedAgain(
  dataset: Dataset,
  format: TextSinkOptions['format'],
  part: Part | undefined,
): Promise<Buffer> {
  const outputDirectory = await desk.directory();
  const result = await cleanFile({
    dataset,
    inputPath: part?.path ?? '',
    format,
    compression: part?.path.endsWith('.gz') ? 'gzip' : 'none',
    outputDirectory,
    sourceNumber: 0,
    output: { layout: 'table', format: 'ndjson', always: true },
    maxRejectRatio: 1,
  });
  if (!result.ok) throw new Error(result.fault.message);
  const rejects = result.quarantine ? gunzipSync(await readFile(result.quarantine.path)).toString() : '';
  expect(rejects).toBe('');
  return bytesIn(result.rows);
}

const everything = defineDataset({
  name: 'everything',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    text('title', { from: 'Title, "long"', maxBytes: 99, minBytes: 0, nullable: true }),
    integer('year'),
    bigint('big'),
    decimal('price', { precision: 18, scale: 9 }),
    double('score'),
    boolean('flag', { trueTexts: ['yes', '1'], falseTexts: ['no'] }),
    date('day'),
    timestamp('at'),
    list('tags', { maxBytes: 99, separator: '|' }),
    json('details', { maxBytes: 999, nullable: true }),
  ],
  nullTokens: ['\\N', ''],
  load: { mode: 'append' },
});
const rows: Row[] = [
  ['a,"b"', -1, '9007199254740993', '1.500000000', 5e-324, true, '0001-01-01', '9999-12-31T23:59:59.999999Z', '["x","y\\"z"]', '{"a":[1,2]}'],
  [null, 2026, '12', '0.000000001', 1e21, false, '2026-01-31', '2026-01-31T09:30:00.000000Z', '["x"]', null],
  ['é🎬', 0, '-5', '123456789.123456789', 0.1, false, '2026-01-31', '1969-12-31T23:59:59.999999Z', '["x"]', '{"b":1, "b":2}'],
]; // prettier-ignore

describe('text files', () => {
  it('are csv with quotes where they must be', async () => {
    expect(await textOf(await written(everything, 'csv', rows))).toBe(
      [
        '"Title, ""long""",year,big,price,score,flag,day,at,tags,details',
        '"a,""b""",-1,9007199254740993,1.500000000,5e-324,yes,0001-01-01,9999-12-31T23:59:59.999999Z,"x|y""z","{""a"":[1,2]}"',
        '\\N,2026,12,0.000000001,1e+21,no,2026-01-31,2026-01-31T09:30:00.000000Z,x,\\N',
        'é🎬,0,-5,123456789.123456789,0.1,no,2026-01-31,1969-12-31T23:59:59.999999Z,x,"{""b"":1, ""b"":2}"',
        '',
      ].join('\n'),
    );
  });

  it('are tsv without quotes, or with the quotes of the contract', async () => {
    const [, line] = (await textOf(await written(everything, 'tsv', rows.slice(0, 1)))).split('\n');
    expect(line?.split('\t').slice(0, 2)).toEqual(['a,"b"', '-1']);
    const quoted = { ...everything, file: { ...everything.file, tsvQuote: "'" } };
    const tricky: Row = ["it's\tso", ...(rows[0] as Row).slice(1)];
    const [, other] = (await textOf(await written(quoted, 'tsv', [tricky]))).split('\n');
    expect(other?.startsWith("'it''s\tso'\t-1\t")).toBe(true);
  });

  it('are ndjson with types, digits kept', async () => {
    const lines = (await textOf(await written(everything, 'ndjson', rows))).split('\n');
    expect(lines[0]).toBe(
      '{"Title, \\"long\\"":"a,\\"b\\"","year":-1,"big":"9007199254740993","price":1.500000000,"score":5e-324,"flag":true,"day":"0001-01-01","at":"9999-12-31T23:59:59.999999Z","tags":["x","y\\"z"],"details":{"a":[1,2]}}',
    );
    expect(lines[1]).toContain('"big":12,"price":"0.000000001","score":1e+21,"flag":false');
    expect(lines[1]).toContain('"details":null}');
    expect(lines[2]).toContain('"price":"123456789.123456789"');
    expect(lines[2]).toContain('"details":"{\\"b\\":1, \\"b\\":2}"}');
  });

  it.each(['csv', 'tsv', 'ndjson'] as const)('are read by DuckDB: %s', async (format) => {
    const [part] = await written(everything, format, rows, { gzip: true });
    const read =
      format === 'ndjson'
        ? `read_json('${part?.path}', format='newline_delimited')`
        : `read_csv('${part?.path}', header=true, auto_detect=true, delim='${format === 'csv' ? ',' : '\t'}')`;
    expect(await desk.query(`SELECT count(*) AS n, sum(year) AS years FROM ${read}`)).toMatchObject([{ n: '3', years: '2025' }]); // prettier-ignore
  });

  it('hold masked columns as the table does', async () => {
    const masked = defineDataset({
      ...everything,
      columns: [
        bigint('a', { mask: 'sha256', nullable: true }),
        list('b', { mask: 'redact', maxBytes: 9 }),
        text('c', { mask: 'drop', maxBytes: 9 }),
        boolean('d', { mask: 'redact' }),
      ],
    });
    const values: Row[] = [['ab"12', '[redacted]', '[redacted]'], [null, '[redacted]', '[redacted]']];
    expect(await textOf(await written(masked, 'csv', values))).toBe(
      'a,b,d\n"ab""12",[redacted],[redacted]\n\\N,[redacted],[redacted]\n',
    );
    expect(await textOf(await written(masked, 'ndjson', values))).toBe(
      '{"a":"ab\\"12","b":"[redacted]","d":"[redacted]"}\n{"a":null,"b":"[redacted]","d":"[redacted]"}\n',
    );
  }); // prettier-ignore
});

describe('cleaning what was written', () => {
  /** Contracts without masks, whose files may be quoted in any way. */
  const anyCase = fc
    .tuple(anyDataset, anyRecords(40), fc.constantFrom(null, '"', "'"), fc.constantFrom(',', ';', '|', '\t'), fc.boolean())
    .map(([dataset, records, tsvQuote, csvDelimiter, gzip]) => ({
      dataset: {
        ...dataset,
        columns: dataset.columns.map(({ mask: _, ...column }) => column as Dataset['columns'][number]),
        file: { ...dataset.file, tsvQuote, csvDelimiter } as Dataset['file'],
      },
      records,
      gzip,
    }))
    // As the contract's own check has it.
    .filter(({ dataset }) =>
      dataset.columns.every(
        (column) =>
          (column.type !== 'list' || (column.separator !== dataset.file.tsvQuote && column.separator !== '"')) &&
          [...(column.nullTokens ?? dataset.nullTokens)].every((token) => !token.startsWith(dataset.file.tsvQuote ?? '\n')),
      ),
    ); // prettier-ignore

  it.each(['csv', 'tsv', 'ndjson'] as const)(
    'gives the same rows and no reject: %s',
    { timeout: 300_000 },
    async (format) => {
      let rounds = 0;
      await fc.assert(
        fc.asyncProperty(anyCase, async ({ dataset, records, gzip }) => {
          const good = goodRows(dataset, records);
          if (good.length === 0) return;
          let part: Part | undefined;
          try {
            [part] = await written(dataset, format, good, { gzip, always: true, groupRows: 7 });
          } catch (error) {
            expect(error).toBeInstanceOf(UnwritableValueError);
            expect(isUnwritable(dataset, format, good)).toBe(true);
            return;
          }
          expect(isUnwritable(dataset, format, good)).toBe(false);
          rounds += good.length;
          const expected = await bytesIn(await written(dataset, 'ndjson', good, { always: true }));
          expect((await cleanedAgain(dataset, format, part)).toString()).toBe(expected.toString());
        }),
        { seed, numRuns: runs },
      );
      expect(rounds).toBeGreaterThan(runs);
    },
  );

  /** Every value that a column finds in any cell, side by side. */
  function goodRows(dataset: Dataset, records: readonly RawRecord[]): Row[] {
    const cells = records.flatMap((record) => Object.values(record));
    const sources = sourceColumns(dataset);
    const values = sources.map((column) => {
      const read = valueReader(column, dataset.nullTokens);
      return cells.map(read).flatMap((reading) => ('value' in reading ? [reading.value] : []));
    });
    if (values.some(({ length }) => length === 0)) return [];
    const count = Math.max(...values.map(({ length }) => length));
    return Array.from({ length: count }, (_, row) => {
      const fields = values.map((column) => column[row % column.length] ?? null);
      return withDerived(dataset, (column) => fields[sources.indexOf(column)] ?? null);
    }).flatMap((row) => (row === undefined ? [] : [row]));
  }

  /** The row with the derived columns' values; nothing where one of them is bad. */
  function withDerived(dataset: Dataset, fieldOf: (column: Column) => Value): Row | undefined {
    const row: Value[] = [];
    for (const column of dataset.columns) {
      if (column.derive === undefined) {
        row.push(fieldOf(column));
        continue;
      }
      const made = deriver(column.derive, dataset.columns)(row);
      const reading = valueReader(column, dataset.nullTokens)(made);
      if ('reason' in reading) return undefined;
      row.push(reading.value);
    }
    return row;
  }

  function isUnwritable(dataset: Dataset, format: string, good: readonly Row[]): boolean {
    if (format === 'ndjson') return false;
    const plain = format === 'tsv' && dataset.file.tsvQuote === null;
    return good.some((row) =>
      row.some((value, index) => {
        const column = dataset.columns[index] as Dataset['columns'][number];
        if (column.derive) return false;
        if (value === null) return (column.nullTokens ?? dataset.nullTokens).length === 0;
        if (!plain || typeof value !== 'string') return false;
        const field = column.type === 'list' ? (JSON.parse(value) as string[]).join(column.separator) : value;
        return /[\t\n\r]/.test(field);
      }),
    );
  }

  it('keeps numbers whose shortest text is a null token', async () => {
    const dataset = defineDataset({
      ...everything,
      columns: [
        double('a', { nullable: true }),
        decimal('b', { nullable: true, precision: 5, scale: 2 }),
        timestamp('c', { nullable: true }),
        double('d', { nullable: true }),
      ],
      nullTokens: ['1', '1.0', '5.70', '5.7', '1e+21', '2026-01-31T09:30:00.000000Z', '2026-01-31 09:30:00.000000Z'],
    }); // prettier-ignore
    const tricky: Row[] = [
      [1, '5.00', '2026-01-31T09:30:00.000000Z', 1e21],
      [null, null, null, null],
    ];
    const expected = (await textOf(await written(dataset, 'ndjson', tricky))).toString();
    for (const format of ['csv', 'tsv', 'ndjson'] as const) {
      const [part] = await written(dataset, format, tricky);
      expect((await cleanedAgain(dataset, format, part)).toString()).toBe(expected);
    }
  });

  it.each([
    ['a tab', 'a\tb'],
    ['a line feed', 'a\nb'],
    ['a carriage return', 'a\rb'],
  ])('is never asked of tsv without quotes that holds %s', async (what, value) => {
    const dataset = defineDataset({ ...everything, columns: [text('a', { maxBytes: 9 })] });
    await expect(written(dataset, 'tsv', [['b'], [value]])).rejects.toThrow(what);
    const [part] = await written(dataset, 'csv', [['b'], [value]]);
    expect((await cleanedAgain(dataset, 'csv', part)).toString()).toBe(`{"a":"b"}\n{"a":${JSON.stringify(value)}}\n`); // prettier-ignore
  });
});

describe('parts of text', () => {
  const dataset = defineDataset({
    ...everything,
    columns: [integer('n'), text('noise', { maxBytes: 999 })],
  });
  const noise = (row: number) =>
    Array.from({ length: 40 }, (_, at) =>
      String.fromCharCode(48 + ((Math.imul(row * 40 + at + 1, 0x9e3779b1) >>> 9) % 64)),
    ).join('');
  const many = (count: number): Row[] => Array.from({ length: count }, (_, row) => [row, noise(row)]);

  it.each([
    ['tsv', false],
    ['csv', true],
    ['ndjson', true],
  ] as const)(
    'are of half to twice the size that is asked for, each a file for itself: %s, gzip %s',
    async (format, gzip) => {
      const partBytes = 9000;
      for (let count = 100; count <= 900; count += 97) {
        const parts = await written(dataset, format, many(count), { partBytes, gzip });
        const sizes = parts.map(({ sizeBytes }) => sizeBytes);
        if (sizes.length > 1) expect(Math.min(...sizes)).toBeGreaterThanOrEqual(partBytes / 2);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * partBytes);
        const numbers: unknown[] = [];
        for (const part of parts) {
          const lines = (await cleanedAgain(dataset, format, part)).toString().trimEnd().split('\n');
          expect(lines.length).toBe(part.rows);
          numbers.push(...lines.map((line) => (JSON.parse(line) as { n: number }).n));
        }
        expect(numbers).toEqual(many(count).map(([n]) => n));
      }
    },
  );

  it('have the same bytes for the same rows, and tell neither time nor system', async () => {
    const once = await bytesIn(await written(dataset, 'csv', many(3000), { gzip: true, groupRows: 1000 }));
    const again = await bytesIn(await written(dataset, 'csv', many(3000), { gzip: true, groupRows: 1000 }));
    expect(once.equals(again)).toBe(true);
    expect([...once.subarray(4, 8), once[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('hold the header where there are no rows and a part is due', async () => {
    expect(await written(dataset, 'csv', [])).toEqual([]);
    const parts = await written(dataset, 'csv', [], { always: true });
    expect(await textOf(parts)).toBe('n,noise\n');
    const [empty] = await written(dataset, 'ndjson', [], { always: true, gzip: true });
    expect(gunzipSync(await readFile(empty?.path ?? '')).toString()).toBe('');
    expect(empty?.path.endsWith(join('rows-00000.ndjson.gz'))).toBe(true);
  });
});
