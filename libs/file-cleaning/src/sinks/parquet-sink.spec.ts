import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyRow, everyColumn } from '../columns/any-values.testing.js';
import type { RowGroup, VectorColumn } from '../columns/column-vector.js';
import { CleaningEnvironmentError } from '../errors.js';
import { parquetSink } from './parquet-sink.js';
import type { Part } from './row-sink.js';
import { bytesIn, Desk, namesIn, rowGroup } from './written-rows.testing.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_131);

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

type Rows = readonly (readonly (string | null)[])[];

async function written(
  columns: readonly VectorColumn[],
  groups: readonly RowGroup[],
  options: { partBytes?: number; always?: boolean } = {},
): Promise<readonly Part[]> {
  const directory = await desk.directory();
  const sink = parquetSink({ directory, name: 'rows', columns, partBytes: Infinity, ...options });
  for (const group of groups) await sink.write(group);
  const parts = await sink.finish();
  expect(await namesIn(directory)).toEqual(parts.map(({ path }) => path.slice(directory.length + 1)));
  return parts;
}

/** The rows as texts that tell values apart: of times all digits, of doubles the shortest that is exact. */
async function readBack(columns: readonly VectorColumn[], parts: readonly Part[]): Promise<unknown[][]> {
  const texts = columns.map(({ name, parquetType }) => {
    if (parquetType === 'DATE') return `strftime("${name}", '%Y-%m-%d')`;
    if (parquetType === 'TIMESTAMP') return `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ')`;
    // DuckDB leaves the zero out where all digits are fraction digits.
    if (parquetType.startsWith('DECIMAL'))
      return `regexp_replace(CAST("${name}" AS VARCHAR), '^(-?)[.]', '\\10.')`;
    return parquetType === 'DOUBLE' ? `"${name}"` : `CAST("${name}" AS VARCHAR)`;
  });
  const rows = await desk.query(
    `SELECT ${texts.map((text, index) => `${text} AS t${index}`).join(', ')} FROM ${desk.from(parts)}`,
  );
  return rows.map((row) =>
    columns.map(({ parquetType }, index) => {
      const value = row[`t${index}`];
      return parquetType === 'DOUBLE' && value !== null ? String(Number(value)) : value;
    }),
  );
}

describe('a Parquet file', () => {
  it('gives DuckDB back every value of every type', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyRow, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
        async (groups) => {
          const parts = await written(everyColumn, groups.map((rows) => rowGroup(everyColumn, rows))); // prettier-ignore
          expect(await readBack(everyColumn, parts)).toEqual(groups.flat());
        },
      ),
      { seed, numRuns: 40 },
    );
  });

  it('gives them back where values repeat, so that dictionaries are written', async () => {
    const few = fc.sample(anyRow, { seed, numRuns: 12 });
    const rows = Array.from({ length: 3000 }, (_, row) =>
      everyColumn.map((_, column) => few[(row * 7 + column * column * 5 + (row >> 4)) % few.length]?.[column] ?? null),
    ); // prettier-ignore
    const parts = await written(everyColumn, [rowGroup(everyColumn, rows)]);
    const encodings = await desk.query(
      `SELECT DISTINCT encodings FROM parquet_metadata('${parts[0]?.path}')`,
    );
    expect(encodings.map((row) => row['encodings']).sort()).toEqual(['PLAIN, RLE', 'PLAIN_DICTIONARY, RLE']);
    expect(await readBack(everyColumn, parts)).toEqual(rows);
  });

  it('has the schema that DuckDB writes for the same types', async () => {
    const parts = await written(everyColumn, [], { always: true });
    const path = join(await desk.directory(), 'theirs.parquet');
    const casts = everyColumn.map(({ name, parquetType }) => `CAST(NULL AS ${parquetType}) AS ${name}`);
    await desk.query(`COPY (SELECT ${casts.join(', ')}) TO '${path}' (FORMAT parquet)`);
    const schema = (file: string | undefined) =>
      desk.query(`SELECT * EXCLUDE (file_name) FROM parquet_schema('${file}') WHERE column_id > 0`);
    expect(await schema(parts[0]?.path)).toEqual(await schema(path));
  });

  it('gives another reader the same', async () => {
    const columns = [
      { name: 'text', parquetType: 'VARCHAR' },
      { name: 'few', parquetType: 'VARCHAR' },
      { name: 'number', parquetType: 'INTEGER' },
      { name: 'big', parquetType: 'BIGINT' },
      { name: 'flag', parquetType: 'BOOLEAN' },
      { name: 'at', parquetType: 'TIMESTAMP' },
    ];
    const rows = Array.from({ length: 500 }, (_, row) =>
      row % 7 === 3
        ? columns.map(() => null)
        : [`Ä${row}`, `type ${row % 3}`, String(row - 250), String(BigInt(row) << 50n), String(row % 2 === 0), '2026-01-31T09:30:00.123000Z'],
    ); // prettier-ignore
    const parts = await written(columns, [rowGroup(columns, rows), rowGroup(columns, rows)]);
    const file = await asyncBufferFromFile(parts[0]?.path ?? '');
    const read = await parquetReadObjects({ file });
    const expected = rows.map(([text, few, number, big, flag, at]) => ({
      text, few, number: number == null ? null : Number(number), big: big == null ? null : BigInt(big),
      flag: flag == null ? null : flag === 'true', at: at == null ? null : new Date(at),
    })); // prettier-ignore
    expect(read).toEqual([...expected, ...expected]);
  });

  it('tells readers how many nulls there are, and the range of whole numbers and days', async () => {
    const columns = [
      { name: 'number', parquetType: 'INTEGER' },
      { name: 'day', parquetType: 'DATE' },
      { name: 'price', parquetType: 'DECIMAL(5,2)' },
    ];
    const rows: Rows = [
      ['-5', '1969-12-31', '1.00'],
      [null, '2026-01-31', null],
      ['7', null, null],
    ];
    const [part] = await written(columns, [rowGroup(columns, rows)]);
    const statistics = await desk.query(
      `SELECT stats_null_count AS nulls, stats_min_value AS low, stats_max_value AS high FROM parquet_metadata('${part?.path}')`,
    );
    expect(statistics).toEqual([
      { nulls: '1', low: '-5', high: '7' },
      { nulls: '1', low: '1969-12-31', high: '2026-01-31' },
      { nulls: '2', low: null, high: null },
    ]);
    expect(await desk.query(`SELECT count(*) AS n FROM ${desk.from(part ? [part] : [])} WHERE number > 6`)).toEqual([{ n: '1' }]); // prettier-ignore
  });
});

