import {
  seededRandom,
  sourceColumns,
  tableColumns,
  type Dataset,
  type ReasonCode,
  type SeededRandom,
  type Value,
} from '@sluice/contracts';
import { cleanDelimited } from './clean-delimited.js';
import type { CleaningJob } from './cleaning-job.js';
import {
  BooleanVector,
  BytesVector,
  columnVectors,
  DoubleVector,
  Int32Vector,
  Int64Vector,
  type ColumnVector,
} from './columns/column-vector.js';
import { sha256Hex, type Judge, type Judgement } from './judges.testing.js';
import type { fieldTaker } from './kernel/field-taker.js';
import type { RawRecord } from './nasty-cells.testing.js';
import type { BadRecord } from './rejects.js';

export interface KernelJudgeOptions {
  readonly format: 'tsv' | 'csv';
  readonly csvDelimiter?: Dataset['file']['csvDelimiter'];
  readonly seed: number;
  readonly takerOf?: typeof fieldTaker;
}

/** The records with cells that a file of the format can hold; of every other seed clean text, which has a faster way. */
export function representable(
  records: readonly RawRecord[],
  { format, seed }: KernelJudgeOptions,
): RawRecord[] {
  const held = (cell: string | null): string => {
    const text = format === 'csv' ? (cell ?? '') : (cell ?? '').replace(/[\t\r\n]/g, ' ');
    return seed % 2 === 0 ? text.replace(/[\0\uFFFE\uFFFF]/g, '') : text;
  };
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([source, cell]) => [source, held(cell)])),
  );
}

/** Lays records out as a file, in any column order, cut into blocks anywhere, and cleans it. */
export function kernelJudge({ format, csvDelimiter = ',', seed, takerOf }: KernelJudgeOptions): Judge {
  return {
    name: `kernel, ${format}`,
    async judge(contract, records) {
      const dataset: Dataset = { ...contract, file: { ...contract.file, format, csvDelimiter } };
      const random = seededRandom(seed);
      const content = Buffer.from(fileOf(dataset, records, random));
      const vectors = columnVectors(tableColumns(dataset));
      const ordinals: number[] = [];
      const judgements: Judgement[] = [];
      const job: Partial<Record<keyof CleaningJob, unknown>> = {
        dataset,
        format,
        sha256Hex,
        source: { maxTextBytes: content.length, blocks: () => blocksOf(content, random) },
        progress: () => undefined,
        rows: {
          vectors: new Map(vectors.map((vector) => [vector.column.name, vector])),
          endRow: (ordinal: number) => {
            ordinals.push(ordinal);
            return false;
          },
        },
        rejects: {
          add: ({ ordinal, fault: { column, reason } }: BadRecord) => {
            judgements[ordinal] = { column, reason: reason as ReasonCode };
            return Promise.resolve();
          },
        },
      };
      const read = await cleanDelimited(job as unknown as CleaningJob, takerOf);
      const columns = vectors.map(valuesOf);
      const rows = new Set(vectors.map((vector) => vector.rows).concat(ordinals.length));
      if (read !== records.length || rows.size !== 1)
        throw new Error(`${read} read, ${[...rows].join()} rows`);
      ordinals.forEach((ordinal, row) => {
        judgements[ordinal] = { row: columns.map((values) => values[row] as Value) };
      });
      return judgements;
    },
  };
}

function fileOf(dataset: Dataset, records: readonly RawRecord[], random: SeededRandom): string {
  const { file } = dataset;
  const sources = sourceColumns(dataset)
    .map(({ from }) => ({ from, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ from }) => from);
  const delimiter = file.format === 'csv' ? file.csvDelimiter : '\t';
  const quoted = (cell: string): string => {
    if (file.format === 'tsv') return cell;
    const must = /["\r\n]/.test(cell) || cell.includes(delimiter);
    return must || random.chance(0.3) ? `"${cell.replaceAll('"', '""')}"` : cell;
  };
  const lineEnd = (): string => (random.chance(0.1) ? '\r\n' : '\n');
  const lines = records.map(
    (record) => sources.map((source) => quoted(record[source] ?? '')).join(delimiter) + lineEnd(),
  );
  return `${sources.join(delimiter)}\n${lines.join('')}`;
}

async function* blocksOf(content: Buffer, random: SeededRandom): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length;) {
    const to = from + 1 + random.below(random.chance(0.1) ? 40 : 8000);
    yield content.subarray(from, to);
    from = to;
  }
}

/** The travelling values of a vector. */
function valuesOf(vector: ColumnVector): Value[] {
  const values: Value[] = [];
  let at = 0;
  for (let row = 0; row < vector.rows; row++) {
    if (vector.present[row] === 0) values.push(null);
    else if (vector instanceof BytesVector) {
      const size = vector.bytes.readUInt32LE(at);
      values.push(vector.bytes.toString('utf8', at + 4, at + 4 + size));
      at += 4 + size;
    } else if (vector instanceof BooleanVector) values.push(vector.values[row] === 1);
    else if (vector instanceof DoubleVector) values.push(vector.values[row] as number);
    else if (vector instanceof Int32Vector || vector instanceof Int64Vector)
      values.push(wholeValue(vector.column.parquetType, BigInt(vector.values[row] as number | bigint)));
  }
  return values;
}

function wholeValue(type: string, count: bigint): Value {
  if (type === 'INTEGER') return Number(count);
  if (type === 'DATE') return new Date(Number(count) * 86_400_000).toISOString().slice(0, 10);
  if (type === 'TIMESTAMP') {
    const micros = ((count % 1_000_000n) + 1_000_000n) % 1_000_000n;
    const second = new Date(Number((count - micros) / 1000n)).toISOString().slice(0, 19);
    return `${second}.${String(micros).padStart(6, '0')}Z`;
  }
  const scale = Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0);
  if (scale === 0) return String(count);
  const digits = String(count < 0n ? -count : count).padStart(scale + 1, '0');
  return `${count < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
