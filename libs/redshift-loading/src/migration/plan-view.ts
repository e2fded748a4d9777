import type { Catalog } from './catalog.js';
import type { ExpectedView } from './create-views.js';
import { restoredGrants } from './grants.js';
import { inTransaction, type MigrationStep } from './migration-step.js';
import type { PartPlan } from './plan-table.js';
import { quoteTable } from '../quote.js';

/**
 * What brings a view to what is expected. `CREATE OR REPLACE VIEW` keeps what was granted, but takes no other columns
 * than the view has: for others it is dropped, made and granted again in one transaction.
 */
export function planView({ view, purpose, columns, body }: ExpectedView, catalog: Catalog): PartPlan {
  const isIt = (schema: string, name: string) => schema === view.schema && name === view.name;
  const found = catalog.views.find(({ schema, name }) => isIt(schema, name));
  const existing = catalog.columns.filter(({ schema, table }) => isIt(schema, table)).map(({ name }) => name);
  const create = inTransaction(`CREATE OR REPLACE VIEW ${quoteTable(view)} AS\n${body}`, purpose);
  if (found === undefined) {
    return existing.length === 0
      ? { steps: [create], refusals: [] }
      : {
          steps: [],
          refusals: [{ table: view, column: undefined, reason: 'is a table, where a view belongs' }],
        };
  }
  const isSame = existing.join() === columns.join();
  // A catalog that does not list the columns of such views still has their text, which names them.
  if ((isSame || existing.length === 0) && plain(found.definition).endsWith(plain(body)))
    return { steps: [], refusals: [] };
  if (isSame) return { steps: [create], refusals: [] };
  const drop = inTransaction(
    `DROP VIEW ${quoteTable(view)}`,
    `view ${view.schema}.${view.name} as it was, in one transaction with what follows`,
  );
  const again: MigrationStep[] = [{ ...create, joined: true }, ...restoredGrants(view, catalog)];
  return { steps: [drop, ...again], refusals: [] };
}

/** A text of SQL without what may be written otherwise and means the same; our names have no case. */
const plain = (sql: string): string => sql.toLowerCase().replace(/[\s";]+/g, '');
