import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
});
afterAll(() => redshift.stop());

const FROM = `IAM_ROLE 'arn:aws:iam::000000000000:role/loader'`;
let tables = 0;
const table = async (columns: string): Promise<string> => {
  tables += 1;
  await redshift.ok(`CREATE TABLE c${tables} (${columns})`);
  return `c${tables}`;
};
const put = (key: string, body: string | Buffer) => redshift.objects.put('staging', key, Buffer.from(body));
/** Files of COPY's own that are left over. */
const leftovers = async () => (await readdir(redshift.directory)).filter((name) => name.startsWith('copy-'));

describe('COPY of Parquet', () => {
  it('refuses what is not Parquet, without telling local paths', async () => {
    const name = await table('id int');
    await put('bad/a', 'not parquet');
    const error = await redshift.error(`COPY ${name} FROM 's3://staging/bad/a' ${FROM} FORMAT AS PARQUET`);
    expect(error).toMatch(/code: +15007\s+context: +File 'https:\/\/s3\.amazonaws\.com\/staging\/bad\/a'/);
    expect(error).not.toContain(redshift.directory);
  });

  it('takes a moment in UTC and one without a zone for TIMESTAMP', async () => {
    const name = await table('at timestamp');
    await redshift.parquet('zone/a', `SELECT TIMESTAMP '2026-01-01 00:00:00' z`);
    await redshift.parquet('zone/b', `SELECT TIMESTAMPTZ '2026-01-01 00:00:00+00' moment`);
    await redshift.ok(`COPY ${name} FROM 's3://staging/zone/' ${FROM} FORMAT AS PARQUET`);
    expect(await redshift.query(`SELECT COUNT(*) FROM ${name} WHERE at = '2026-01-01'`)).toEqual([[2]]);
  });

  it.each([
    ['a narrower integer', 'id bigint', 'SELECT 1::INT a'],
    ['a decimal of other precision', 'id decimal(10,2)', 'SELECT 1::DECIMAL(12,2) a'],
    ['a real for a double', 'id double precision', 'SELECT 1::FLOAT a'],
    ['a text for SUPER', 'id super', `SELECT '[1]' a`],
  ])('refuses %s', async (what, columns, query) => {
    const name = await table(columns);
    const key = `refused/${what.replaceAll(' ', '-')}`;
    await redshift.parquet(key, query);
    expect(
      await redshift.error(
        `COPY ${name} FROM 's3://staging/${key}' ${FROM} FORMAT AS PARQUET SERIALIZETOJSON`,
      ),
    ).toContain('incompatible Parquet schema for column');
  });

  it('refuses a manifest whose lengths are not those of the files', async () => {
    const name = await table('id int');
    const { sizeBytes } = await redshift.parquet('m/a', 'SELECT 1::INT a');
    for (const [bytes, message] of [
      [sizeBytes + 1, /HTTP response error code: 416 Message: InvalidRange/],
      [sizeBytes - 1, /code: +15007/],
    ] as const) {
      await redshift.manifest('m/manifest', [{ key: 'm/a', bytes }]);
      const error = await redshift.error(
        `COPY ${name} FROM 's3://staging/m/manifest' ${FROM} FORMAT AS PARQUET MANIFEST`,
      );
      expect(error).toMatch(message);
    }
  });
});

describe('COPY of text', () => {
  it('keeps any text that CSV can quote, and leaves no file behind', async () => {
    const name = await table('n int, v varchar(max)');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            '"',
            '""',
            ',',
            '\n',
            '\r',
            '\r\n',
            ' ',
            '\\',
            '\\N',
            'é',
            '\u{1f600}',
            '\ufeff',
            '|',
          ),
          {
            maxLength: 6,
          },
        )
        .map((parts) => parts.join('')),
    );
    const values = fc
      .sample(text, { numRuns: 500, seed: 5 })
      .filter((value) => !value.includes('\0') && value !== '\\N');
    const lines = values.map((value, n) => `${n},"${value.replaceAll('"', '""')}"\n`);
    await put('any.csv', lines.join(''));
    await redshift.ok(`COPY ${name} FROM 's3://staging/any.csv' ${FROM} CSV`);
    const found = await redshift.query(`SELECT MD5(v), n FROM ${name} ORDER BY n`);
    expect(found).toEqual(values.map((value, n) => [createHash('md5').update(value).digest('hex'), n]));
    expect(await leftovers()).toEqual([]);
  });

  it('keeps a row of several megabytes', async () => {
    const name = await table('s super');
    const list = JSON.stringify(Array.from({ length: 400_000 }, (_, n) => n));
    await put('large.json', `{"s": ${list}}`);
    await redshift.ok(`COPY ${name} FROM 's3://staging/large.json' ${FROM} JSON 'auto'`);
    expect(await redshift.query(`SELECT GET_ARRAY_LENGTH(s) FROM ${name}`)).toEqual([[400_000]]);
  });

  it('leaves no file behind when it fails', async () => {
    const name = await table('n int');
    await put('bad.csv', '1\nx\n');
    await redshift.error(`COPY ${name} FROM 's3://staging/bad.csv' ${FROM} CSV`);
    expect(await leftovers()).toEqual([]);
  });

  it('refuses what is said to be GZIP and is not', async () => {
    const name = await table('n int');
    await put('plain.csv', '1\n');
    expect(await redshift.error(`COPY ${name} FROM 's3://staging/plain.csv' ${FROM} CSV GZIP`)).toMatch(
      /^ERROR: Load into table/,
    );
  });
});
