import type { Column } from '../column.js';
import type { DatasetDefinition } from '../dataset.js';
import { repeated } from './text-problems.js';

/** What is wrong with the columns that a dataset is keyed, identified, ordered and laid out by. */
export function keyProblems({ columns, load, identity, table }: DatasetDefinition): string[] {
  const upsert = load.mode === 'upsert' ? load : undefined;
  const key = upsert?.key ?? [];
  const event = identity?.kind === 'event' ? identity.columns : [];
  const version = upsert?.versionColumn === undefined ? [] : [upsert.versionColumn];
  const tombstone = upsert?.tombstoneColumn === undefined ? [] : [upsert.tombstoneColumn];
  const sortKeys = table.sortKeys ?? [];
  const check = (role: string, names: readonly string[], problemsOf = comparisonProblems) =>
    names.flatMap((name) => {
      const column = columns.find((candidate) => candidate.name === name);
      const problems = column ? problemsOf(column) : ['not defined'];
      return problems.map((problem) => `column "${name}" (${role}): ${problem}`);
    });
  return [
    ...(load.mode === 'upsert' && key.length === 0 ? ['upsert needs a key'] : []),
    ...(identity?.kind === 'event' && load.mode !== 'append'
      ? [`an event identity needs the load mode append, not ${load.mode}`]
      : []),
    ...(identity?.kind === 'event' && event.length === 0 ? ['an event identity needs columns'] : []),
    ...[...repeated(key), ...repeated(event), ...repeated(sortKeys)].map(
      (name) => `column "${name}": named twice in one key`,
    ),
    ...check('key', key),
    ...check('event identity', event),
    ...check('version', version, versionProblems),
    ...check('tombstone', tombstone, tombstoneProblems),
    ...tombstone
      .filter((name) => key.includes(name))
      .map((name) => `column "${name}" (tombstone): cannot be part of the key that it says is gone`),
    ...check('dist key', table.distKey === undefined ? [] : [table.distKey]),
    ...check('sort key', sortKeys),
  ];
}

/** What equality and order are asked of must be there, be what it was, and be comparable. */
function comparisonProblems(column: Column): string[] {
  return [
    ...(column.nullable ? ['cannot be nullable'] : []),
    ...(column.mask === 'drop' || column.mask === 'redact' ? [`cannot have the mask ${column.mask}`] : []),
    ...(column.type === 'list' || column.type === 'json'
      ? [`a ${column.type} is SUPER in Redshift, which cannot be compared`]
      : []),
  ];
}

/** A newer version must be greater: text is ordered by the database's collation, digests by chance. */
function versionProblems(column: Column): string[] {
  return [
    ...comparisonProblems(column),
    ...(column.mask === 'sha256' ? ['cannot have the mask sha256'] : []),
    ...(column.type === 'text' || column.type === 'boolean'
      ? [`versions are numbers, dates or timestamps, not ${column.type}`]
      : []),
  ];
}

/** Null says nothing: such a row is there. */
function tombstoneProblems(column: Column): string[] {
  return [
    ...(column.type === 'boolean' ? [] : [`a tombstone is a boolean, not ${column.type}`]),
    ...(column.mask === undefined ? [] : [`cannot have the mask ${column.mask}`]),
  ];
}
