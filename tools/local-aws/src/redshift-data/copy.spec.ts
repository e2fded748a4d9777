import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
});
afterAll(() => redshift.stop());

const ROLE = `IAM_ROLE 'arn:aws:iam::000000000000:role/loader'`;
const PARQUET = `${ROLE} FORMAT AS PARQUET`;
let tables = 0;
const table = async (columns: string): Promise<string> => {
  tables += 1;
  await redshift.ok(`CREATE TABLE c${tables} (${columns})`);
  return `c${tables}`;
};
const count = async (name: string) => (await redshift.query(`SELECT count(*) FROM ${name}`))[0]?.[0];
const lastLoadError = () =>
  redshift.query(
    'SELECT file_name, column_name, error_code, error_message FROM sys_load_error_detail ORDER BY query_id DESC LIMIT 1',
  );

describe('COPY … PARQUET', () => {
  it('loads a prefix by position, whatever the columns are called', async () => {
    const name = await table('id int, title varchar(10), at timestamp');
    await redshift.parquet('p1/a', `SELECT 1::INT x, 'eins' y, TIMESTAMP '2026-01-01 00:00:00' z`);
    await redshift.parquet('p1/b', `SELECT 2::INT k, 'zwei' t, TIMESTAMPTZ '2026-01-01 00:00:00+00' moment`);
    const described = await redshift.ok(`COPY ${name} FROM 's3://staging/p1/' ${PARQUET}`);
    expect(described.ResultRows).toBe(2);
    expect(await redshift.query(`SELECT id, title, at FROM ${name} ORDER BY id`)).toEqual([
      [1, 'eins', '2026-01-01 00:00:00'],
      [2, 'zwei', '2026-01-01 00:00:00'],
    ]);
  });

  it('takes a column list', async () => {
    const name = await table(`id int, title varchar(10), extra varchar DEFAULT 'none'`);
    await redshift.parquet('p2/a', `SELECT 'eins' y, 1::INT x`);
    await redshift.ok(`COPY ${name} (title, id) FROM 's3://staging/p2/' ${PARQUET}`);
    expect(await redshift.query(`SELECT id, title, extra FROM ${name}`)).toEqual([[1, 'eins', 'none']]);
  });

  it.each([
    ['too few columns', 'id int, title varchar(10)', 'SELECT 1::INT a', 'Unmatched number of columns'],
    ['another integer width', 'id bigint', 'SELECT 1::INT a', 'incompatible Parquet schema for column'],
    [
      'another decimal',
      'id decimal(10,2)',
      'SELECT 1::DECIMAL(12,2) a',
      'incompatible Parquet schema for column',
    ],
    ['text for a number', 'id int', `SELECT '1' a`, 'incompatible Parquet schema for column'],
  ])('refuses %s', async (what, columns, query, message) => {
    const name = await table(columns);
    const key = `refused/${what.replaceAll(' ', '-')}`;
    await redshift.parquet(key, query);
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/${key}' ${PARQUET}`)).toContain(message);
    expect((await lastLoadError())[0]?.[0]).toBe(`s3://staging/${key}`);
  });

  it('loads all files or none, and says which value did not fit', async () => {
    const name = await table('id int, title varchar(4)');
    await redshift.parquet('p3/a', `SELECT 1::INT a, 'eins' b`);
    await redshift.parquet('p3/b', `SELECT 2::INT c, 'zwölf' d`);
    const error = await redshift.error(`COPY ${name} FROM 's3://staging/p3/' ${PARQUET}`);
    expect(error).toMatch(/^ERROR: Spectrum Scan Error.*code: 1204.*title.*p3\/b/);
    expect(await count(name)).toBe(0);
    expect(await lastLoadError()).toEqual([
      [
        's3://staging/p3/b',
        'title',
        1204,
        expect.stringContaining('longer than the length defined in the table (4)'),
      ],
    ]);
  });

  it('refuses a NULL for a NOT NULL column', async () => {
    const name = await table('id int NOT NULL');
    await redshift.parquet('p4/a', 'SELECT NULL::INT a');
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/p4/' ${PARQUET}`)).toContain('code: 1213');
    expect((await lastLoadError())[0]?.slice(0, 3)).toEqual(['s3://staging/p4/a', 'id', 1213]);
  });

  it('refuses what is not Parquet, without telling local paths', async () => {
    const name = await table('id int');
    await redshift.objects.put('staging', 'p5/a', Buffer.from('not parquet at all'));
    const error = await redshift.error(`COPY ${name} FROM 's3://staging/p5/' ${PARQUET}`);
    expect(error).toContain('Invalid Parquet file');
    expect(error).not.toContain(redshift.directory);
  });

  it('loads nested columns into SUPER with SERIALIZETOJSON', async () => {
    const name = await table('id int, genres super');
    await redshift.parquet('p6/a', `SELECT 1::INT a, ['Drama', 'Short'] b`);
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/p6/' ${PARQUET}`)).toContain('incompatible');
    await redshift.ok(`COPY ${name} FROM 's3://staging/p6/' ${PARQUET} SERIALIZETOJSON`);
    expect(await redshift.query(`SELECT genres FROM ${name}`)).toEqual([['["Drama","Short"]']]);
  });

  it.each([
    [`FORMAT AS PARQUET`, 'IAM_ROLE or CREDENTIALS is required'],
    [`${PARQUET} REGION 'eu-central-1'`, 'REGION argument is not supported for PARQUET'],
    [`${PARQUET} MAXERROR 5`, 'MAXERROR argument is not supported for PARQUET'],
    [`${PARQUET} GZIP`, 'GZIP argument is not supported for PARQUET'],
    [`${PARQUET} TRUNCATECOLUMNS`, 'is not implemented by local-aws'],
    [`${PARQUET} NOSUCHOPTION`, 'syntax error at or near "nosuchoption"'],
    [`IAM_ROLE 'me' FORMAT PARQUET`, 'Invalid IAM_ROLE'],
  ])('refuses %s', async (options, message) => {
    const name = await table('id int');
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/p1/' ${options}`)).toContain(message);
  });

  it('refuses a prefix without objects', async () => {
    const name = await table('id int');
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/nothing' ${PARQUET}`)).toContain(
      "The specified S3 prefix 'nothing' does not exist",
    );
  });
});