describe('odd shapes', () => {
  it('no rows: no part, or a valid empty one where a part is due', async () => {
    expect(await written(everyColumn, [])).toEqual([]);
    expect(await written(everyColumn, [rowGroup(everyColumn, [])])).toEqual([]);
    const parts = await written(everyColumn, [], { always: true });
    expect(parts).toMatchObject([{ rows: 0 }]);
    expect(await readBack(everyColumn, parts)).toEqual([]);
  });

  it('all null; one row; groups of one row', async () => {
    const nulls = everyColumn.map(() => null);
    const [row = nulls] = fc.sample(anyRow, { seed: 3, numRuns: 1 });
    for (const groups of [[[nulls]], [[row]], [[nulls, nulls, nulls]], Array.from({ length: 50 }, (_, index) => [index % 3 ? row : nulls])]) {
      const parts = await written(everyColumn, groups.map((rows) => rowGroup(everyColumn, rows)));
      expect(await readBack(everyColumn, parts)).toEqual(groups.flat());
    } // prettier-ignore
  });

  it('long texts over many pages', async () => {
    const columns = [{ name: 'text', parquetType: 'VARCHAR' }];
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const rows = Array.from({ length: 90 }, (_, row) => [
      row % 5 === 4 ? null : Array.from({ length: 65_535 }, (_, at) => letters[(at * (row + 3) + (at >> 5)) % 36]).join(''),
    ]); // prettier-ignore
    const parts = await written(columns, [rowGroup(columns, rows)]);
    expect(await readBack(columns, parts)).toEqual(rows);
  });

  it('texts of one dictionary whose hashes are equal', async () => {
    const columns = [{ name: 'text', parquetType: 'VARCHAR' }];
    const texts = ['viq0ddw', 'v10yo5yk', 'vda1jvi', 'v1r41bq5', 'vquiy9', 'v1xfq1pd'];
    const rows = Array.from({ length: 60 }, (_, row) => [texts[row % texts.length] ?? null]);
    const parts = await written(columns, [rowGroup(columns, rows)]);
    expect(await readBack(columns, parts)).toEqual(rows);
  });

  it('as many distinct values as a dictionary may have, and more', async () => {
    const columns = [
      { name: 'number', parquetType: 'INTEGER' },
      { name: 'text', parquetType: 'VARCHAR' },
      { name: 'big', parquetType: 'BIGINT' },
    ];
    for (const distinct of [1, 2, 255, 256, 257, 16_384, 16_385]) {
      const rows = Array.from({ length: distinct * 4 }, (_, row) => {
        // Most come early, so that the column is not given up before its end.
        const value = row < 3072 ? row % Math.min(distinct, 64) : row % distinct;
        return [String(value), `v${value}`, String(value)];
      });
      const parts = await written(columns, [rowGroup(columns, rows)]);
      const values = await readBack(columns, parts);
      expect(values.length).toBe(rows.length);
      expect(values.every((row, index) => row.join() === rows[index]?.join())).toBe(true);
    }
  });
});

