import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage } from '../resources/copy.js';
import { parquetFile } from '../resources/parquet-files.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

const PARQUET = 'FORMAT AS PARQUET';

/** A table of those columns in a schema of the case. */
async function createTable(columns: string): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (${columns})`);
  return table;
}

conformance('redshift-data', 'COPY of Parquet', (conforms) => {
  conforms('loads every file below a prefix, by position whatever the columns are called', async () => {
    const table = await createTable('id INTEGER, title VARCHAR(10)');
    const stage = await createStage({
      'in/a.parquet': parquetFile('firstTitle'),
      'in/b.parquet': parquetFile('secondTitle'),
      'other.parquet': parquetFile('longTitle'),
    });
    const { ResultRows } = await execute(copy(table, `${stage}in/`, PARQUET));
    expect(ResultRows).toBe(2);
    expect(await query(`SELECT id, title FROM ${table} ORDER BY id`)).toEqual([
      [1, 'eins'],
      [2, 'zwei'],
    ]);
  });

  conforms('loads the columns of a list, and gives the others their default', async () => {
    const table = await createTable(`other VARCHAR(10) DEFAULT 'none', id INTEGER, title VARCHAR(10)`);
    const stage = await createStage({ 'a.parquet': parquetFile('firstTitle') });
    await execute(copy(`${table} (id, title)`, `${stage}a.parquet`, PARQUET));
    expect(await query(`SELECT id, title, other FROM ${table}`)).toEqual([[1, 'eins', 'none']]);
  });

  conforms('keeps every value', async () => {
    const table = await createTable(
      'a SMALLINT, b BIGINT, c DECIMAL(10,2), d DOUBLE PRECISION, e REAL, f BOOLEAN, g DATE, h TIMESTAMP',
    );
    const stage = await createStage({ 'a.parquet': parquetFile('values') });
    await execute(copy(table, stage, PARQUET));
    expect(
      await query(
        `SELECT a, b = 9007199254740993, c, d, e, f, g, h = '2026-02-28 23:59:59.123456' FROM ${table}`,
      ),
    ).toEqual([[12, true, '1.50', 0.1, 0.5, true, '2026-02-28', true]]);
  });

  conforms('refuses a file with more or fewer columns than the table', async () => {
    const table = await createTable('id INTEGER');
    const stage = await createStage({ 'a.parquet': parquetFile('firstTitle') });
    expect(await errorOf(copy(table, stage, PARQUET))).toMatch(
      /Unmatched number of columns between table and file.*Table columns: 1, Data columns: 2/s,
    );
  });

  conforms('casts nothing: text is no number, and an integer has the width of its column', async () => {
    const table = await createTable('n INTEGER');
    for (const file of ['text', 'bigint'] as const) {
      const stage = await createStage({ 'a.parquet': parquetFile(file) });
      expect(await errorOf(copy(table, stage, PARQUET))).toMatch(/incompatible Parquet schema for column/);
    }
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
  });

  conforms('loads all files or none, and counts the bytes of text', async () => {
    const table = await createTable('id INTEGER, title VARCHAR(5)');
    const stage = await createStage({
      'a.parquet': parquetFile('firstTitle'),
      'b.parquet': parquetFile('longTitle'),
    });
    expect(await errorOf(copy(table, stage, PARQUET))).toMatch(
      /The length of the data column title is longer than the length defined in the table/,
    );
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
    await execute(`ALTER TABLE ${table} ALTER COLUMN title TYPE VARCHAR(6)`);
    await execute(copy(table, stage, PARQUET));
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('refuses a NULL for a column that is NOT NULL', async () => {
    const table = await createTable('n INTEGER NOT NULL');
    const stage = await createStage({ 'a.parquet': parquetFile('noInteger') });
    await errorOf(copy(table, stage, PARQUET));
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
  });

  conforms('refuses what is not Parquet', async () => {
    const table = await createTable('n INTEGER');
    const stage = await createStage({ 'a.parquet': 'not Parquet at all' });
    expect(await errorOf(copy(table, stage, PARQUET))).toMatch(/^ERROR: /);
  });

  conforms('loads a list into SUPER with SERIALIZETOJSON alone', async () => {
    const table = await createTable('id INTEGER, genres SUPER');
    const stage = await createStage({ 'a.parquet': parquetFile('nested') });
    expect(await errorOf(copy(table, stage, PARQUET))).toMatch(/requires SERIALIZETOJSON option/);
    await execute(copy(table, stage, `${PARQUET} SERIALIZETOJSON`));
    expect(await query(`SELECT id, JSON_SERIALIZE(genres), genres[1]::VARCHAR FROM ${table}`)).toEqual([
      [1, '["Drama","Short"]', 'Short'],
    ]);
  });

  conforms('refuses options for rows of text', async () => {
    const table = await createTable('n INTEGER');
    const stage = await createStage({ 'a.parquet': parquetFile('integer') });
    for (const [option, name] of [
      ['MAXERROR 5', 'MAXERROR'],
      ['TRUNCATECOLUMNS', 'TRUNCATECOLUMNS'],
      [`DELIMITER ','`, 'DELIMITER'],
      ['IGNOREHEADER 1', 'IGNOREHEADER'],
    ] as const) {
      expect(await errorOf(copy(table, stage, `${PARQUET} ${option}`))).toMatch(
        new RegExp(`${name} argument is not supported for PARQUET based COPY`),
      );
    }
  });

  conforms('is undone with its transaction', async () => {
    const table = await createTable('n INTEGER');
    const stage = await createStage({ 'a.parquet': parquetFile('integer') });
    await errorOf(copy(table, stage, PARQUET), `SELECT absent FROM ${table}`);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
  });

  conforms('loads into a temporary table that its batch has made', async () => {
    const table = await createTable('n INTEGER');
    const stage = await createStage({ 'a.parquet': parquetFile('integer') });
    await execute(
      'CREATE TEMP TABLE incoming (n INTEGER)',
      copy('incoming', stage, PARQUET),
      `INSERT INTO ${table} SELECT n + 1 FROM incoming`,
    );
    expect(await query(`SELECT n FROM ${table}`)).toEqual([[8]]);
    expect(await errorOf('SELECT * FROM incoming')).toMatch(/does not exist/);
  });
});
