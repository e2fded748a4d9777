import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  faultColumn,
  faultReason,
  recordSql,
  ruleText,
  type Dataset,
  type ReasonCode,
} from '@sluice/contracts';
import type { Chunk, RejectedRecord } from './chunk.js';
import type { ParquetPart } from './cleaning-result.js';
import type { Engine } from './engine.js';
import { copyToParquet, writeText } from './parquet-writer.js';
import { readTextForm, unescapeSql } from './text-form.js';

export interface Judge {
  readonly engine: Engine;
  readonly dataset: Dataset;
  readonly outputDirectory: string;
  readonly sourceNumber: number;
  /** Position in the file of each column of the contract. */
  readonly positions: readonly number[];
}

/**
 * Has DuckDB judge a chunk.
 * @returns its clean rows as one Parquet part, and all its rejects in ordinal order
 */
export async function judgeChunk(
  judge: Judge,
  chunk: Chunk,
  number: number,
): Promise<{ part?: ParquetPart; rejects: readonly RejectedRecord[] }> {
  if (chunk.records === 0) return { rejects: chunk.rejects };
  const { engine, dataset, outputDirectory, sourceNumber } = judge;
  const textPath = join(outputDirectory, '.chunk.text');
  try {
    await writeText(textPath, chunk.bytes);
    await engine.query(`CREATE OR REPLACE TEMP TABLE judged AS ${judgingSql(judge, chunk, textPath)}`);
  } finally {
    await rm(textPath, { force: true });
  }
  const faults = await engine.query(
    `SELECT _ordinal, ${faultColumn}, ${faultReason} FROM judged WHERE ${faultColumn} IS NOT NULL ORDER BY _ordinal`,
  );
  const rejects = merged(chunk.rejects, explain(judge, chunk, faults));
  if (faults.length === chunk.records) return { rejects };
  const part = await copyToParquet(
    engine,
    `SELECT CAST(${sourceNumber} AS INTEGER) AS _source_no, _ordinal, CAST(NULL AS VARCHAR) AS _record_id,
      CAST(NULL AS TIMESTAMP) AS _arrived_at, ${dataset.columns.map(({ name }) => `"${name}"`).join(', ')}
    FROM judged WHERE ${faultColumn} IS NULL`,
    join(outputDirectory, `rows-${String(number).padStart(5, '0')}.parquet`),
  );
  return { part, rejects };
}

function judgingSql({ dataset, positions }: Judge, chunk: Chunk, textPath: string): string {
  const fields = positions.map((_, position) => [`f${position}`, 'VARCHAR'] as const);
  const from = readTextForm(textPath, chunk.kind, [['_ordinal', 'BIGINT'], ...fields]);
  return recordSql(dataset, {
    from:
      chunk.kind === 'plain'
        ? from
        : `(SELECT _ordinal, ${fields.map(([name]) => `${unescapeSql(name)} AS ${name}`).join(', ')} FROM ${from})`,
    raw: (_, index) => `f${positions[index]}`,
    carry: [{ expression: '_ordinal', name: '_ordinal' }],
  });
}

function explain(
  { dataset, positions }: Judge,
  chunk: Chunk,
  faults: readonly (readonly unknown[])[],
): RejectedRecord[] {
  const rules = dataset.columns.map(ruleText);
  let index = -1;
  return faults.map(([ordinal, columnIndex, reason]) => {
    index = chunk.indexOf(Number(ordinal), index + 1);
    const column = dataset.columns[Number(columnIndex)];
    if (!column) throw new RangeError(`the contract has no column ${String(columnIndex)}`);
    return {
      ordinal: Number(ordinal),
      line: chunk.lineOf(index),
      reason: reason as ReasonCode,
      column: column.name,
      rule: rules[Number(columnIndex)] ?? '',
      value: chunk.fieldOf(index, positions[Number(columnIndex)] ?? -1),
      raw: chunk.rawOf(index),
    };
  });
}

function merged(
  left: readonly RejectedRecord[],
  right: readonly RejectedRecord[],
): readonly RejectedRecord[] {
  return [...left, ...right].sort((one, other) => one.ordinal - other.ordinal);
}
