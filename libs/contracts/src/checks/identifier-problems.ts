import type { DatasetDefinition } from '../dataset.js';
import { isReservedWord, isSystemColumn } from '../reserved-words.js';

/** Bytes of a name in Redshift. @see https://docs.aws.amazon.com/redshift/latest/dg/r_names.html */
const maxIdentifierBytes = 127;

/** What the names of the tables beside a target end in; redshift-loading makes them. */
const besideSuffixes = ['__rejects', '__ledger', '__lock', '__live'] as const;
const longestSuffix = Math.max(...besideSuffixes.map(({ length }) => length));

const datasetName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const maxDatasetName = 63;

/** What is wrong with the names of a dataset, its schema and its table. */
export function nameProblems({ name, table }: DatasetDefinition): string[] {
  return [
    ...(datasetName.test(name) ? [] : [`name "${name}": not kebab case`]),
    ...(name.length > maxDatasetName ? [`name "${name}": longer than ${maxDatasetName} bytes`] : []),
    ...identifierProblems(table.schema).map((problem) => `schema "${table.schema}": ${problem}`),
    ...(/^pg_|^information_schema$/.test(table.schema)
      ? [`schema "${table.schema}": a schema of the database itself`]
      : []),
    ...identifierProblems(table.name, maxIdentifierBytes - longestSuffix).map(
      (problem) => `table "${table.name}": ${problem}`,
    ),
    ...besideSuffixes
      .filter((suffix) => table.name.endsWith(suffix))
      .map((suffix) => `table "${table.name}": names in ${suffix} are of tables beside a target`),
  ];
}

/** What is wrong with a column's name in the table. */
export function columnNameProblems(name: string): string[] {
  return [
    ...identifierProblems(name),
    ...(isSystemColumn(name) ? ['a column that every table of Redshift has already'] : []),
  ];
}

function identifierProblems(name: string, maxBytes = maxIdentifierBytes): string[] {
  return [
    ...(name.startsWith('_')
      ? ['begins with an underscore, as the columns of lineage, stage and verdict do']
      : /^[a-z][a-z0-9_]*$/.test(name)
        ? []
        : ['not lower-case snake case']),
    ...(name.length > maxBytes ? [`longer than ${maxBytes} bytes`] : []),
    ...(isReservedWord(name) ? ['a reserved word of Redshift'] : []),
  ];
}
