import { expect, onTestFinished } from 'vitest';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { createSchema, errorOf, execute } from '../resources/warehouse.js';

/** A user for the running case alone, who owns nothing; whoever runs the case has to be a superuser. */
async function createUser(): Promise<string> {
  const user = freshName('user').replaceAll('-', '_');
  await execute(`CREATE USER ${user} PASSWORD DISABLE`);
  onTestFinished(async () => {
    await execute(`DROP USER ${user}`);
  });
  return user;
}

conformance('redshift-data', 'grants', (conforms) => {
  conforms('let a user LOCK who may read and write a table, and no other', async () => {
    const user = await createUser();
    const schema = await createSchema();
    await execute(`CREATE TABLE ${schema}.a_lock (n INTEGER)`);
    await execute(`GRANT USAGE ON SCHEMA ${schema} TO ${user}`);
    const lock = [
      `SET SESSION AUTHORIZATION ${user}`,
      `LOCK TABLE ${schema}.a_lock`,
      `CREATE TEMP TABLE stage (n INTEGER)`,
      `INSERT INTO stage SELECT COUNT(*) FROM ${schema}.a_lock`,
      `DELETE FROM ${schema}.a_lock USING stage WHERE a_lock.n = stage.n`,
    ];
    expect(await errorOf(...lock)).toMatch(/^ERROR: .*permission denied/s);
    await execute(`GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE ${schema}.a_lock TO ${user}`);
    await execute(...lock);
  });
});
