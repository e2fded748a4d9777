import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { createSchema, errorOf, execute, query } from '../resources/warehouse.js';

async function createTable(definition: string): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} ${definition}`);
  return table;
}

conformance('redshift-data', 'tables', (conforms) => {
  conforms('accepts keys without enforcing them', async () => {
    const table = await createTable('(id BIGINT, name VARCHAR(9) UNIQUE, PRIMARY KEY (id))');
    await execute(`INSERT INTO ${table} VALUES (1, 'a'), (1, 'a')`);
    expect(await query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[2]]);
  });

  conforms('enforces NOT NULL, of the columns of a primary key too', async () => {
    const table = await createTable('(id BIGINT, name VARCHAR(9) NOT NULL, PRIMARY KEY (id))');
    expect(await errorOf(`INSERT INTO ${table} (id) VALUES (1)`)).toMatch(
      /Cannot insert a NULL value into column name/i,
    );
    expect(await errorOf(`INSERT INTO ${table} (name) VALUES ('a')`)).toMatch(
      /Cannot insert a NULL value into column id/i,
    );
    expect(await errorOf(`UPDATE ${table} SET name = NULL`, `INSERT INTO ${table} VALUES (1, NULL)`)).toMatch(
      /NULL value/i,
    );
  });

  conforms('accepts distribution, sorting, compression and backup', async () => {
    const table = await createTable(
      `(id BIGINT ENCODE az64 DISTKEY, at TIMESTAMP ENCODE raw SORTKEY, t VARCHAR(9) ENCODE lzo) BACKUP YES DISTSTYLE KEY`,
    );
    const schema = table.split('.')[0] ?? '';
    await execute(
      `CREATE TABLE ${schema}.u (id BIGINT, at TIMESTAMP) DISTSTYLE AUTO COMPOUND SORTKEY (at, id)`,
    );
    await execute(`INSERT INTO ${table} (id) VALUES (1)`);
    expect(await query(`SELECT id, at FROM ${table}`)).toEqual([[1, null]]);
  });

  conforms('counts the bytes of text, not its characters', async () => {
    const table = await createTable('(v VARCHAR(3))');
    await execute(`INSERT INTO ${table} VALUES ('äb')`);
    expect(await errorOf(`INSERT INTO ${table} VALUES ('ääb')`)).toMatch(
      /^ERROR: value too long for type character varying\(3\)/i,
    );
    expect(await errorOf(`UPDATE ${table} SET v = v || 'c'`)).toMatch(
      /value too long for type character varying\(3\)/i,
    );
    expect(await query(`SELECT v, LEN(v), OCTET_LENGTH(v) FROM ${table}`)).toEqual([['äb', 2, 3]]);
  });

  conforms('gives VARCHAR 256 bytes unless told otherwise, and MAX 65535', async () => {
    const table = await createTable('(v VARCHAR, m VARCHAR(MAX), t TEXT)');
    const [schema, name] = table.split('.');
    expect(
      await query(
        `SELECT column_name, data_type, character_maximum_length FROM svv_columns
         WHERE table_schema = '${schema}' AND table_name = '${name}' ORDER BY ordinal_position`,
      ),
    ).toEqual([
      ['v', 'character varying', 256],
      ['m', 'character varying', 65_535],
      ['t', 'character varying', 256],
    ]);
  });

  conforms('describes its columns', async () => {
    const table = await createTable(
      `(a INTEGER NOT NULL, b BIGINT, c DECIMAL(10,2), d DOUBLE PRECISION, e BOOLEAN, f DATE, g TIMESTAMP, h TIMESTAMPTZ,
        i SUPER, j SMALLINT, k REAL)`,
    );
    const [schema, name] = table.split('.');
    expect(
      await query(
        `SELECT column_name, data_type, is_nullable FROM svv_columns
         WHERE table_schema = '${schema}' AND table_name = '${name}' ORDER BY ordinal_position`,
      ),
    ).toEqual([
      ['a', 'integer', 'NO'],
      ['b', 'bigint', 'YES'],
      ['c', 'numeric', 'YES'],
      ['d', 'double precision', 'YES'],
      ['e', 'boolean', 'YES'],
      ['f', 'date', 'YES'],
      ['g', 'timestamp without time zone', 'YES'],
      ['h', 'timestamp with time zone', 'YES'],
      ['i', 'super', 'YES'],
      ['j', 'smallint', 'YES'],
      ['k', 'real', 'YES'],
    ]);
    expect(
      await query(
        `SELECT numeric_precision, numeric_scale FROM svv_columns
         WHERE table_schema = '${schema}' AND table_name = '${name}' AND column_name = 'c'`,
      ),
    ).toEqual([[10, 2]]);
  });

  conforms('folds the case of names, quoted ones too', async () => {
    const table = await createTable('("Id" INTEGER, OTHER INTEGER)');
    await execute(`INSERT INTO ${table.toUpperCase()} ("ID", "other") VALUES (1, 2)`);
    expect(await query(`SELECT id, Other FROM ${table}`)).toEqual([[1, 2]]);
  });

  conforms('takes names of 127 bytes', async () => {
    const name = 'n'.repeat(100);
    const table = await createTable(`(${name}_a INTEGER, ${name}_b INTEGER)`);
    await execute(`INSERT INTO ${table} (${name}_a, ${name}_b) VALUES (1, 2)`);
    expect(await query(`SELECT ${name}_b, ${name}_a FROM ${table}`)).toEqual([[2, 1]]);
  });

  conforms('fills in defaults', async () => {
    const table = await createTable(
      `(id INTEGER, n INTEGER DEFAULT 1 + 1, at TIMESTAMP DEFAULT SYSDATE NOT NULL)`,
    );
    await execute(
      `INSERT INTO ${table} (id) VALUES (1)`,
      `INSERT INTO ${table} VALUES (2, DEFAULT, '2020-01-01')`,
    );
    expect(await query(`SELECT id, n, at > '2025-01-01' FROM ${table} ORDER BY id`)).toEqual([
      [1, 2, true],
      [2, 2, false],
    ]);
  });

  conforms('adds a column to rows that are there', async () => {
    const table = await createTable('(id INTEGER)');
    await execute(`INSERT INTO ${table} VALUES (1)`);
    await execute(`ALTER TABLE ${table} ADD COLUMN v VARCHAR(3) DEFAULT 'new' NOT NULL`);
    await execute(`ALTER TABLE ${table} ADD COLUMN w BIGINT`);
    expect(await query(`SELECT id, v, w FROM ${table}`)).toEqual([[1, 'new', null]]);
    expect(await errorOf(`UPDATE ${table} SET v = 'long'`)).toMatch(/value too long/i);
    expect(await errorOf(`ALTER TABLE ${table} ADD COLUMN x INTEGER NOT NULL`)).toMatch(/default/i);
    expect(await errorOf(`ALTER TABLE ${table} ADD COLUMN v INTEGER`)).toMatch(/already exists/);
  });

  conforms('widens VARCHAR alone, and not within a transaction', async () => {
    const table = await createTable('(v VARCHAR(2), n INTEGER)');
    await execute(`INSERT INTO ${table} VALUES ('ab', 1)`);
    await execute(`ALTER TABLE ${table} ALTER COLUMN v TYPE VARCHAR(4)`);
    await execute(`UPDATE ${table} SET v = 'abcd'`);
    await errorOf(`ALTER TABLE ${table} ALTER COLUMN n TYPE BIGINT`);
    expect(await errorOf(`SELECT 1`, `ALTER TABLE ${table} ALTER COLUMN v TYPE VARCHAR(8)`)).toMatch(
      /cannot run inside a transaction block/,
    );
  });

  conforms('compresses a column otherwise, whatever it holds', async () => {
    const table = await createTable('(v VARCHAR(4) ENCODE bytedict, n INTEGER)');
    await execute(`INSERT INTO ${table} VALUES ('ab', 1)`);
    await execute(`ALTER TABLE ${table} ALTER COLUMN v ENCODE ZSTD`);
    await execute(`ALTER TABLE ${table} ALTER COLUMN v TYPE VARCHAR(8)`);
    await execute(`ALTER TABLE ${table} ADD COLUMN w VARCHAR(4) ENCODE lzo`);
    expect(await query(`SELECT v, w FROM ${table}`)).toEqual([['ab', null]]);
    expect(await errorOf(`ALTER TABLE ${table} ALTER COLUMN absent ENCODE ZSTD`)).toMatch(/does not exist/);
  });

  conforms('does not narrow VARCHAR below what it holds', async () => {
    const table = await createTable('(v VARCHAR(8))');
    await execute(`INSERT INTO ${table} VALUES ('abcdef')`);
    await errorOf(`ALTER TABLE ${table} ALTER COLUMN v TYPE VARCHAR(4)`);
    expect(await query(`SELECT v FROM ${table}`)).toEqual([['abcdef']]);
  });

  conforms('renames and drops columns and tables', async () => {
    const table = await createTable('(a INTEGER, b INTEGER)');
    await execute(`INSERT INTO ${table} VALUES (1, 2)`);
    await execute(`ALTER TABLE ${table} RENAME COLUMN a TO z`);
    await execute(`ALTER TABLE ${table} DROP COLUMN b`);
    await execute(`ALTER TABLE ${table} RENAME TO u`);
    const renamed = table.replace(/\.t$/, '.u');
    expect(await query(`SELECT * FROM ${renamed}`)).toEqual([[1]]);
    await execute(`DROP TABLE ${renamed}`);
    await execute(`DROP TABLE IF EXISTS ${renamed}`);
    expect(await errorOf(`DROP TABLE ${renamed}`)).toMatch(/does not exist/);
  });

  conforms('makes a table of a query', async () => {
    const table = await createTable('(id INTEGER, v VARCHAR(9))');
    const schema = table.split('.')[0] ?? '';
    await execute(`INSERT INTO ${table} VALUES (1, 'a'), (2, 'b')`);
    await execute(
      `CREATE TABLE ${schema}.u DISTKEY (id) AS SELECT id, COUNT(*) AS n FROM ${table} GROUP BY id`,
    );
    await execute(`CREATE TABLE ${schema}.v (x, y) AS SELECT id, v FROM ${table} WHERE id = 2`);
    expect(await query(`SELECT id, n FROM ${schema}.u ORDER BY id`)).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(await query(`SELECT y, x FROM ${schema}.v`)).toEqual([['b', 2]]);
    expect(await errorOf(`CREATE TABLE ${schema}.u (id INTEGER)`)).toMatch(/already exists/);
    await execute(`CREATE TABLE IF NOT EXISTS ${schema}.u (id INTEGER)`);
  });

  conforms('makes a table like another, with its limits, and its defaults when asked', async () => {
    const table = await createTable(`(id INTEGER NOT NULL, v VARCHAR(3) DEFAULT 'x')`);
    const schema = table.split('.')[0] ?? '';
    await execute(`CREATE TABLE ${schema}.u (LIKE ${table})`);
    await execute(`CREATE TABLE ${schema}.v (LIKE ${table} INCLUDING DEFAULTS)`);
    await execute(`INSERT INTO ${schema}.u (id) VALUES (1)`, `INSERT INTO ${schema}.v (id) VALUES (1)`);
    expect(await query(`SELECT u.v, v.v FROM ${schema}.u u JOIN ${schema}.v v ON u.id = v.id`)).toEqual([
      [null, 'x'],
    ]);
    expect(await errorOf(`INSERT INTO ${schema}.u VALUES (2, 'long')`)).toMatch(/value too long/i);
    expect(await errorOf(`INSERT INTO ${schema}.u (v) VALUES ('a')`)).toMatch(/NULL value/i);
  });

  conforms('keeps a temporary table to its session', async () => {
    const { Id } = await execute(
      'CREATE TEMP TABLE scratch (n INTEGER)',
      'INSERT INTO scratch VALUES (1)',
      'SELECT n FROM scratch',
    );
    expect(Id).toBeDefined();
    expect(await errorOf('SELECT n FROM scratch')).toMatch(/does not exist/);
  });

  conforms('reads through a view, and replaces it', async () => {
    const table = await createTable('(id INTEGER)');
    const schema = table.split('.')[0] ?? '';
    await execute(`INSERT INTO ${table} VALUES (1), (2)`);
    await execute(`CREATE VIEW ${schema}.w AS SELECT id FROM ${table} WHERE id > 1`);
    await execute(`CREATE OR REPLACE VIEW ${schema}.w AS SELECT id FROM ${table} WHERE id < 2`);
    expect(await query(`SELECT id FROM ${schema}.w`)).toEqual([[1]]);
    await execute(`DROP VIEW ${schema}.w`);
  });

  conforms('refuses a column twice and a type that there is not', async () => {
    const schema = await createSchema();
    expect(await errorOf(`CREATE TABLE ${schema}.t (a INTEGER, "A" INTEGER)`)).toMatch(
      /more than once|duplicate/i,
    );
    expect(await errorOf(`CREATE TABLE ${schema}.t (a HUGEINT)`)).toMatch(/type "hugeint" does not exist/);
    expect(await errorOf(`CREATE TABLE ${schema}.t (a VARCHAR(65536))`)).toMatch(/^ERROR: /);
    expect(await errorOf(`CREATE TABLE ${schema}.t (a DECIMAL(39,0))`)).toMatch(/^ERROR: /);
  });

  conforms('refuses a word that is reserved as the name of a column', async () => {
    const schema = await createSchema();
    for (const word of ['tag', 'percent', 'snapshot', 'partition', 'offset']) {
      expect(await errorOf(`CREATE TABLE ${schema}.t (${word} INTEGER)`)).toMatch(/syntax error/);
    }
    await execute(`CREATE TABLE ${schema}.t ("tag" INTEGER)`);
  });
});
