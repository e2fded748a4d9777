import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
  await redshift.ok('CREATE TABLE t (k int, v varchar(20))', `INSERT INTO t VALUES (1, 'one'), (2, 'two')`);
});
afterAll(() => redshift.stop());

describe('what Redshift has not', () => {
  it.each([
    [`SELECT * FROM read_csv('/etc/passwd')`, /^ERROR: (syntax error|function read_csv)/],
    [`SELECT read_csv('/etc/passwd')`, /^ERROR: function read_csv\(\.\.\.\) does not exist/],
    [`SELECT count(*) FROM read_parquet('/x')`, /^ERROR: (syntax error|function read_parquet)/],
    [`SELECT glob('*')`, /^ERROR: function glob/],
    [`SELECT list_transform(k, 1) FROM t`, /^ERROR: function list_transform/],
    [`SELECT getenv('HOME')`, /^ERROR: function getenv/],
    [`SELECT current_setting('threads')`, /^ERROR: function current_setting/],
    [`SELECT pg_catalog.duckdb_settings()`, /^ERROR: function pg_catalog\.duckdb_settings/],
    [`SELECT * FROM "/etc/passwd"`, /^ERROR: relation/],
    [`SELECT * FROM "data.parquet"`, /^ERROR: relation/],
    [`SELECT * FROM duckdb_settings`, /^ERROR: relation/],
    [`SELECT * FROM sqlite_master`, /^ERROR: relation/],
    [`SELECT * FROM main.sys_load_error_detail`, /^ERROR: schema "main" does not exist/],
    [`DELETE FROM sys_load_error_detail`, /^ERROR: permission denied/],
    [`DROP VIEW svv_columns`, /^ERROR: permission denied/],
    [`DROP SCHEMA main CASCADE`, /^ERROR: schema "main" does not exist/],
    [`ATTACH '/tmp/x.db'`, /^ERROR: syntax error at or near "attach"/],
    [`INSTALL httpfs`, /^ERROR: syntax error at or near "install"/],
    [`LOAD httpfs`, /^ERROR: syntax error at or near "load"/],
    [`PRAGMA version`, /^ERROR: syntax error at or near "pragma"/],
    [`COPY t TO '/tmp/x.csv'`, /^ERROR: syntax error at or near "to"/],
    [`COPY t FROM '/etc/passwd' IAM_ROLE default CSV`, /^ERROR: The specified S3 path/],
    [`SET threads TO 8`, /^ERROR: unrecognized configuration parameter "threads"/],
    [`SET memory_limit TO '8GB'`, /^ERROR: unrecognized configuration parameter/],
    [`CALL pragma_version()`, /^ERROR: CALL is not implemented/],
    [`MERGE INTO t USING t s ON t.k = s.k WHEN MATCHED THEN DELETE`, /^ERROR: MERGE is not implemented/],
    [`CREATE TEMP TABLE s (LIKE t)`, /^ERROR: CREATE TABLE .*LIKE.* is not implemented/],
    [`CREATE MACRO f() AS 1`, /^ERROR: syntax error at or near "macro"/],
    [`CREATE SEQUENCE s`, /^ERROR: syntax error at or near "sequence"/],
    [`INSERT INTO t VALUES (1, 'a') RETURNING k`, /^ERROR: syntax error/],
    [`INSERT INTO t VALUES (1, 'a') ON CONFLICT DO NOTHING`, /^ERROR: syntax error/],
    [`SELECT * FROM (VALUES (1)) x`, /^ERROR: syntax error at or near "values"/],
    [`SELECT DISTINCT ON (k) k FROM t`, /^ERROR: syntax error/],
    [`SELECT count(*) FILTER (WHERE k = 1) FROM t`, /^ERROR: syntax error/],
    [`SELECT ARRAY[1]`, /^ERROR: syntax error/],
    [`SELECT k FROM t WHERE v ~ 'o'`, /^ERROR: the operator ~ is not implemented/],
    [`SELECT 1::hugeint`, /^ERROR: type "hugeint" does not exist/],
    [`SELECT $$x$$`, /^ERROR: syntax error/],
    [`SELECT {'a': 1}`, /^ERROR: syntax error/],
    [`FROM t`, /^ERROR: syntax error at or near "from"/],
    [`SELECT 1; SELECT 2`, /^ERROR: cannot insert multiple commands/],
    [`SELECT 1; ATTACH 'x'`, /^ERROR: cannot insert multiple commands/],
    [`SELECT nosuch FROM t`, /^ERROR: column "nosuch" does not exist \[SQLState 42703\]/],
    [`SELECT * FROM nosuch.t`, /^ERROR: (relation|schema) "/],
    [`CREATE TABLE d (n int DEFAULT read_csv('x'))`, /^ERROR: function read_csv/],
    [`CREATE VIEW vv AS SELECT * FROM t WHERE glob('x')`, /^ERROR: function glob/],
    [`EXPLAIN SELECT glob('x')`, /^ERROR: function glob/],
    [``.padEnd(3, ' -'), /^ERROR: syntax error/],
  ])('%s', async (sql, error) => {
    expect(await redshift.error(sql)).toMatch(error);
  });

  it('a second statement behind a quoted name', async () => {
    await redshift.ok(`CREATE SCHEMA "x""; CREATE TABLE public.smuggled (k int); --"`);
    expect(await redshift.error('SELECT * FROM smuggled')).toMatch(
      /^ERROR: relation "smuggled" does not exist/,
    );
  });
});

describe("Redshift's own rules", () => {
  it.each([
    ['SELECT 5 / 2', [[2]]],
    ['SELECT k FROM (SELECT 1 AS k UNION ALL SELECT NULL) x ORDER BY k DESC', [[null], [1]]],
    ['SELECT k FROM (SELECT 1 AS k UNION ALL SELECT NULL) x ORDER BY k', [[1], [null]]],
    [`SELECT 'it\\'s', 'a\\\\b', 'c''d'`, [["it's", 'a\\b', "c'd"]]],
    [`SELECT NVL(NULL, 'x'), LEN('äb'), OCTET_LENGTH('äb'), CHARINDEX('b', 'ab')`, [['x', 2, 3, 2]]],
    [
      `SELECT DATEADD(day, 1, '2026-01-31'::date), DATEDIFF(day, '2026-01-01'::date, '2026-02-01'::date)`,
      [['2026-02-01 00:00:00', 31]],
    ],
    [`SELECT SHA2('x', 256)`, [['2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881']]],
    [`SELECT GET_ARRAY_LENGTH(JSON_PARSE('[1,2]')), JSON_TYPEOF(JSON_PARSE('{"a":1}'))`, [[2, 'object']]],
    [`SELECT "K", T."V" FROM "T" WHERE k = 1`, [[1, 'one']]],
    [`SELECT at, "by", show FROM (SELECT 1 AS at, 2 AS "by", 3 AS show) x ORDER BY at`, [[1, 2, 3]]],
    [`SELECT CAST('2026-01-01 00:00:00+00' AS timestamptz) AT TIME ZONE 'UTC'`, [['2026-01-01 00:00:00']]],
    [
      `SELECT TRIM(' a '), UPPER('b') || LOWER('C'), EXTRACT(year FROM DATE '2026-01-01')`,
      [['a', 'Bc', 2026]],
    ],
    [`WITH x AS (SELECT k FROM t) SELECT count(*) FROM x JOIN t USING (k)`, [[2]]],
    [`SELECT CASE WHEN GETDATE() > '2020-01-01' AND SYSDATE > '2020-01-01' THEN 1 END`, [[1]]],
  ])('%s', async (sql, rows) => {
    expect(await redshift.query(sql)).toEqual(rows);
  });

  it.each([
    'GRANT SELECT ON t TO someone',
    'REVOKE ALL ON t FROM someone',
    'ANALYZE t',
    'VACUUM t',
    `COMMENT ON TABLE t IS 'x'`,
    'BEGIN',
    `SET query_group TO 'loader'`,
  ])('%s is accepted', async (sql) => {
    expect((await redshift.run(sql)).Status).toBe('FINISHED');
  });

  it('explains', async () => {
    expect((await redshift.query('EXPLAIN SELECT count(*) FROM t')).length).toBeGreaterThan(0);
  });
});

describe('tables', () => {
  it('accept keys without enforcing them, and physical attributes without effect', async () => {
    await redshift.ok(
      `CREATE TABLE IF NOT EXISTS keyed (
         id BIGINT NOT NULL ENCODE az64 DISTKEY, "Other" VARCHAR UNIQUE, at TIMESTAMPTZ SORTKEY, amount DECIMAL(10,2) DEFAULT 0 NULL,
         small SMALLINT REFERENCES t (k), flag BOOLEAN DEFAULT false NOT NULL, payload SUPER, c CHAR(3),
         PRIMARY KEY (id), UNIQUE (id, "Other"), FOREIGN KEY (small) REFERENCES t (k)
       ) BACKUP YES DISTSTYLE KEY COMPOUND SORTKEY (id, at) ENCODE AUTO`,
    );
    await redshift.ok(`INSERT INTO keyed (id, other) VALUES (1, 'a'), (1, 'a')`);
    expect(await redshift.query('SELECT id, OTHER, amount, flag FROM keyed LIMIT 1')).toEqual([
      [1, 'a', '0.00', false],
    ]);
    expect(await redshift.error('INSERT INTO keyed (id) VALUES (NULL)')).toContain(
      'Cannot insert a NULL value into column id',
    );
    expect(
      await redshift.query(
        `SELECT column_name, data_type, character_maximum_length, is_nullable FROM svv_columns WHERE table_name = 'keyed' ORDER BY ordinal_position`,
      ),
    ).toEqual([
      ['id', 'bigint', null, 'NO'],
      ['other', 'character varying', 256, 'YES'],
      ['at', 'timestamp with time zone', null, 'YES'],
      ['amount', 'numeric', null, 'YES'],
      ['small', 'smallint', null, 'YES'],
      ['flag', 'boolean', null, 'NO'],
      ['payload', 'super', null, 'YES'],
      ['c', 'character', 3, 'YES'],
    ]);
    expect(
      await redshift.query(
        `SELECT columns.column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'keyed' AND ordinal_position = 2`,
      ),
    ).toEqual([['other']]);
    expect(
      await redshift.query(`SELECT table_type FROM information_schema.tables WHERE table_name = 'keyed'`),
    ).toEqual([['BASE TABLE']]);
    expect(await redshift.query(`SELECT table_schema FROM svv_tables WHERE table_name = 'keyed'`)).toEqual([
      ['public'],
    ]);
  });

  it('limit text in bytes', async () => {
    await redshift.ok('CREATE TABLE bytes (v varchar(3), c char(2), d varchar)');
    await redshift.ok(`INSERT INTO bytes VALUES ('äb', 'xy', repeat('z', 256))`);
    expect(await redshift.error(`INSERT INTO bytes (v) VALUES ('ääb')`)).toContain(
      'ERROR: value too long for type character varying(3)',
    );
    expect(await redshift.error(`UPDATE bytes SET c = 'äb'`)).toContain(
      'ERROR: value too long for type character(2)',
    );
    expect(await redshift.error(`UPDATE bytes SET d = repeat('z', 257)`)).toContain('character varying(256)');
  });

  it('change by ALTER TABLE', async () => {
    await redshift.ok(
      'CREATE TABLE changing (a int NOT NULL, b varchar(2))',
      `INSERT INTO changing VALUES (1, 'x')`,
    );
    await redshift.ok(`ALTER TABLE changing ADD COLUMN c varchar(3) DEFAULT 'new' NOT NULL`);
    await redshift.ok('ALTER TABLE changing ADD d bigint');
    await redshift.ok('ALTER TABLE changing ALTER COLUMN b TYPE varchar(4)');
    await redshift.ok('ALTER TABLE changing RENAME COLUMN a TO z');
    await redshift.ok(`INSERT INTO changing (z, b) VALUES (2, 'abcd')`);
    expect(await redshift.query('SELECT z, b, c, d FROM changing ORDER BY z')).toEqual([
      [1, 'x', 'new', null],
      [2, 'abcd', 'new', null],
    ]);
    expect(await redshift.error(`UPDATE changing SET c = 'long'`)).toContain('character varying(3)');
    expect(await redshift.error(`UPDATE changing SET b = 'abcde'`)).toContain('character varying(4)');
    expect(await redshift.error('INSERT INTO changing (b) VALUES (NULL)')).toContain(
      'NULL value into column z',
    );
    await redshift.ok('ALTER TABLE changing DROP COLUMN b');
    expect(await redshift.error('ALTER TABLE changing ADD COLUMN e int NOT NULL')).toContain(
      'must have a non-null default',
    );
    expect(await redshift.error('ALTER TABLE changing ADD COLUMN c int')).toContain('already exists');
    await redshift.ok('ALTER TABLE changing RENAME TO changed');
    expect(await redshift.query('SELECT * FROM changed ORDER BY z')).toEqual([
      [1, 'new', null],
      [2, 'new', null],
    ]);
  });

  it('come from queries, and are seen through views', async () => {
    await redshift.ok('CREATE TABLE copied DISTKEY (k) AS SELECT k, v FROM t');
    await redshift.ok('CREATE OR REPLACE VIEW seen AS SELECT k FROM copied WITH NO SCHEMA BINDING');
    expect(await redshift.query('SELECT count(*) FROM seen')).toEqual([[2]]);
    expect(await redshift.error('CREATE TABLE copied (k int)')).toContain('already exists');
    await redshift.ok('DROP VIEW seen');
    await redshift.ok('DROP TABLE IF EXISTS copied');
    expect(await redshift.error('SELECT * FROM copied')).toContain('relation "copied" does not exist');
  });
});
