import { titleBasics, titleRatings, unrouted, type Dataset } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { emptyCatalog } from '../migration/catalog.js';
import { planMigration } from '../migration/plan-migration.js';
import { planLoad } from '../load/plan-load.js';
import { renderLoad } from './render.js';
import { accounts, at, fileSource, snapshots, stock } from '@sluice/load-model';
import { requestFor } from '../proof/staged-rows.testing.js';

const text = (statements: readonly string[]): string => statements.map((sql) => `${sql};\n`).join('\n');

const golden = (dataset: Dataset, rows: readonly (readonly never[] | null)[]) =>
  text(
    renderLoad(
      planLoad(
        requestFor(dataset, 'load-1', [fileSource('v1', at(0), rows)], {
          copyRoleArn: 'arn:aws:iam::123456789012:role/warehouse-copy',
        }),
      ),
    ),
  );

describe('the SQL of a load', () => {
  it.each([
    ['upsert-by-arrival', titleBasics, [[], null]],
    ['upsert-by-version-column', stock, [[]]],
    ['upsert-with-tombstones', accounts, [[], null]],
    ['replace', snapshots, [[], null]],
    ['append-by-event', titleRatings, [[], null]],
    ['rejects-only', unrouted, [null]],
  ] as const)('%s', async (name, dataset, rows) => {
    await expect(golden(dataset, rows)).toMatchFileSnapshot(`../__golden__/${name}.sql`);
  });

  it('create-tables', async () => {
    const plan = planMigration([titleBasics, titleRatings, unrouted], emptyCatalog).steps;
    await expect(text(plan.map(({ sql, purpose }) => `-- ${purpose}\n${sql}`))).toMatchFileSnapshot(
      '../__golden__/create-tables.sql',
    );
  });
});
