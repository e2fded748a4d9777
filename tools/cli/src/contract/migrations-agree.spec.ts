import {
  additiveMigration,
  describeContract,
  integer,
  list,
  text,
  titleBasics,
  type Column,
  type Dataset,
} from '@sluice/contracts';
import { emptyCatalog, expectedTables, planMigration, type ExistingColumn } from '@sluice/redshift-loading';
import { describe, expect, it } from 'vitest';

/** The tables of a dataset as they stand in a warehouse that was made for it. */
const standing = (dataset: Dataset): ExistingColumn[] =>
  expectedTables(dataset).flatMap(({ table, columns }) =>
    columns.map(({ name, type, notNull }) => ({
      schema: table.schema,
      table: table.name,
      name,
      type,
      nullable: !notNull,
    })),
  );

/** The columns after statements of a migration were run. */
function after(columns: readonly ExistingColumn[], statements: readonly string[]): ExistingColumn[] {
  return statements.reduce<ExistingColumn[]>(
    (standingColumns, sql) => {
      const [, schema = '', table = '', action, name = '', type = ''] =
        /^ALTER TABLE "(\w+)"\."(\w+)" (ADD|ALTER) COLUMN "(\w+)" (?:TYPE )?(.+)$/.exec(sql) ?? [];
      if (action === 'ADD') return [...standingColumns, { schema, table, name, type, nullable: true }];
      if (action !== 'ALTER') return standingColumns;
      return standingColumns.map((column) =>
        column.schema === schema && column.table === table && column.name === name
          ? { ...column, type }
          : column,
      );
    },
    [...columns],
  );
}

const withColumns = (...columns: Column[]): Dataset => ({
  ...titleBasics,
  columns: [...titleBasics.columns, ...columns],
});
const longer: Dataset = {
  ...titleBasics,
  columns: titleBasics.columns.map((column) =>
    column.type === 'text' ? { ...column, maxBytes: column.maxBytes * 2 } : column,
  ),
};

describe('the reviewed migration and the planned one', () => {
  it.each<[string, Dataset]>([
    [
      'nullable columns',
      withColumns(integer('votes', { nullable: true }), list('cast_names', { nullable: true, maxBytes: 99 })),
    ],
    [
      'masked and dropped ones',
      withColumns(
        text('email', { nullable: true, maxBytes: 99, mask: 'sha256' }),
        text('phone', { nullable: true, maxBytes: 9, mask: 'drop' }),
      ),
    ],
    [
      'ones with a default, and derived ones',
      withColumns(
        text('channel', { nullable: true, maxBytes: 9, default: 'web' }),
        text('kind', { nullable: true, maxBytes: 99, derive: { kind: 'lower', of: 'title_type' } }),
      ),
    ],
    ['longer texts', longer],
    [
      'other keys',
      { ...titleBasics, table: { ...titleBasics.table, distKey: undefined, sortKeys: ['title_type'] } },
    ],
    ['nothing', titleBasics],
  ])('of %s leave nothing for each other to do', (_, dataset) => {
    const statements = additiveMigration(describeContract(titleBasics), describeContract(dataset));
    const reviewed = after(
      standing(titleBasics),
      statements.map(({ sql }) => sql),
    );
    expect(planned(dataset, reviewed)).toEqual({ alterations: [], refusals: [] });

    // What is left to a person first, then the plan alone; lengths come last there.
    const byHand = statements.filter(({ isAutomatic }) => !isAutomatic).map(({ sql }) => sql);
    const { alterations, refusals } = planned(dataset, after(standing(titleBasics), byHand));
    expect(refusals).toEqual([]);
    const automatic = statements.filter(({ isAutomatic }) => isAutomatic).map(({ sql }) => sql);
    expect([...alterations].sort()).toEqual([...automatic].sort());
    expect(sorted(after(after(standing(titleBasics), byHand), alterations))).toEqual(sorted(reviewed));
  });
});

function planned(dataset: Dataset, existing: readonly ExistingColumn[]) {
  const { steps, refusals } = planMigration([dataset], { ...emptyCatalog, columns: existing });
  return {
    alterations: steps.map(({ sql }) => sql).filter((sql) => sql.startsWith('ALTER TABLE')),
    refusals,
  };
}

const sorted = (columns: readonly ExistingColumn[]) => columns.map((column) => JSON.stringify(column)).sort();
