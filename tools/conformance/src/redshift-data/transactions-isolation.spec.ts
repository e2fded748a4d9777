import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { openSession, type WarehouseSession } from '../resources/warehouse-session.js';
import { createSchema, execute, query, runStatement, settled, submitBatch } from '../resources/warehouse.js';

/** A table of three rows, `(1, 0), (2, 0), (3, 0)`. */
async function createTable(): Promise<string> {
  const table = `${await createSchema()}.t`;
  await execute(`CREATE TABLE ${table} (k INTEGER, n INTEGER)`);
  await execute(`INSERT INTO ${table} VALUES (1, 0), (2, 0), (3, 0)`);
  return table;
}

/** Two sessions with an open transaction each, both with a snapshot of the table. */
async function overlappingSessions(
  table: string,
): Promise<readonly [one: WarehouseSession, other: WarehouseSession]> {
  const sessions = [await openSession(), await openSession()] as const;
  for (const session of sessions) await session.execute('BEGIN', `SELECT COUNT(*) FROM ${table}`);
  return sessions;
}

const VIOLATION = /^ERROR:\s*1023\b.*Serializable isolation violation on table/is;

conformance('redshift-data', 'isolation', (conforms) => {
  conforms('reads what was committed before it first looked at a table, and nothing later', async () => {
    const table = await createTable();
    const session = await openSession();
    // It looks at no table, so it takes no snapshot.
    await session.execute('BEGIN', 'SELECT 1');
    await execute(`INSERT INTO ${table} VALUES (4, 0)`);
    expect(await session.query(`SELECT COUNT(*) FROM ${table}`)).toEqual([[4]]);
    await execute(`INSERT INTO ${table} VALUES (5, 0)`);
    await execute(`UPDATE ${table} SET n = 1`);
    expect(await session.query(`SELECT COUNT(*), SUM(n) = 0 FROM ${table}`)).toEqual([[4, true]]);
    await session.execute('COMMIT');
    expect(await session.query(`SELECT COUNT(*), SUM(n) = 5 FROM ${table}`)).toEqual([[5, true]]);
  });

  conforms('lets others read while it writes, without its changes', async () => {
    const table = await createTable();
    const writer = await openSession();
    await writer.execute('BEGIN', `UPDATE ${table} SET n = 1`, `INSERT INTO ${table} VALUES (4, 1)`);
    expect(await query(`SELECT COUNT(*), SUM(n) = 0 FROM ${table}`)).toEqual([[3, true]]);
    await writer.execute('COMMIT');
    expect(await query(`SELECT COUNT(*), SUM(n) = 4 FROM ${table}`)).toEqual([[4, true]]);
  });

  const update = (table: string) => `UPDATE ${table} SET n = n + 1 WHERE k = 1`;
  const updateKey = (table: string) => `UPDATE ${table} SET k = 9 WHERE k = 1`;
  const remove = (table: string) => `DELETE FROM ${table} WHERE k = 1`;
  for (const [name, one, other] of [
    ['updates a row that another updated', update, update],
    ['updates another column of a row that another updated', update, updateKey],
    ['deletes a row that another updated', update, remove],
    ['updates a row that another deleted', remove, update],
    ['deletes a row that another deleted', remove, remove],
  ] as const) {
    conforms(`fails with 1023 where it ${name} after its snapshot`, async () => {
      const table = await createTable();
      const [first, second] = await overlappingSessions(table);
      await first.execute(one(table));
      const late = await second.submit(other(table));
      await first.execute('COMMIT');
      const { Status, Error: error } = await settled(late);
      expect({ Status, error }).toEqual({ Status: 'FAILED', error: expect.stringMatching(VIOLATION) });
      await second.execute('ROLLBACK');
      expect(await query(`SELECT k, n FROM ${table} WHERE k = 1`)).toEqual(one === remove ? [] : [[1, 1]]);
      expect(await query(`SELECT COUNT(*) FROM ${table} WHERE k = 9`)).toEqual([[0]]);
    });
  }

  conforms('changes other rows of a table that another changed after its snapshot', async () => {
    const table = await createTable();
    const [first, second] = await overlappingSessions(table);
    await first.execute(`UPDATE ${table} SET n = 1 WHERE k = 1`, 'COMMIT');
    await second.execute(
      `UPDATE ${table} SET n = 2 WHERE k = 2`,
      `DELETE FROM ${table} WHERE k = 3`,
      'COMMIT',
    );
    expect(await query(`SELECT k, n FROM ${table} ORDER BY k`)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  conforms('inserts twice what two transactions looked for before either inserted it', async () => {
    const table = await createTable();
    const [first, second] = await overlappingSessions(table);
    for (const session of [first, second]) {
      expect(await session.query(`SELECT COUNT(*) FROM ${table} WHERE k = 9`)).toEqual([[0]]);
      await session.execute(`INSERT INTO ${table} VALUES (9, 0)`, 'COMMIT');
    }
    expect(await query(`SELECT COUNT(*) FROM ${table} WHERE k = 9`)).toEqual([[2]]);
  });

  conforms('makes the second writer of a table wait, and succeed where it has read nothing yet', async () => {
    const table = await createTable();
    const first = await openSession();
    await first.execute('BEGIN', update(table), `SELECT COUNT(*) FROM ${table}`);
    const second = await submitBatch([update(table), `INSERT INTO ${table} VALUES (4, 0)`]);
    await first.execute(`DELETE FROM ${table} WHERE k = 2`, 'COMMIT');
    expect(await settled(second)).toMatchObject({ Status: 'FINISHED' });
    expect(await query(`SELECT k, n FROM ${table} ORDER BY k`)).toEqual([
      [1, 2],
      [3, 0],
      [4, 0],
    ]);
  });

  conforms('does not find a table that was made after its snapshot', async () => {
    const table = await createTable();
    const session = await openSession();
    await session.execute('BEGIN', `SELECT COUNT(*) FROM ${table}`);
    await execute(`CREATE TABLE ${table}_later (n INTEGER)`);
    const { Status, Error: error } = await session.run(`SELECT * FROM ${table}_later`);
    expect({ Status, error }).toEqual({
      Status: 'FAILED',
      error: expect.stringMatching(/^ERROR:\s*1018\b.*Relation does not exist/is),
    });
    expect(await runStatement(`SELECT * FROM ${table}_later`)).toMatchObject({ Status: 'FINISHED' });
  });

  conforms('no longer finds a table that was dropped after its snapshot', async () => {
    const table = await createTable();
    await execute(`CREATE TABLE ${table}_gone (n INTEGER)`);
    const session = await openSession();
    await session.execute('BEGIN', `SELECT COUNT(*) FROM ${table}`);
    await execute(`DROP TABLE ${table}_gone`);
    const { Status, Error: error } = await session.run(`SELECT * FROM ${table}_gone`);
    expect(Status).toBe('FAILED');
    expect(error).toMatch(/does not exist/);
  });
});
