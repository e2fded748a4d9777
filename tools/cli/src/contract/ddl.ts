import { copyColumns, targetTableDdl, type Dataset } from '@sluice/contracts';
import { namedDatasets } from './named-datasets.js';

/** Prints, for each dataset, what creates its table, and the columns that its cleaned files are copied into. */
export function ddl(names: readonly string[]): void {
  process.stdout.write(namedDatasets(names).map(ddlOf).join('\n'));
}

function ddlOf(dataset: Dataset): string {
  const { name, version, table } = dataset;
  return `-- ${name} v${version}: its table
${targetTableDdl(dataset)};
-- its columns in COPY
-- ${table.schema}.${table.name} (${copyColumns(dataset).join(', ')})
`;
}
