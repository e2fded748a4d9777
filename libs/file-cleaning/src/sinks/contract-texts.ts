import type { Column } from '@sluice/contracts';
import { vectorTexts, type ColumnVector } from '../columns/column-vector.js';

/**
 * Reads a vector's values as texts that the column's contract reads as the same values again; of a masked column
 * as they are. Only of rows that have a value.
 */
export function contractTexts(
  vector: ColumnVector,
  column: Column,
  nullTokens: ReadonlySet<string>,
): (row: number) => string {
  const textOf = vectorTexts(vector);
  if (column.mask !== undefined) return textOf;
  switch (column.type) {
    case 'boolean': {
      const [whenTrue = '', whenFalse = ''] = [column.trueTexts[0], column.falseTexts[0]];
      return (row) => (textOf(row) === 'true' ? whenTrue : whenFalse);
    }
    case 'list':
      return (row) => joined(textOf(row), column.separator);
    case 'decimal':
    case 'double':
    case 'timestamp':
      // These have several texts for a value: the canonical one may be a null token, though the value came from another.
      return (row) => {
        let text = textOf(row);
        while (nullTokens.has(text)) text = otherText(column.type, text);
        return text;
      };
    default:
      return textOf;
  }
}

/** The null tokens that count in a column. */
export const nullTokensOf = (column: Column, datasetNullTokens: readonly string[]): ReadonlySet<string> =>
  new Set(column.nullTokens ?? datasetNullTokens);

/** The next of the texts of a value; one of them is no null token, or the value would be null. */
function otherText(type: Column['type'], text: string): string {
  if (type === 'decimal') return text.replace(/\.?[0-9]$/, '');
  if (type === 'timestamp') return text.includes('T') ? text.replace('T', ' ') : text.replace('Z', '+00:00');
  const [mantissa = '', exponent] = text.split('e');
  const longer = `${mantissa}${mantissa.includes('.') ? '0' : '.0'}`;
  return exponent === undefined ? longer : `${longer}e${exponent}`;
}

/** The items of a list's JSON text between separators. */
function joined(json: string, separator: string): string {
  // Without escapes an item holds no quote, so that what stands between two items is found as it is.
  if (!json.includes('\\')) return json.slice(2, -2).replaceAll('","', separator);
  return (JSON.parse(json) as string[]).join(separator);
}
