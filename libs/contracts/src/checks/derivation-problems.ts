import type { Column, Derivation } from '../column.js';
import { sourcesOf } from '../derivation.js';
import { textProblems } from './text-problems.js';

/** What is wrong with how the column at a position is made of the ones before it. */
export function derivationProblems(columns: readonly Column[], position: number): string[] {
  const column = columns[position];
  if (column?.derive === undefined) return [];
  const { derive, from, type } = column;
  const sources = sourcesOf(derive);
  return [
    ...(from === '' ? [] : ['is derived, so it reads no source']),
    ...(makes[derive.kind].includes(type)
      ? []
      : [`${derive.kind} makes ${makes[derive.kind].join(' or ')}, not ${type}`]),
    ...(sources.length === 0 ? ['is derived from no column'] : []),
    ...(derive.kind === 'concat' ? textProblems('separator', [derive.separator]) : []),
    ...sources.flatMap((source) => {
      const at = columns.findIndex(({ name }) => name === source);
      return sourceProblems(column, derive.kind, columns[at], at < position).map(
        (problem) => `derived from "${source}", ${problem}`,
      );
    }),
  ];
}

function sourceProblems(
  column: Column,
  kind: Derivation['kind'],
  source: Column | undefined,
  isBefore: boolean,
): string[] {
  if (source === undefined) return ['which is not defined'];
  if (!isBefore) return ['which does not stand before it'];
  return [
    ...(source.derive === undefined ? [] : ['which is derived itself']),
    ...(reads[kind].includes(source.type)
      ? []
      : [`which is ${source.type}; ${kind} reads ${reads[kind].join(', ')}`]),
    ...(source.mask === undefined || source.mask === 'drop' || column.mask !== undefined
      ? []
      : [`whose mask ${source.mask} it would undo; give it a mask too`]),
  ];
}

type Types = Readonly<Record<Derivation['kind'], readonly Column['type'][]>>;

const makes: Types = {
  day: ['date', 'text'],
  instant: ['timestamp'],
  lower: ['text'],
  upper: ['text'],
  concat: ['text'],
};

/** A double has no one text; lists and json are texts of JSON. */
const reads: Types = {
  day: ['timestamp'],
  instant: ['integer', 'bigint'],
  lower: ['text'],
  upper: ['text'],
  concat: ['text', 'integer', 'bigint', 'decimal', 'boolean', 'date', 'timestamp'],
};
