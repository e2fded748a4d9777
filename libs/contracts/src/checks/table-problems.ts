import type { DatasetDefinition, Encoding } from '../dataset.js';
import { redshiftType, stageType } from '../table-columns.js';

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
export function tableProblems({ columns, table }: DatasetDefinition): string[] {
  const kept = columns.filter(({ mask }) => mask !== 'drop');
  const rowBytes = kept.reduce((sum, column) => sum + widestBytes(stageType(column)), 0);
  return [
    ...(columns.length === 0 ? ['columns: there is none'] : []),
    ...(columns.length > 0 && kept.length === 0 ? ['columns: every one is dropped'] : []),
    ...(kept.length > maxColumns ? [`columns: more than ${maxColumns}`] : []),
    ...(rowBytes > maxRowBytes
      ? [`columns: a row may have ${rowBytes} bytes, and COPY loads ${maxRowBytes}; lower some maxBytes`]
      : []),
    ...(table.distKey !== undefined && table.distStyle !== undefined
      ? [`dist key "${table.distKey}": a table has one or the dist style ${table.distStyle}, not both`]
      : []),
    ...Object.entries(table.encodings ?? {}).flatMap(([name, encoding]) => {
      const column = kept.find((candidate) => candidate.name === name);
      if (column === undefined) return [`column "${name}" (encoding): not defined, or dropped`];
      const type = redshiftType(column).replace(/\(.*/, '');
      if (!Object.hasOwn(encodedTypes, encoding))
        return [`column "${name}" (encoding): there is no ${JSON.stringify(encoding)}`];
      return encodedTypes[encoding].includes(type)
        ? []
        : [`column "${name}" (encoding): ${encoding} does not compress ${type}`];
    }),
  ];
}

const whole = ['INTEGER', 'BIGINT'];
const numbers = [...whole, 'DECIMAL'];
const times = ['DATE', 'TIMESTAMP'];
const most = [...numbers, ...times, 'DOUBLE PRECISION', 'VARCHAR'];

/**
 * Types that each encoding compresses.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html
 */
const encodedTypes: Readonly<Record<Encoding, readonly string[]>> = {
  raw: [...most, 'BOOLEAN', 'SUPER'],
  az64: [...numbers, ...times],
  bytedict: most,
  delta: [...numbers, ...times],
  delta32k: [...numbers, ...times],
  lzo: [...numbers, ...times, 'VARCHAR', 'SUPER'],
  mostly8: numbers,
  mostly16: numbers,
  mostly32: ['BIGINT', 'DECIMAL'],
  runlength: [...most, 'BOOLEAN'],
  text255: ['VARCHAR'],
  text32k: ['VARCHAR'],
  zstd: [...most, 'BOOLEAN', 'SUPER'],
};

function widestBytes(type: string): number {
  const length = /^VARCHAR\((\d+)\)$/.exec(type)?.[1];
  return length === undefined ? fixedBytes : Number(length) + 4;
}
