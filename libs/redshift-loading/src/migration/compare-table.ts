import type { ExistingColumn } from './catalog.js';
import type { ExpectedColumn, ExpectedTable } from './create-tables.js';

/** How a column that stands differs from the one that is expected. */
export type ColumnDifference =
  | { readonly is: 'missing'; readonly column: ExpectedColumn }
  | { readonly is: 'shorter' | 'of another type'; readonly column: ExpectedColumn; readonly found: string }
  /** The table takes no NULL, the contract gives some. */
  | { readonly is: 'too strict'; readonly column: ExpectedColumn }
  /** The table takes NULL, which the contract never gives: of no consequence to loads. */
  | { readonly is: 'too lax'; readonly column: ExpectedColumn }
  /** Not ours, and an INSERT that leaves it out fails. */
  | { readonly is: 'foreign'; readonly column: Pick<ExpectedColumn, 'name' | 'type'> };

/**
 * What of a table that stands is not as expected. A longer VARCHAR, and columns of others that may be left out, are:
 * every INSERT names its columns.
 */
export function compareTable(
  { columns }: ExpectedTable,
  existing: readonly ExistingColumn[],
): ColumnDifference[] {
  return [
    ...columns.flatMap((column) => {
      const found = existing.find(({ name }) => name === column.name);
      return found === undefined ? [{ is: 'missing', column } as const] : compareColumn(column, found);
    }),
    ...existing
      .filter(({ name }) => !columns.some((column) => column.name === name))
      .filter(({ nullable, hasDefault }) => !nullable && hasDefault !== true)
      .map(({ name, type }) => ({ is: 'foreign', column: { name, type } }) as const),
  ];
}

function compareColumn(column: ExpectedColumn, found: ExistingColumn): ColumnDifference[] {
  if (found.type !== column.type) {
    const [has, needs] = [lengthOf(found.type), lengthOf(column.type)];
    const known = has !== undefined && needs !== undefined;
    if (!known) return [{ is: 'of another type', column, found: found.type }];
    if (has < needs) return [{ is: 'shorter', column, found: found.type }];
  }
  if (found.nullable && column.notNull) return [{ is: 'too lax', column }];
  return !found.nullable && !column.notNull ? [{ is: 'too strict', column }] : [];
}

function lengthOf(type: string): number | undefined {
  const length = /^VARCHAR\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? undefined : Number(length);
}
