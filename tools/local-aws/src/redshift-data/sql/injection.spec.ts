import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { loadModule } from 'libpg-query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlError } from '../sql-error.js';
import { SYSTEM_OBJECTS } from '../system-views.js';
import { parseStatement, type Statement } from './statement.js';
import { withTime } from './statement-time.js';
import { splitStatements, tokenize, type Token } from './tokens.js';

let database: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  await loadModule();
  database = await DuckDBInstance.create(':memory:');
  connection = await database.connect();
  for (const sql of SYSTEM_OBJECTS) await connection.run(sql);
  await connection.run('CREATE TABLE t AS SELECT 1 AS k');
});
afterAll(() => {
  connection.closeSync();
  database.closeSync();
});

/** As a submission is read: one statement, or a refusal. */
function parsed(sql: string, parameters: Readonly<Record<string, string>> = {}): Statement | SqlError {
  try {
    const [statement = [], ...others] = splitStatements(tokenize(sql));
    if (others.length > 0) return new SqlError('several statements');
    const value = ({ kind, text }: Token) => (kind === 'param' ? parameters[text] : undefined);
    return parseStatement(
      statement.map((token) => {
        const text = value(token);
        return text === undefined ? token : { kind: 'string', text };
      }),
    );
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
}

/** DuckDB's SQL of a query that is let through. */
function printed(sql: string, parameters?: Readonly<Record<string, string>>): string {
  const statement = parsed(sql, parameters);
  if (statement instanceof SqlError) throw statement;
  if (!('sql' in statement)) throw new Error(`${statement.kind} has no SQL.`);
  return withTime(statement.sql, 0);
}

/** The bytes of a query's column `x`, for its reader takes a byte order mark away. */
const bytesOf = async (sql: string): Promise<unknown> => valueOf(`SELECT hex(encode(x)) FROM (${sql}) q`);

const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase();

const valueOf = async (sql: string): Promise<unknown> =>
  (await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0];

/** Any text that UTF-8 and Redshift can hold. */
const anyText = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0'));
const hostileText = fc
  .array(
    fc.constantFrom(
      ...[
        `'`,
        `''`,
        '"',
        '""',
        '\\',
        `\\'`,
        ';',
        '--',
        '/*',
        '*/',
        '$$',
        '$a$',
        ':x',
        '\n',
        '\r',
        '\u00a0',
        '\u2028',
      ],
      ...['DROP TABLE t', ' OR 1=1', 'é', '\u{1f600}', '\ufeff', '%', '_', ')', '0x27', `\\047`, 'U&', 'E'],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(anyText, hostileText);

const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll(`'`, `''`)}'`;
const runs = { numRuns: 300, seed: 7 };

describe('a literal', () => {
  it('comes back as it was written, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await bytesOf(printed(`SELECT ${literal(value)} AS x`))).toBe(hex(value));
      }),
      runs,
    );
  });

  it('comes back as it was given as a parameter', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        expect(await bytesOf(printed('SELECT :value AS x', { value }))).toBe(hex(value));
      }),
      runs,
    );
  });
});

describe('a quoted name', () => {
  it('stays a name, in lower case, whatever it holds', async () => {
    const name = text.filter((value) => value !== '' && Buffer.byteLength(value.toLowerCase()) <= 127);
    await fc.assert(
      fc.asyncProperty(name, async (value) => {
        const sql = printed(
          `SELECT q."${value.replaceAll('"', '""')}" FROM (SELECT 1 AS "${value.replaceAll('"', '""')}") q`,
        );
        const result = await connection.runAndReadAll(sql);
        expect(result.getRowsJson()).toEqual([[1]]);
        expect(result.columnNames()).toEqual([value.toLowerCase()]);
      }),
      runs,
    );
  });
});

/** Pieces that mean something to one of the parsers. */
const fragments = [
  ...[
    'SELECT',
    'FROM',
    't',
    'k',
    '1',
    ',',
    '(',
    ')',
    '*',
    '=',
    'WHERE',
    'AS',
    'x',
    'UNION ALL',
    'WITH',
    'IN',
    'AND',
  ],
  ...[
    `'a'`,
    `'`,
    `''`,
    '"',
    '"k"',
    `\\'`,
    '\\',
    ';',
    '--',
    '--\r',
    '/*',
    '*/',
    '\n',
    '$$',
    '$a$',
    'E',
    'U&',
    'x',
    'b',
    ':',
  ],
  ...[
    '::',
    '::int',
    '.',
    '..',
    '[',
    ']',
    '[0]',
    '{',
    '}',
    '->',
    '->>',
    '@>',
    '~',
    '#',
    '?',
    '|',
    '||',
    '%',
    '!',
    ':=',
    '=>',
  ],
  ...[
    `read_csv('/etc/passwd')`,
    'glob',
    'getenv',
    'main',
    '"/etc/passwd"',
    '"/etc/x"."csv"',
    'COPY',
    'ATTACH',
    'PRAGMA',
  ],
  ...[
    'EXCLUDE',
    'COLUMNS',
    'lambda',
    'ALL',
    'DISTINCT',
    'ON',
    'LIMIT',
    'OFFSET',
    'CASE',
    'WHEN',
    'END',
    'NOT',
    'NULL',
  ],
  ...[
    'rowid',
    'getdate()',
    'count(*)',
    'sum(k)',
    'over ()',
    '\0',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '1e',
    '0x1',
    '1_000',
  ],
];

