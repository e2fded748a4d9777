import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage, manifest } from '../resources/copy.js';
import { parquetFile } from '../resources/parquet-files.js';
import { putObject } from '../resources/stage.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

const PARQUET = 'FORMAT AS PARQUET MANIFEST';
const bytes = parquetFile('integer');

async function createTable(): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (n INTEGER)`);
  return table;
}

/** Puts a manifest beside the objects that it lists. */
const putManifest = (stage: string, body: string): Promise<string> => putObject(`${stage}manifest`, body);

conformance('redshift-data', 'sources of COPY', (conforms) => {
  conforms('loads what a manifest lists and nothing else', async () => {
    const table = await createTable();
    const stage = await createStage({ 'in/a': bytes, 'in/b': bytes, 'in/c': bytes });
    const listed = ['in/a', 'in/c'].map((key) => ({
      url: `${stage}${key}`,
      mandatory: true,
      length: bytes.length,
    }));
    await execute(copy(table, await putManifest(stage, manifest(...listed)), PARQUET));
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('takes the keys of a manifest as they are, patterns and spaces too', async () => {
    const table = await createTable();
    const keys = ['day=1/a b.csv', 'day=1/a+b?*.csv', `day=1/it's [1].csv`];
    const stage = await createStage({
      ...Object.fromEntries(keys.map((key, n) => [key, `${n}\n`])),
      'day=1/a+bxx.csv': '9\n',
    });
    const entries = keys.map((key) => ({ url: `${stage}${key}`, mandatory: true }));
    await execute(copy(table, await putManifest(stage, manifest(...entries)), 'CSV MANIFEST'));
    expect(await query(`SELECT n FROM ${table} ORDER BY n`)).toEqual([[0], [1], [2]]);
  });

  conforms('asks for the length of each Parquet file of a manifest', async () => {
    const table = await createTable();
    const stage = await createStage({ a: bytes });
    const url = await putManifest(stage, manifest({ url: `${stage}a`, mandatory: true }));
    expect(await errorOf(copy(table, url, PARQUET))).toMatch(/File entry does not have 'meta' key/);
  });

  conforms('fails when a mandatory file is missing, and skips one that is not', async () => {
    const table = await createTable();
    const stage = await createStage({ a: bytes });
    const there = { url: `${stage}a`, mandatory: true, length: bytes.length };
    const absent = { url: `${stage}absent`, length: bytes.length };
    const strict = await putManifest(stage, manifest(there, { ...absent, mandatory: true }));
    await errorOf(copy(table, strict, PARQUET));
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[0]]);
    const lenient = await putManifest(stage, manifest(there, { ...absent, mandatory: false }));
    await execute(copy(table, lenient, PARQUET));
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[1]]);
  });

  conforms('fails when there is none of the files, mandatory or not', async () => {
    const table = await createTable();
    const stage = await createStage({});
    const url = await putManifest(stage, manifest({ url: `${stage}absent`, mandatory: false }));
    expect(await errorOf(copy(table, url, 'CSV MANIFEST'))).toMatch(/^ERROR: /);
  });

  conforms("gives S3's own code for a manifest that is missing", async () => {
    const table = await createTable();
    const stage = await createStage({});
    expect(await errorOf(copy(table, `${stage}absent`, PARQUET))).toMatch(
      /Problem reading manifest file - S3ServiceException:[^\n]*,Status 404,Error NoSuchKey/,
    );
  });

  conforms('refuses a manifest that is no JSON', async () => {
    const table = await createTable();
    const stage = await createStage({});
    const url = await putManifest(stage, 'no JSON');
    expect(await errorOf(copy(table, url, 'CSV MANIFEST'))).toMatch(/^ERROR: /);
  });

  conforms('says which prefix has no objects', async () => {
    const table = await createTable();
    const stage = await createStage({ 'in/a': '1\n' });
    expect(await errorOf(copy(table, `${stage}out/`, 'CSV'))).toMatch(
      /^ERROR: The specified S3 prefix '[^']*out\/' does not exist/,
    );
  });

  conforms('asks for authorisation', async () => {
    const table = await createTable();
    expect(await errorOf(`COPY ${table} FROM 's3://bucket/key' CSV`)).toMatch(/^ERROR: /);
  });

  conforms('fails where there is no table, and for a column that the table has not', async () => {
    const table = await createTable();
    const stage = await createStage({ a: '1\n' });
    expect(await errorOf(copy(`${table}_absent`, stage, 'CSV'))).toMatch(/does not exist/);
    expect(await errorOf(copy(`${table} (absent)`, stage, 'CSV'))).toMatch(/absent.* does not exist/s);
  });
});
