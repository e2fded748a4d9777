import { createHash } from 'node:crypto';
import {
  parseRecord,
  recordValidator,
  sourceColumns,
  type Dataset,
  type Fault,
  type Verdict,
} from '@sluice/contracts';
import { dialectOf, plainLines } from './dialect.js';
import { FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';
import { headerPositions } from './header-record.js';
import { fieldCountRule, fieldText } from './kernel/record-judge.js';
import { ndjsonRule } from './clean-ndjson.js';
import { RecordCutter } from './record-cutter.js';
import type { FileFault } from './cleaning-result.js';

export interface JudgeAgainOptions {
  readonly dataset: Dataset;
  readonly format: Exclude<FileFormat['format'], 'parquet'>;
  /** The file's first line, from which tsv and csv have the order of their columns; see `readFileHeader`. */
  readonly header: Uint8Array;
}

/** Judges one record of a file by its bytes, as they stand in the quarantine. */
export type JudgeRecord = (raw: Uint8Array) => Verdict;

/**
 * Makes a judge for single records of a file: each is cut and judged as if the file were its header and that record.
 * @returns the judge; or why a file with this header cannot be loaded by this contract, whatever its records
 */
export function judgeAgain({ dataset, format, header }: JudgeAgainOptions): JudgeRecord | FileFault {
  const validate = recordValidator(dataset, (text) => createHash('sha256').update(text).digest('hex'));
  if (format === 'ndjson') {
    const cutter = cutterOf(plainLines);
    return (raw) => {
      const fault = cut(cutter, raw);
      if (fault !== undefined) return malformed(fault);
      const parsed = parseRecord(cutter.data.toString('utf8', cutter.start, cutter.end), ndjsonRule);
      return parsed.ok ? validate(parsed.record) : { ok: false, fault: parsed.fault };
    };
  }
  const dialect = dialectOf(format, dataset);
  const cutter = cutterOf(dialect);
  cut(cutter, header);
  let positions: readonly number[];
  try {
    positions = headerPositions(cutter, dialect, dataset);
  } catch (error) {
    if (error instanceof FileFaultError) return error.fault;
    throw error;
  }
  const sources = sourceColumns(dataset);
  return (raw) => {
    const fault = cut(cutter, raw);
    if (fault !== undefined) return malformed(fault);
    if (cutter.fieldCount !== sources.length) {
      const rule = fieldCountRule(sources.length, dialect.delimiter, cutter.fieldCount);
      return { ok: false, fault: { reason: 'field_count', column: null, rule, value: null } };
    }
    const fields = sources.map(({ from }, index) => [
      from,
      fieldText(cutter, positions[index] as number, dialect.quote),
    ]);
    return validate(Object.fromEntries(fields));
  };
}

const lineEnd = Buffer.from('\r\n');

function cutterOf(dialect: ConstructorParameters<typeof RecordCutter>[0]): RecordCutter {
  const cutter = new RecordCutter(dialect);
  cutter.window.final = true;
  return cutter;
}

/**
 * Cuts bytes that are one record. Behind them stand a carriage return and a line feed, so that a carriage return which was
 * part of the record is not taken for one of its line end.
 * @returns why they are none
 */
function cut(cutter: RecordCutter, raw: Uint8Array): string | undefined {
  const { window } = cutter;
  window.push(raw);
  window.push(lineEnd);
  if (!cutter.next()) return oneRecord;
  const isWhole = window.position === window.length;
  window.position = window.length;
  return cutter.fault ?? (isWhole ? undefined : oneRecord);
}

const oneRecord = 'one record on its own';

const malformed = (rule: string): Verdict & { ok: false } => {
  const fault: Fault = { reason: 'malformed_record', column: null, rule, value: null };
  return { ok: false, fault };
};
