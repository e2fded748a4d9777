import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage } from '../resources/copy.js';
import { parquetFile } from '../resources/parquet-files.js';
import { createSchema, errorOf, execute, query, type Cell } from '../resources/warehouse.js';

const DETAIL = `TRIM(file_name), line_number, TRIM(column_name), TRIM(column_type), TRIM(column_length), error_code,
  TRIM(error_message)`;

interface LoadError {
  readonly stage: string;
  /** What the statement failed with. */
  readonly text: string;
  readonly detail: readonly (readonly Cell[])[];
  readonly table: string;
}

/** A COPY that fails, and what the warehouse keeps of it. */
async function failedCopy(
  columns: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: string,
): Promise<LoadError> {
  const table = `${await createSchema()}.t`;
  const stage = await createStage(files);
  await execute(`CREATE TABLE ${table} (${columns})`);
  const text = await errorOf(copy(table, stage, options));
  const detail = await query(
    `SELECT ${DETAIL} FROM sys_load_error_detail WHERE file_name LIKE '${stage}%' ORDER BY start_time DESC`,
  );
  return { stage, text, detail, table };
}

conformance('redshift-data', 'load errors', (conforms) => {
  conforms('point to the view that has file, line, column, type and reason, after the rollback', async () => {
    const { stage, text, detail, table } = await failedCopy(
      'id INTEGER, title VARCHAR(9)',
      { 'a.csv': '1,a\n2,b\n', 'b.csv': 'id,title\n3,c\nx4,d\n' },
      'CSV IGNOREHEADER 1',
    );
    expect(text).toMatch(
      /^ERROR: Load into table 't' failed\. +Check 'sys_load_error_detail' system table for details\./,
    );
    expect(detail).toEqual([
      [
        `${stage}b.csv`,
        3,
        'id',
        'int4',
        expect.anything(),
        1207,
        expect.stringMatching(/^Invalid digit, Value 'x', Pos 0, Type: Integer/),
      ],
    ]);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
  });

  conforms('are of one COPY, by its query', async () => {
    const table = `${await createSchema()}.t`;
    const stage = await createStage({ a: 'x\n' });
    await execute(`CREATE TABLE ${table} (id INTEGER)`);
    await errorOf(copy(table, stage, 'CSV'));
    await errorOf(copy(table, stage, 'CSV'));
    expect(
      await query(
        `SELECT COUNT(*), COUNT(DISTINCT query_id) FROM sys_load_error_detail WHERE file_name = '${stage}a'`,
      ),
    ).toEqual([[2, 2]]);
  });

  conforms('tell a text that is too long in bytes', async () => {
    const { detail } = await failedCopy('title VARCHAR(3)', { a: 'äb\nääb\n' }, 'CSV');
    expect(detail.map((row) => row.slice(1))).toEqual([
      [2, 'title', 'varchar', '3', 1204, expect.stringMatching(/^String length exceeds DDL length/)],
    ]);
  });

  conforms('tell too many and too few fields', async () => {
    const extra = await failedCopy('a INTEGER', { a: '1,2\n' }, 'CSV');
    expect(extra.detail.map((row) => row.slice(5))).toEqual([
      [1202, expect.stringMatching(/^Extra column\(s\) found/)],
    ]);
    const missing = await failedCopy('a INTEGER, b INTEGER', { a: '1\n' }, 'CSV');
    expect(missing.detail.map((row) => row.slice(5))).toEqual([
      [1214, expect.stringMatching(/^Delimiter not found/)],
    ]);
  });

  conforms('tell a field that is missing though NOT NULL', async () => {
    const { detail } = await failedCopy('id INTEGER NOT NULL', { a: '1\n\\N\n' }, 'CSV');
    expect(detail.map((row) => [row[1], row[2], row[5], row[6]])).toEqual([
      [2, 'id', 1213, expect.stringMatching(/^Missing data for not-null field/)],
    ]);
  });

  conforms('tell dates, times and booleans that are none', async () => {
    const codes: Cell[] = [];
    for (const [type, value] of [
      ['DATE', '2026-02-31'],
      ['TIMESTAMP', 'yesterday'],
      ['BOOLEAN', 'maybe'],
    ] as const) {
      const { detail } = await failedCopy(`v ${type}`, { a: `${value}\n` }, 'CSV');
      codes.push(...detail.map((row) => row[5] ?? null));
    }
    expect(codes).toEqual([1205, 1206, 1210]);
  });

  conforms('tell a quote that does not close', async () => {
    const { detail } = await failedCopy('a VARCHAR(9)', { a: '"open\n' }, 'CSV');
    expect(detail.map((row) => row.slice(5))).toEqual([
      [1214, expect.stringMatching(/^Invalid quote formatting for CSV/)],
    ]);
  });

  conforms('tell bytes that are no UTF-8', async () => {
    const file = Uint8Array.from([0x61, 0xe9, 0x62, 0x0a]);
    const { detail } = await failedCopy('a VARCHAR(9)', { a: file }, 'CSV');
    expect(detail.map((row) => row.slice(5))).toEqual([
      [1220, expect.stringMatching(/^String contains invalid or unsupported UTF8 codepoints/)],
    ]);
  });

  conforms('name file and column of a Parquet value that is too long', async () => {
    const { stage, text, detail } = await failedCopy(
      'id INTEGER, title VARCHAR(5)',
      { a: parquetFile('firstTitle'), b: parquetFile('longTitle') },
      'FORMAT AS PARQUET',
    );
    expect(text).toMatch(/^ERROR: Spectrum Scan Error\s.*code: +15007\s.*context: /s);
    expect(detail.map((row) => [row[0], row[5], row[6]])).toEqual([
      [
        `${stage}b`,
        15007,
        expect.stringMatching(
          /^Spectrum Scan Error\. The length of the data column title is longer than the length defined in the table/,
        ),
      ],
    ]);
  });

  conforms('name file and column of a Parquet type that does not fit', async () => {
    const { stage, detail } = await failedCopy('n INTEGER', { a: parquetFile('text') }, 'FORMAT AS PARQUET');
    expect(detail.map((row) => [row[0], row[5]])).toEqual([[`${stage}a`, 15007]]);
    expect(detail[0]?.[6]).toContain(`has an incompatible Parquet schema for column '${stage}a.n'`);
  });
});
