import { loadableDatasets } from '@sluice/contracts';
import { expectedTables } from '@sluice/redshift-loading';

export type CatalogRow = [
  string,
  string,
  string,
  string,
  number | null,
  number | null,
  number | null,
  string,
  null,
];

/** The catalog of a warehouse that is as the contracts have it. */
export const catalog = (): CatalogRow[] =>
  loadableDatasets.flatMap(expectedTables).flatMap(({ table, columns }) =>
    columns.map(({ name, type, notNull }): CatalogRow => {
      const [, word = type, ...sizes] = /^(\w+)\((\d+)(?:,(\d+))?\)$/.exec(type) ?? [];
      const [first = null, second = null] = sizes.map((size) => (size === undefined ? null : Number(size)));
      const names: Record<string, string> = {
        VARCHAR: 'character varying',
        DECIMAL: 'numeric',
        TIMESTAMP: 'timestamp without time zone',
      };
      const length = word === 'VARCHAR' ? first : null;
      const [precision, scale] = word === 'DECIMAL' ? [first, second] : [null, null];
      const dataType = names[word] ?? word.toLowerCase();
      return [
        table.schema,
        table.name,
        name,
        dataType,
        length,
        precision,
        scale,
        notNull ? 'NO' : 'YES',
        null,
      ];
    }),
  );
