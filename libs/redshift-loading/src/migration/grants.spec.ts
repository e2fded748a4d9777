import { describe, expect, it } from 'vitest';
import { emptyCatalog, type Catalog, type ExistingPrivilege, type Grantee } from './catalog.js';
import { planMigration } from './plan-migration.js';
import { prices, visits } from '@sluice/load-model';

const processor: Grantee = { type: 'user', name: 'IAMR:Sluice-processor' };
const finance: Grantee = { type: 'group', name: 'finance' };

function granted(
  loaders: readonly Grantee[],
  readers: readonly Grantee[],
  catalog: Catalog,
  datasets = [prices],
) {
  const plan = planMigration(datasets, catalog, { access: { loaders, readers, database: 'dev' } });
  return {
    ...plan,
    sqls: plan.steps.map(({ sql }) => sql).filter((sql) => /^(GRANT|CREATE USER)/.test(sql)),
  };
}

describe('grants', () => {
  it('let a role load that has not come yet', () => {
    expect(granted([processor], [], emptyCatalog).sqls).toEqual([
      'CREATE USER "IAMR:Sluice-processor" PASSWORD DISABLE',
      'GRANT TEMP ON DATABASE "dev" TO "IAMR:Sluice-processor"',
      'GRANT USAGE ON SCHEMA "shop", "sluice" TO "IAMR:Sluice-processor"',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "shop"."prices", "shop"."prices__rejects", "shop"."prices__ledger", "shop"."prices__lock" TO "IAMR:Sluice-processor"',
      'GRANT SELECT ON TABLE "sluice"."ledger", "sluice"."rejects" TO "IAMR:Sluice-processor"',
    ]);
  });

  it('let a group read, and nothing of the lock', () => {
    expect(granted([], [finance], emptyCatalog).sqls).toEqual([
      'GRANT USAGE ON SCHEMA "shop", "sluice" TO GROUP "finance"',
      'GRANT SELECT ON TABLE "shop"."prices", "shop"."prices__rejects", "shop"."prices__ledger" TO GROUP "finance"',
      'GRANT SELECT ON TABLE "sluice"."ledger", "sluice"."rejects" TO GROUP "finance"',
    ]);
  });

  it('are only what the catalog lacks, whatever the case of a name and whoever has it from the public', () => {
    const held = (privilege: string, name: string, grantee: Grantee): ExistingPrivilege => ({
      on: 'relation',
      schema: 'shop',
      name,
      privilege,
      grantee,
    });
    const same: Grantee = { type: 'user', name: 'iamr:sluice-processor' };
    const anybody: Grantee = { type: 'public', name: '' };
    const privileges: ExistingPrivilege[] = [
      { on: 'database', schema: undefined, name: 'dev', privilege: 'TEMP', grantee: anybody },
      { on: 'database', schema: undefined, name: 'other', privilege: 'USAGE', grantee: anybody },
      { on: 'schema', schema: undefined, name: 'shop', privilege: 'USAGE', grantee: same },
      ...['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((each) => held(each, 'prices', same)),
      ...['SELECT', 'INSERT'].map((each) => held(each, 'prices__lock', same)),
      // Of another kind and another name: none of ours.
      held('SELECT', 'prices__ledger', { type: 'role', name: 'IAMR:Sluice-processor' }),
      held('SELECT', 'prices__ledger', { type: 'user', name: 'IAMR:other' }),
    ];
    expect(granted([processor], [], { ...emptyCatalog, users: [same.name], privileges }).sqls).toEqual([
      'GRANT USAGE ON SCHEMA "sluice" TO "IAMR:Sluice-processor"',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "shop"."prices__rejects", "shop"."prices__ledger" TO "IAMR:Sluice-processor"',
      'GRANT UPDATE, DELETE ON TABLE "shop"."prices__lock" TO "IAMR:Sluice-processor"',
      'GRANT SELECT ON TABLE "sluice"."ledger", "sluice"."rejects" TO "IAMR:Sluice-processor"',
    ]);
  });

  it('create a user once, and refuse one that is not a role’s', () => {
    const both = granted([processor], [processor], emptyCatalog, [prices, visits]);
    expect(both.sqls.filter((sql) => sql.startsWith('CREATE USER'))).toHaveLength(1);
    expect(granted([], [{ type: 'user', name: 'ada' }], emptyCatalog).refusals).toEqual([
      { table: undefined, column: undefined, reason: expect.stringMatching(/^user ada does not exist/) },
    ]);
  });

  it('quote whatever somebody is called', () => {
    const { sqls } = granted([{ type: 'user', name: 'IAMR:a"; DROP TABLE x; --' }], [], emptyCatalog);
    expect(sqls[0]).toBe('CREATE USER "IAMR:a""; DROP TABLE x; --" PASSWORD DISABLE');
  });
});
