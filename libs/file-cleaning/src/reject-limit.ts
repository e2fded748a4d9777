import { acceptsNull, sourceColumns, type Column, type Dataset } from '@sluice/contracts';

/** So many bad records are enough when they are more than half of all so far, whatever may still come. */
export const hopelessRejects = 250_000;

/** Below so many a file is read to its end, whatever its share, so that the fault can tell of all of it. */
const fewRejects = 1000;

/**
 * Whether the share of bad records can no longer become good.
 *
 * What comes can at best be good records, as short as the contract has them: with `b` bad ones now, `g` good ones now
 * and at most `m` more good ones, the share at the end is at least b / (b + g + m). Also, so that a large file of
 * nothing but bad records is not read to its end where `m` says little (compressed files): `hopelessRejects`.
 */
export function isHopeless(
  maxRatio: number,
  { rejected, clean, atMostMore }: { rejected: number; clean: number; atMostMore: number },
): boolean {
  if (maxRatio >= 1 || rejected < fewRejects) return false;
  if (rejected > maxRatio * (rejected + clean + atMostMore)) return true;
  return rejected >= hopelessRejects && rejected > Math.max(maxRatio, 0.5) * (rejected + clean);
}

/** Bytes of the shortest good record of a tsv or csv file, its line end included; the last may lack that. */
export function shortestRecordBytes(dataset: Dataset): number {
  return sourceColumns(dataset).reduce(
    (sum, column) => sum + 1 + shortestField(column, dataset.nullTokens),
    0,
  );
}

/** Bytes of the shortest JSON object and its line end. */
export const shortestObjectBytes = 3;

function shortestField(column: Column, nullTokens: readonly string[]): number {
  const texts = [
    ...(acceptsNull(column) ? (column.nullTokens ?? nullTokens) : []),
    ...(column.type === 'boolean' ? [...column.trueTexts, ...column.falseTexts] : []),
  ];
  const shortest = Math.min(...texts.map((text) => Buffer.byteLength(text)));
  if (column.type === 'boolean') return shortest;
  return Math.min(shortest, column.type === 'text' ? column.minBytes : 1);
}
