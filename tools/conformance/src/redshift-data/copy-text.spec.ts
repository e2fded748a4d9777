import { gzipSync, strToU8 } from 'fflate';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage } from '../resources/copy.js';
import { createSchema, execute, query, type Cell } from '../resources/warehouse.js';

/** What a COPY of one file leaves in a table of those columns, in order of the first. */
async function loaded(columns: string, file: string | Uint8Array, options: string): Promise<Cell[][]> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (${columns})`);
  await execute(copy(table, await createStage({ file }), options));
  return query(`SELECT * FROM ${table} ORDER BY 1`);
}

conformance('redshift-data', 'COPY of delimited text', (conforms) => {
  conforms('reads CSV: quotes, doubled quotes, delimiters and line breaks within quotes', async () => {
    const file = 'id,title\n1,"a, ""b"""\r\n2,"two\nlines"\n3,plain\n';
    expect(await loaded('id INTEGER, title VARCHAR(20)', file, 'CSV IGNOREHEADER 1')).toEqual([
      [1, 'a, "b"'],
      [2, 'two\nlines'],
      [3, 'plain'],
    ]);
  });

  conforms('reads text between pipes without CSV, in which quotes mean nothing', async () => {
    expect(await loaded('id INTEGER, title VARCHAR(20)', '1|"a"\n2|b, c\n', '')).toEqual([
      [1, '"a"'],
      [2, 'b, c'],
    ]);
  });

  conforms('takes another delimiter and another quote', async () => {
    const columns = 'id INTEGER, title VARCHAR(20)';
    expect(await loaded(columns, `1;'a;''b'\n`, `CSV QUOTE AS '''' DELIMITER AS ';'`)).toEqual([[1, `a;'b`]]);
    expect(await loaded(columns, '1\ta b\n', `DELIMITER '\\t'`)).toEqual([[1, 'a b']]);
  });

  conforms('decompresses GZIP', async () => {
    expect(await loaded('id INTEGER', gzipSync(strToU8('1\n2\n')), 'CSV GZIP')).toEqual([[1], [2]]);
  });

  conforms('needs no line break at the end, and takes an empty file', async () => {
    expect(await loaded('id INTEGER', '1\n2', 'CSV')).toEqual([[1], [2]]);
    expect(await loaded('id INTEGER', '', 'CSV')).toEqual([]);
  });

  conforms('loads an empty field as an empty text, and as NULL into every other type', async () => {
    expect(await loaded('id INTEGER, n INTEGER, d DATE, title VARCHAR(9)', '1,,,\n', 'CSV')).toEqual([
      [1, null, null, ''],
    ]);
  });

  conforms('loads \\N as NULL, or what NULL AS says', async () => {
    const columns = 'id INTEGER, title VARCHAR(9)';
    expect(await loaded(columns, '1,\\N\n2,N/A\n', 'CSV')).toEqual([
      [1, null],
      [2, 'N/A'],
    ]);
    expect(await loaded(columns, '1,N/A\n2,x\n', `CSV NULL AS 'N/A'`)).toEqual([
      [1, null],
      [2, 'x'],
    ]);
  });

  conforms('loads empty and blank texts as NULL with EMPTYASNULL and BLANKSASNULL', async () => {
    const columns = 'id INTEGER, title VARCHAR(9)';
    expect(await loaded(columns, '1,\n2,  \n', 'CSV EMPTYASNULL')).toEqual([
      [1, null],
      [2, '  '],
    ]);
    expect(await loaded(columns, '1,x\n2,  \n', 'CSV BLANKSASNULL')).toEqual([
      [1, 'x'],
      [2, null],
    ]);
  });

  conforms('loads the columns of a list, in its order', async () => {
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (id INTEGER, title VARCHAR(9), other INTEGER DEFAULT 5)`);
    await execute(copy(`${table} (title, id)`, await createStage({ file: 'eins,1\n' }), 'CSV'));
    expect(await query(`SELECT id, title, other FROM ${table}`)).toEqual([[1, 'eins', 5]]);
  });

  conforms('reads dates and times in the default formats', async () => {
    expect(await loaded('d DATE, t TIMESTAMP', '2026-02-28,2026-02-28 23:59:58\n', 'CSV')).toEqual([
      ['2026-02-28', expect.stringMatching(/^2026-02-28 23:59:58(\.0+)?$/)],
    ]);
  });

  conforms('reads dates and times as DATEFORMAT and TIMEFORMAT say', async () => {
    expect(
      await loaded(
        'd DATE, t TIMESTAMP',
        '28.02.2026,02/28/2026 23:59\n',
        `CSV DATEFORMAT 'DD.MM.YYYY' TIMEFORMAT 'MM/DD/YYYY HH24:MI'`,
      ),
    ).toEqual([['2026-02-28', expect.stringMatching(/^2026-02-28 23:59:00/)]]);
    expect(await loaded('t TIMESTAMP', '1772323199\n', `CSV TIMEFORMAT 'epochsecs'`)).toEqual([
      [expect.stringMatching(/^2026-02-28 23:59:59/)],
    ]);
    expect(await loaded('t TIMESTAMP', '1772323199500\n', `CSV TIMEFORMAT 'epochmillisecs'`)).toEqual([
      [expect.stringMatching(/^2026-02-28 23:59:59\.50*$/)],
    ]);
  });

  conforms("recognises ISO 8601 with TIMEFORMAT 'auto'", async () => {
    expect(await loaded('t TIMESTAMP', '2026-02-28T23:59:58.250Z\n', `CSV TIMEFORMAT 'auto'`)).toEqual([
      [expect.stringMatching(/^2026-02-28 23:59:58\.250*$/)],
    ]);
  });

  conforms('cuts digits that a DECIMAL has no place for', async () => {
    expect(await loaded('n DECIMAL(8,2)', '20.259\n', 'CSV')).toEqual([['20.25']]);
  });

  conforms('reads the words for true and false', async () => {
    const file = '1,true\n2,f\n3,1\n4,no\n';
    expect(await loaded('id INTEGER, b BOOLEAN', file, 'CSV')).toEqual([
      [1, true],
      [2, false],
      [3, true],
      [4, false],
    ]);
  });
});