describe('COPY … MANIFEST', () => {
  it('loads what is listed and checks its length', async () => {
    const name = await table('id int');
    const { sizeBytes } = await redshift.parquet('m/a', 'SELECT 1::INT a');
    await redshift.parquet('m/not-listed', 'SELECT 2::INT a');
    await redshift.manifest('m/good', [
      { key: 'm/a', bytes: sizeBytes },
      { key: 'm/absent', bytes: 1, mandatory: false },
    ]);
    await redshift.ok(`COPY ${name} FROM 's3://staging/m/good' ${PARQUET} MANIFEST`);
    expect(await redshift.query(`SELECT id FROM ${name}`)).toEqual([[1]]);
    await redshift.manifest('m/wrong-length', [{ key: 'm/a', bytes: sizeBytes + 1 }]);
    expect(
      await redshift.error(`COPY ${name} FROM 's3://staging/m/wrong-length' ${PARQUET} MANIFEST`),
    ).toContain('content_length');
    await redshift.manifest('m/missing', [{ key: 'm/absent', bytes: 1 }]);
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/m/missing' ${PARQUET} MANIFEST`)).toContain(
      'Mandatory url is not present',
    );
    await redshift.objects.put(
      'staging',
      'm/no-length',
      Buffer.from('{"entries":[{"url":"s3://staging/m/a"}]}'),
    );
    expect(
      await redshift.error(`COPY ${name} FROM 's3://staging/m/no-length' ${PARQUET} MANIFEST`),
    ).toContain('content_length');
  });
});

describe('COPY of text', () => {
  it('reads CSV with its header, quotes and NULL marker', async () => {
    const name = await table('id int, title varchar(20)');
    await redshift.objects.put('staging', 't/a.csv', gzipSync('id,title\n1,"a, ""b"""\n,\\N\n'));
    await redshift.ok(
      `COPY ${name} FROM 's3://staging/t/a.csv' ${ROLE} CSV GZIP IGNOREHEADER 1 TIMEFORMAT 'auto'`,
    );
    expect(await redshift.query(`SELECT id, title FROM ${name} ORDER BY id`)).toEqual([
      [1, 'a, "b"'],
      [null, null],
    ]);
  });

  it('reads JSON by name', async () => {
    const name = await table('id int, title varchar(20), tags super');
    await redshift.objects.put(
      'staging',
      't/a.json',
      Buffer.from('{"title":"x","id":1,"tags":[1]}\n{"id":2}\n'),
    );
    await redshift.ok(`COPY ${name} FROM 's3://staging/t/a.json' ${ROLE} FORMAT JSON 'auto'`);
    expect(await redshift.query(`SELECT id, title, tags FROM ${name} ORDER BY id`)).toEqual([
      [1, 'x', '[1]'],
      [2, null, null],
    ]);
  });

  it('points at the load errors', async () => {
    const name = await table('id int');
    await redshift.objects.put('staging', 't/bad.csv', Buffer.from('one\n'));
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/t/bad.csv' ${ROLE} CSV`)).toMatch(
      /^ERROR: Load into table '.*' failed\. Check 'sys_load_error_detail'/,
    );
    expect((await lastLoadError())[0]?.[0]).toBe('s3://staging/t/bad.csv');
  });
});