/** The functions and tables of a query, as DuckDB's own parser sees them. */
async function readByEngine(sql: string): Promise<{ functions: Set<string>; tables: Set<string> }> {
  expect((await connection.extractStatements(sql)).count, sql).toBe(1);
  const quoted = `'${sql.replaceAll(`'`, `''`)}'`;
  const tree = JSON.parse(String(await valueOf(`SELECT json_serialize_sql(${quoted})`))) as {
    error: boolean;
  };
  expect(tree.error, sql).toBe(false);
  const seen = { functions: new Set<string>(), tables: new Set<string>() };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const node = value as Record<string, unknown>;
    if (typeof node.function_name === 'string') seen.functions.add(node.function_name);
    if (typeof node.table_name === 'string') seen.tables.add(node.table_name);
    if (
      ['TABLE_FUNCTION', 'LAMBDA'].includes(String(node.type)) ||
      (node.class === 'STAR' && node.columns === true)
    )
      seen.functions.add(String(node.type));
    Object.values(node).forEach(visit);
  };
  visit(tree);
  return seen;
}

/** What the fragments may come to. */
const SERVED = /^(redshift_\w+|count(_star)?|sum|[-+*]|\|\||json_extract|(not_)?i?like_escape)$/;

describe('any text', () => {
  it('is refused, or is one query of what is served to DuckDB as well', async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 12 }),
        fc.constantFrom('', ' ', '/**/'),
        async (parts, between) => {
          const statement = parsed(`SELECT k ${parts.join(between)}`);
          if (statement instanceof SqlError) return;
          expect(statement.kind).toBe('query');
          accepted += 1;
          const { functions, tables } = await readByEngine(printed(`SELECT k ${parts.join(between)}`));
          for (const name of functions) expect(name).toMatch(SERVED);
          for (const name of tables) expect(name).not.toMatch(/[./]/);
        },
      ),
      { numRuns: 5_000, seed: 11 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

describe('tricks', () => {
  it.each([
    ['a NUL outside of literals', 'SELECT 1 \0; DROP TABLE t'],
    ['a NUL in a literal', `SELECT 'a\0b'`],
    ['a NUL in a name', `SELECT 1 AS "a\0b"`],
    ['a NUL in a comment', 'SELECT 1 -- \0\n'],
    ['a NUL by its escape', `SELECT 'a\\000b'`],
    ['half a surrogate pair', `SELECT '\ud800'`],
    ['bytes that are no UTF-8', `SELECT '\\377'`],
    ['a second statement', 'SELECT 1; DROP TABLE t'],
    ['a second statement behind a comment that ends at a carriage return', 'SELECT 1 --\r; DROP TABLE t'],
    ['a second statement behind nested comments', 'SELECT 1 /* /* */ */ ; DROP TABLE t'],
    ['a comment that does not end', 'SELECT 1 /* /* */'],
    ['a literal that ends with its escape', `SELECT 'a\\'; DROP TABLE t; --'`.slice(0, 12)],
    ['dollar quotes', 'SELECT $$a$$'],
    ['named dollar quotes', 'SELECT $q$; DROP TABLE t; $q$'],
    ['a numbered parameter', 'SELECT $1'],
    ['a parameter without a value', 'SELECT :x'],
    ['bit strings', `SELECT b'1'`],
    ['hexadecimal strings', `SELECT x'27'`],
    ['national strings', `SELECT n'a'`],
    ['unicode escapes', `SELECT U&'\\0027'`],
    ['unicode escapes of names', `SELECT U&"\\0027"`],
    ['a blank that is none', 'SELECT\u00a01'],
    ['a line end that is none', 'SELECT 1 -- \u2028; DROP TABLE t\n; SELECT 2'],
    ['a function in a default', `CREATE TABLE n (v varchar(9) DEFAULT read_text('/etc/passwd'))`],
    ['a subquery in a default', 'CREATE TABLE n (v int DEFAULT (SELECT 1), w int) AS SELECT 1'],
    ['a second column in a default', 'CREATE TABLE n (v int DEFAULT 1 FROM t)'],
    ['a function in a view', `CREATE VIEW n AS SELECT * FROM read_csv('x')`],
    ['a function in what a table is made of', `CREATE TABLE n AS SELECT * FROM read_csv('x')`],
    ['a function in a value to insert', `INSERT INTO t VALUES (read_text('x'))`],
    ['a function in a condition', `DELETE FROM t WHERE k = getenv('x')`],
    ['a query that deletes', 'WITH d AS (DELETE FROM t) SELECT 1'],
    ['a path of COPY that is no URL', `COPY t FROM '/etc/passwd' IAM_ROLE default CSV`],
    ['COPY to a file', `COPY t TO '/tmp/x'`],
    ['COPY of a query', `COPY (SELECT 1) TO '/tmp/x'`],
  ])('%s is refused', (_, sql) => {
    expect(parsed(sql)).toBeInstanceOf(SqlError);
  });
});
