import { bigint, defineDataset, text, timestamp, type Dataset, type Row } from '@sluice/contracts';
import { accounts, at, fileSource } from '@sluice/load-model';
import { expect, onTestFinished } from 'vitest';
import { conformance } from '../conformance.js';
import { freshName } from '../resources/fresh-name.js';
import { execute, query } from '../resources/warehouse.js';
import { target } from '../target.js';
import { LoadWarehouse } from './load-warehouse.js';

/** With all that a contract may say of a table. */
const orders = (version: number): Dataset =>
  defineDataset({
    name: 'orders',
    version,
    table: {
      schema: 'shop',
      name: 'orders',
      distKey: 'customer',
      sortKeys: ['placed_at', 'customer'],
      encodings: { customer: 'az64', note: 'zstd' },
    },
    columns: [
      bigint('customer'),
      timestamp('placed_at'),
      text('note', { nullable: true, maxBytes: version === 1 ? 8 : 16 }),
      ...(version === 1 ? [] : [text('channel', { nullable: true, maxBytes: 8 })]),
    ],
    load: { mode: 'append' },
  });

const file = (name: string, contractVersion: number, ...row: Row) =>
  fileSource(name, at(contractVersion), [row], { contractVersion });

const nothingToDo = { steps: [], refusals: [] };

conformance('loads', 'migration', (conforms) => {
  conforms(
    'leaves nothing to do when it is planned again, with those it let in',
    { waitSeconds: 1800 },
    async () => {
      const { database } = target.warehouse;
      const role = `IAMR:${freshName('loader')}`;
      const opened = await LoadWarehouse.open([orders(1), accounts]);
      onTestFinished(async () => {
        // While the user has that grant it cannot be dropped.
        await execute(`REVOKE ALL ON DATABASE ${database} FROM "${role}"`);
        await execute(`DROP USER "${role}"`);
      });
      onTestFinished(() => opened.close());
      expect(await opened.planMigration()).toEqual(nothingToDo);
      const access = {
        loaders: [{ type: 'user', name: role }],
        readers: [{ type: 'public', name: '' }],
        database,
      } as const;
      await opened.migrate({ access });
      expect(await opened.planMigration({ access })).toEqual(nothingToDo);
    },
  );

  conforms(
    'adds columns and makes texts longer under rows that are loaded',
    { waitSeconds: 1800 },
    async () => {
      const opened = await LoadWarehouse.open([orders(1)]);
      onTestFinished(() => opened.close());
      await opened.load(orders(1), 'load-1', [file('v1', 1, '7', at(0), 'eight ch')]);
      opened.datasets = [orders(2)];
      await opened.migrate();
      expect(await opened.planMigration()).toEqual(nothingToDo);
      await opened.load(orders(2), 'load-2', [file('v2', 2, '7', at(0), 'more than that', 'shop')]);
      expect(await query(`SELECT note, channel FROM ${opened.schema}.orders ORDER BY note`)).toEqual([
        ['eight ch', null],
        ['more than that', 'shop'],
      ]);
      expect(
        await query(`SELECT contract_version FROM ${opened.operationsSchema}.ledger ORDER BY 1`),
      ).toEqual([[1], [2]]);
    },
  );
});
