import type { Column, Value } from '@sluice/contracts';
import { comparableCell } from './comparable.js';

type Part = number | bigint | string;

/** Part by part; texts in the order of their code points, as the bytes of UTF-8 are. */
export function compare(a: readonly Part[], b: readonly Part[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] as Part;
    if (left === right) continue;
    if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
    return left < right ? -1 : 1;
  }
  return 0;
}

function compareTexts(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (const [index, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A value of a version column as something that is greater the newer it is. */
export function versionPart(column: Pick<Column, 'type'>, value: Value): Part {
  const text = comparableCell(column, value) ?? '';
  switch (column.type) {
    case 'integer':
    case 'double':
      return Number(text);
    case 'bigint':
    case 'decimal':
      // A decimal has exactly as many fraction digits as its column's scale.
      return BigInt(text.replace('.', ''));
    default:
      return text;
  }
}
