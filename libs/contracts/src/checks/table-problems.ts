import type { DatasetDefinition } from '../dataset.js';
import { stageType } from '../table-columns.js';

/**
 * Columns of a table, less those that lineage and the stage add.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CTAS_usage_notes.html
 */
const maxColumns = 1600 - 4;

/**
 * Bytes of one row that COPY loads, less those of the stage's own columns.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-source.html
 */
const maxRowBytes = 4 * 1024 * 1024 - 1024;

/** Generous: of any type of fixed length. */
const fixedBytes = 16;

/** What Redshift cannot hold of the columns together. */
export function tableProblems({ columns }: DatasetDefinition): string[] {
  const kept = columns.filter(({ mask }) => mask !== 'drop');
  const rowBytes = kept.reduce((sum, column) => sum + widestBytes(stageType(column)), 0);
  return [
    ...(columns.length === 0 ? ['columns: there is none'] : []),
    ...(columns.length > 0 && kept.length === 0 ? ['columns: every one is dropped'] : []),
    ...(kept.length > maxColumns ? [`columns: more than ${maxColumns}`] : []),
    ...(rowBytes > maxRowBytes
      ? [`columns: a row may have ${rowBytes} bytes, and COPY loads ${maxRowBytes}; lower some maxBytes`]
      : []),
  ];
}

function widestBytes(type: string): number {
  const length = /^VARCHAR\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? fixedBytes : Number(length) + 4;
}
