import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import { exactDigits } from '../inexact-number.js';
import { FaultDeck, type RecordFault } from './fault-deck.js';
import { recordSampler } from './record-sampler.js';
import { rowMasker } from './row-masker.js';
import type { ExpectedVerdict, SampleOptions } from './sample-options.js';
import type { SampleValue } from './sample-values.js';
import { seededRandom } from './seeded-random.js';

export interface SampleRecord extends ExpectedVerdict {
  /** Keyed by source names. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Position of the valid record that this one repeats, as a producer's retry does. */
  readonly duplicateOf?: number;
}

/**
 * Records of a stream of a dataset, as JSON objects. Keys and event identities are distinct but for the records
 * that repeat an earlier one.
 * @param options.duplicateRatio share of records that repeat a recent valid one, 0 to 1; default 0
 * @throws {SampleError} when no sample can be made as asked
 */
export function sampleRecords(
  dataset: Dataset,
  options: SampleOptions & { readonly duplicateRatio?: number },
): Generator<SampleRecord> {
  return recordsWith(dataset, options, []);
}

/** Also with faults of the record as a whole, which whoever writes the record down then makes. */
export function* recordsWith(
  dataset: Dataset,
  options: SampleOptions & { readonly duplicateRatio?: number },
  ofRecord: readonly RecordFault[],
): Generator<SampleRecord> {
  const random = seededRandom(options.seed);
  const sample = recordSampler(dataset, () => true);
  const faults = new FaultDeck(dataset, 'json', ofRecord, options);
  const toRow = rowMasker(dataset, options.sha256Hex);
  const recent: (SampleRecord & { readonly index: number })[] = [];
  for (let index = 0; index < options.rows; index++) {
    const original = random.chance(options.duplicateRatio ?? 0)
      ? recent[random.below(recent.length)]
      : undefined;
    if (original) {
      const { record, row } = original;
      yield { record, expected: 'valid', column: null, row, duplicateOf: original.index };
      continue;
    }
    const fields = sample(random, index);
    const record: Record<string, unknown> = {};
    dataset.columns.forEach((column, position) => {
      if (column.derive) return;
      const { text = null, value = null } = fields[position] ?? {};
      record[column.from] =
        text === null ? null : jsonValue(column, { text, value }, column.nullTokens ?? dataset.nullTokens);
    });
    const fault = faults.next(random);
    if (fault) {
      const column = fault.position === undefined ? undefined : dataset.columns[fault.position];
      if (column && 'raw' in fault && fault.raw !== undefined) record[column.from] = fault.raw;
      else if (column) delete record[column.from];
      yield { record, expected: fault.reason, column: column?.name ?? null, row: null };
      continue;
    }
    const valid = { record, expected: 'valid', column: null, row: toRow(fields) } as const;
    recent[index % recentRecords] = { ...valid, index };
    yield valid;
  }
}

const recentRecords = 100;

/** The JSON value that a producer would write for a valid text. */
function jsonValue(column: Column, { text, value }: SampleValue, nullTokens: readonly string[]): unknown {
  switch (column.type) {
    case 'integer':
    case 'double':
      return value;
    case 'decimal': {
      const number = Number(text);
      const isOther = digitsOf(text) > exactDigits || nullTokens.includes(String(number));
      return isOther || String(number).includes('e') ? text : number;
    }
    case 'boolean':
      return value;
    case 'list':
      return text.split(column.separator);
    case 'json':
      return text.length % 2 === 0 ? text : parsedOr(text);
    case 'text':
    case 'bigint':
    case 'date':
    case 'timestamp':
      return text;
  }
}

const digitsOf = (text: string): number => text.replace(/[^0-9]/g, '').length;

/** Null and strings of JSON mean other things as a record's value than as JSON text. */
function parsedOr(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value === null || typeof value === 'string' ? text : value;
}
