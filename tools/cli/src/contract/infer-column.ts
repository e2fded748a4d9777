import { narrowest, type ColumnOptions, type InferredColumn, type InferredType } from './narrowest-type.js';

/** Read as null wherever they stand. */
export const usualNullTokens: readonly string[] = ['\\N', ''];
/** Read as null in a column whose other texts have a narrower type than text. */
const otherNullTokens: readonly string[] = [
  'NULL',
  'null',
  'NA',
  'N/A',
  'n/a',
  'NaN',
  'nan',
  'None',
  'none',
  '-',
];

/**
 * The narrowest column that takes all values seen, with room for others alike.
 * @param values raw: fields' texts, or what JSON.parse gave; undefined where a record lacks it
 */
export function inferColumn(name: string, from: string, values: readonly unknown[]): InferredColumn {
  const isUsualNull = (value: unknown) => value == null || usualNullTokens.includes(value as string);
  const present = values.filter((value) => !isUsualNull(value));
  const isNullable = present.length < values.length;
  const source = from === name ? {} : { from };
  const finish = ({ builder, options, remarks }: InferredType, nulls: ColumnOptions): InferredColumn => ({
    builder,
    name,
    options: { ...source, ...nulls, ...options },
    remarks,
  });
  const found = narrowest(present);
  const nullable: ColumnOptions = isNullable ? { nullable: true } : {};
  if (found.builder !== 'text') return finish(found, nullable);
  const tokens = otherNullTokens.filter((token) => present.includes(token));
  const others = present.filter((value) => !tokens.includes(value as string));
  const narrower = tokens.length > 0 && others.length > 0 ? narrowest(others) : found;
  if (narrower.builder === 'text') return finish(found, nullable);
  const usual = usualNullTokens.filter((token) => values.includes(token));
  return finish(narrower, { nullable: true, nullTokens: [...usual, ...tokens] });
}
