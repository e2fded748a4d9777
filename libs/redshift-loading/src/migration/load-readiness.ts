import type { Dataset } from '@sluice/contracts';
import type { ExistingColumn } from './catalog.js';
import { compareTable, type ColumnDifference } from './compare-table.js';
import { expectedTables } from './create-tables.js';

/**
 * What keeps loads from running, in words, a line for each fault; empty when nothing does. Columns that a newer or an
 * older contract has beside, longer texts and missing views keep none from running.
 */
export function missingForLoads(datasets: readonly Dataset[], existing: readonly ExistingColumn[]): string[] {
  return datasets.flatMap((dataset) =>
    expectedTables(dataset).flatMap((expected) => {
      const { schema, name } = expected.table;
      const found = existing.filter((column) => column.schema === schema && column.table === name);
      const subject = `${schema}.${name} (dataset ${dataset.name})`;
      if (found.length === 0) return [`${subject} is not there, or this user may not use it`];
      return compareTable(expected, found).flatMap((difference) =>
        sentence(difference).map((text) => `${subject} ${text}`),
      );
    }),
  );
}

function sentence(difference: ColumnDifference): string[] {
  const { name, type } = difference.column;
  switch (difference.is) {
    case 'missing':
      return [`lacks the column ${name}: loads need it as ${type}`];
    case 'shorter':
    case 'of another type':
      return [`has ${name} as ${difference.found}: loads need it as ${type}`];
    case 'too strict':
      return [`has ${name} as NOT NULL: loads need it as ${type} that may be null`];
    case 'foreign':
      return [`has ${name} as NOT NULL without a default: loads do not know the column`];
    case 'too lax':
      return [];
  }
}
