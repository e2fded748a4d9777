import type { Clients } from '../create-clients.js';
import { removeObjects } from '../resources/remove-objects.js';
import type { Target } from '../target.js';
import type { Leftover } from './leftover.js';
import { runStatements } from './statements.js';

/** Schemas, users and staged objects whose names begin with the prefix. */
export async function* warehouseLeftovers(
  { redshiftData, s3 }: Clients,
  { prefix, warehouse }: Target,
): AsyncGenerator<Leftover> {
  const run = (...sqls: readonly string[]) => runStatements(redshiftData, warehouse, ...sqls);
  const plain = prefix.replaceAll('-', '_');
  for (const schema of await run('SELECT nspname FROM pg_namespace')) {
    if (schema.startsWith(plain))
      yield { name: `schema ${schema}`, remove: () => run(`DROP SCHEMA "${schema}" CASCADE`) };
  }
  for (const user of await run('SELECT usename FROM pg_user')) {
    if (!user.startsWith(plain) && !user.toLowerCase().startsWith(`iamr:${prefix}`)) continue;
    const remove = async () => {
      // It may have been granted nothing.
      await run(`REVOKE ALL ON DATABASE "${warehouse.database}" FROM "${user}"`).catch(() => undefined);
      await run(`DROP USER "${user}"`);
    };
    yield { name: `user ${user}`, remove };
  }
  const { stagingBucket: bucket } = warehouse;
  if (bucket === undefined || (await removeObjects(s3, bucket, prefix)) === 0) return;
  yield { name: `objects s3://${bucket}/${prefix}*`, remove: () => Promise.resolve() };
}
