import type { Column } from '../column.js';
import type { Dataset } from '../dataset.js';
import type { ReasonCode } from '../reason.js';
import { sampleFaults, type SampleFault } from './sample-faults.js';
import { valueSampler, type ValueSampler } from './sample-values.js';
import { seededRandom, type SeededRandom } from './seeded-random.js';

export interface SampleOptions {
  /** Records to make. */
  readonly rows: number;
  readonly seed: number;
  /** Share of records that get one fault, 0 to 1. Default: 0.01. */
  readonly faultRatio?: number;
}

/** The verdict that a record was made for. */
export interface ExpectedVerdict {
  readonly expected: 'valid' | ReasonCode;
  /** Name of the column at fault; null when there is none, or the record as a whole is bad. */
  readonly column: string | null;
}

export interface SampleLine extends ExpectedVerdict {
  /** Without line end. */
  readonly line: string;
}

export interface SampleRecord extends ExpectedVerdict {
  /** Keyed by source names. */
  readonly record: Readonly<Record<string, unknown>>;
  /** Position of the valid record that this one repeats, as a producer's retry does. */
  readonly duplicateOf?: number;
}

/**
 * Lines of a TSV file of a dataset: its header, then as many lines as asked for. Every kind of fault of every
 * column comes up in turn, and besides records with too few and too many fields and with a stray carriage return.
 * Keys are distinct. The header's own `expected` is `valid`.
 */
export function* sampleFileLines(dataset: Dataset, options: SampleOptions): Generator<SampleLine> {
  const random = seededRandom(options.seed);
  const { columns } = dataset;
  const samplers = samplersOf(dataset);
  const faults = new FaultDeck(dataset, ['field_count', 'malformed_record']);
  yield { line: columns.map(({ from }) => from).join('\t'), expected: 'valid', column: null };
  for (let index = 0; index < options.rows; index++) {
    const fields = columns.map((column, position) => {
      const value = sampleField(column, samplers[position] as ValueSampler, dataset, random, index);
      return value ?? dataset.nullTokens[0] ?? '';
    });
    const fault = random.chance(options.faultRatio ?? defaultFaultRatio) ? faults.next() : undefined;
    if (fault && 'text' in fault) fields[fault.position] = fault.text;
    else if (fault?.reason === 'malformed_record') fields[0] = `${fields[0]}\rx`;
    else if (fault && fields.length > 1 && random.chance(0.5)) fields.pop();
    else if (fault) fields.push('surplus');
    const column = fault && 'text' in fault ? (columns[fault.position]?.name ?? null) : null;
    yield { line: fields.join('\t'), expected: fault?.reason ?? 'valid', column };
  }
}

/**
 * Records of a stream of a dataset, as JSON objects. Keys and event identities are distinct but for the records
 * that repeat an earlier one.
 * @param options.duplicateRatio share of records that repeat a recent valid one, 0 to 1; default 0
 */
export function* sampleRecords(
  dataset: Dataset,
  options: SampleOptions & { readonly duplicateRatio?: number },
): Generator<SampleRecord> {
  const random = seededRandom(options.seed);
  const samplers = samplersOf(dataset);
  const faults = new FaultDeck(dataset, []);
  const recent: { index: number; record: SampleRecord['record'] }[] = [];
  for (let index = 0; index < options.rows; index++) {
    const original = random.chance(options.duplicateRatio ?? 0)
      ? recent[random.below(recent.length)]
      : undefined;
    if (original) {
      yield { record: original.record, expected: 'valid', column: null, duplicateOf: original.index };
      continue;
    }
    const record: Record<string, unknown> = {};
    dataset.columns.forEach((column, position) => {
      const text = sampleField(column, samplers[position] as ValueSampler, dataset, random, index);
      record[column.from] = text === null ? null : jsonValue(column, text);
    });
    const fault = random.chance(options.faultRatio ?? defaultFaultRatio) ? faults.next() : undefined;
    const column = fault && 'text' in fault ? dataset.columns[fault.position] : undefined;
    if (fault && 'text' in fault && column) {
      if (fault.reason === 'missing_value') delete record[column.from];
      else record[column.from] = fault.text;
      yield { record, expected: fault.reason, column: column.name };
      continue;
    }
    recent[index % recentRecords] = { index, record };
    yield { record, expected: 'valid', column: null };
  }
}

const defaultFaultRatio = 0.01;
const recentRecords = 100;
const nullShare = 0.2;

function samplersOf(dataset: Dataset): readonly ValueSampler[] {
  const distinct = new Set([
    ...(dataset.load.mode === 'upsert' ? dataset.load.key : []),
    ...(dataset.identity.kind === 'event' ? dataset.identity.columns : []),
  ]);
  return dataset.columns.map((column) => valueSampler(column, distinct.has(column.name)));
}

function sampleField(
  column: Column,
  sample: ValueSampler,
  { nullTokens }: Dataset,
  random: SeededRandom,
  index: number,
): string | null {
  if (column.nullable && nullTokens.length > 0 && random.chance(nullShare)) return null;
  return sample(random, index);
}

/** The JSON value that a producer would write for a valid text. */
function jsonValue(column: Column, text: string): unknown {
  switch (column.type) {
    case 'integer':
    case 'double':
    case 'decimal': {
      const number = Number(text);
      return String(number) === text || Math.abs(number) < 1e6 ? number : text;
    }
    case 'boolean':
      return column.trueTexts.includes(text);
    case 'list':
      return text.split(column.separator);
    case 'text':
    case 'bigint':
    case 'date':
    case 'timestamp':
      return text;
  }
}

type DealtFault =
  (SampleFault & { readonly position: number }) | { readonly reason: 'field_count' | 'malformed_record' };

/** Deals faults so that every kind comes up: reasons in turn, within a reason its texts in turn. */
class FaultDeck {
  private readonly byReason: (readonly [DealtFault, ...DealtFault[]])[];
  private dealt = 0;

  constructor({ columns, nullTokens }: Dataset, ofRecord: readonly ('field_count' | 'malformed_record')[]) {
    const groups = new Map<string, [DealtFault, ...DealtFault[]]>();
    const add = (fault: DealtFault) => {
      const group = groups.get(fault.reason);
      if (group) group.push(fault);
      else groups.set(fault.reason, [fault]);
    };
    columns.forEach((column, position) => {
      for (const fault of sampleFaults(column, nullTokens)) add({ ...fault, position });
    });
    for (const reason of ofRecord) add({ reason });
    this.byReason = [...groups.values()];
  }

  next(): DealtFault | undefined {
    const group = this.byReason[this.dealt % this.byReason.length];
    const turn = Math.floor(this.dealt++ / this.byReason.length);
    return group?.[turn % group.length];
  }
}
