import { gzipSync, strToU8 } from 'fflate';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { copy, createStage } from '../resources/copy.js';
import { createSchema, execute, query, type Cell } from '../resources/warehouse.js';

async function loaded(columns: string, file: string | Uint8Array, options: string): Promise<Cell[][]> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (${columns})`);
  await execute(copy(table, await createStage({ file }), options));
  return query(`SELECT * FROM ${table} ORDER BY 1`);
}

const AUTO = `FORMAT AS JSON 'auto'`;

conformance('redshift-data', 'COPY of JSON', (conforms) => {
  conforms('finds columns by name, whatever stands between the objects', async () => {
    const file = '{"title": "x",\n "id": 1, "unknown": true}\n\n{"id":2} {"id": 3, "title": null}';
    expect(await loaded('id INTEGER, title VARCHAR(9)', file, AUTO)).toEqual([
      [1, 'x'],
      [2, null],
      [3, null],
    ]);
  });

  conforms("tells names' case apart, unless told otherwise", async () => {
    const file = '{"Id": 1, "id": 2}';
    expect(await loaded('id INTEGER', file, AUTO)).toEqual([[2]]);
    expect(await loaded('id INTEGER', '{"Id": 1}', AUTO)).toEqual([[null]]);
    expect(await loaded('id INTEGER', '{"Id": 1}', `FORMAT AS JSON 'auto ignorecase'`)).toEqual([[1]]);
  });

  conforms('keeps the digits of large numbers and reads escapes', async () => {
    const file = '{"b": 9007199254740993, "t": "a\\"\\u00e4\\n"}';
    expect(await loaded('b BIGINT, t VARCHAR(9)', file, AUTO)).toEqual([[expect.anything(), 'a"ä\n']]);
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (b BIGINT)`);
    await execute(copy(table, await createStage({ file }), AUTO));
    expect(await query(`SELECT b = 9007199254740993 FROM ${table}`)).toEqual([[true]]);
  });

  conforms('loads objects and lists into SUPER, and as their text into VARCHAR', async () => {
    const file = '{"s": {"k": [1, "x"]}, "v": [1,2]}';
    const table = `${await createSchema()}.t`;
    await execute(`CREATE TABLE ${table} (s SUPER, v VARCHAR(20))`);
    await execute(copy(table, await createStage({ file }), AUTO));
    expect(await query(`SELECT JSON_SERIALIZE(s), v FROM ${table}`)).toEqual([['{"k":[1,"x"]}', '[1,2]']]);
  });

  conforms('decompresses GZIP', async () => {
    const file = gzipSync(strToU8('{"id": 1}\n{"id": 2}\n'));
    expect(await loaded('id INTEGER', file, `${AUTO} GZIP`)).toEqual([[1], [2]]);
  });
});