describe('parts', () => {
  const columns = [
    { name: 'number', parquetType: 'INTEGER' },
    { name: 'noise', parquetType: 'VARCHAR' },
  ];
  /** Texts that snappy makes no smaller. */
  const noise = (row: number) =>
    Array.from({ length: 40 }, (_, at) =>
      String.fromCharCode(33 + ((Math.imul(row * 40 + at + 1, 0x9e3779b1) >>> 9) % 90)),
    ).join('');
  const rowsFrom = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => [String(from + index), noise(from + index)]);
  const groupsOf = (rows: number, each: number) =>
    Array.from({ length: Math.ceil(rows / each) }, (_, index) =>
      rowGroup(columns, rowsFrom(index * each, Math.min(rows, (index + 1) * each))),
    );
  const numbersIn = async (parts: readonly Part[]) =>
    (await desk.query(`SELECT number FROM ${desk.from(parts)}`)).map((row) => row['number']);

  it('are of half to twice the size that is asked for, whatever is left for the last', async () => {
    const partBytes = 20_000;
    for (let rows = 400; rows <= 2600; rows += 73) {
      // Groups smaller than a part, and larger than two.
      const parts = await written(columns, groupsOf(rows, rows % 2 === 0 ? 150 : 1500), { partBytes });
      const sizes = parts.map(({ sizeBytes }) => sizeBytes);
      if (sizes.length > 1) expect(Math.min(...sizes), `${rows} rows`).toBeGreaterThanOrEqual(partBytes / 2);
      expect(Math.max(...sizes), `${rows} rows`).toBeLessThanOrEqual(2 * partBytes);
      expect(parts.reduce((sum, part) => sum + part.rows, 0)).toBe(rows);
      expect(await numbersIn(parts)).toEqual(Array.from({ length: rows }, (_, index) => index));
    }
  });

  it('are named in order, and a small rest is in the last', async () => {
    const parts = await written(columns, groupsOf(1300, 100), { partBytes: 20_000 });
    expect(parts.map(({ path }) => path.slice(-19))).toEqual(
      parts.map((_, index) => `/rows-0000${index}.parquet`),
    );
    expect(parts.length).toBeGreaterThan(1);
    const [{ n } = {}] = await desk.query(
      `SELECT count(*) AS n FROM parquet_metadata('${parts.at(-1)?.path}')`,
    );
    expect(Number(n)).toBeGreaterThan(0);
  });

  it('is one for Infinity, and a lone small one for few rows', async () => {
    expect(await written(columns, groupsOf(3000, 700))).toMatchObject([{ rows: 3000 }]);
    expect(await written(columns, groupsOf(3, 3), { partBytes: 1_000_000 })).toMatchObject([{ rows: 3 }]);
  });

  it('have the same bytes for the same rows', async () => {
    const once = await written(columns, groupsOf(1500, 400), { partBytes: 20_000 });
    const again = await written(columns, groupsOf(1500, 400), { partBytes: 20_000 });
    expect((await bytesIn(once)).equals(await bytesIn(again))).toBe(true);
  });

  it('depend on the rows only, not on what a group held before', async () => {
    const group = rowGroup(columns, rowsFrom(0, 2000));
    const directory = await desk.directory();
    const sink = parquetSink({ directory, name: 'rows', columns, partBytes: Infinity });
    await sink.write(group);
    group.clear();
    for (const row of rowsFrom(7, 19)) group.columns.forEach((vector, index) => vector.appendValue(row[index] ?? null)); // prettier-ignore
    await sink.write(group);
    const fresh = await written(columns, [rowGroup(columns, rowsFrom(0, 2000)), rowGroup(columns, rowsFrom(7, 19))]); // prettier-ignore
    expect((await bytesIn(await sink.finish())).equals(await bytesIn(fresh))).toBe(true);
  });

  it('are all gone when they are given up', async () => {
    const directory = await desk.directory();
    const sink = parquetSink({ directory, name: 'rows', columns, partBytes: 10_000 });
    for (const group of groupsOf(1500, 300)) await sink.write(group);
    expect((await namesIn(directory)).length).toBeGreaterThan(1);
    await sink.abandon();
    expect(await namesIn(directory)).toEqual([]);
  });

  it('that cannot be written are a fault of the environment', async () => {
    const directory = await desk.directory();
    await rm(directory, { recursive: true });
    const sink = parquetSink({ directory, name: 'rows', columns, partBytes: Infinity });
    const [group] = groupsOf(3, 3);
    const failure = await sink.write(group as RowGroup).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CleaningEnvironmentError);
    expect(failure).toMatchObject({ cause: { code: 'ENOENT' } });
    await sink.abandon();
    await mkdir(directory);
    expect(await namesIn(directory)).toEqual([]);
  });
});
