import { parseRecord, preview, recordValidator, type Fault, type Row } from '@sluice/contracts';
import type { CleaningJob } from './cleaning-job.js';
import type { ColumnVector } from './columns/column-vector.js';
import { filledLineCounter } from './count-records.js';
import { plainLines } from './dialect.js';
import { RecordCutter } from './record-cutter.js';
import { shortestObjectBytes } from './reject-limit.js';

/**
 * Cleans ndjson: a JSON object a line, blank lines between are no records. Judged by the contract's zod schema, a record
 * at a time, exactly as a stream's records are.
 */
export async function cleanNdjson(job: CleaningJob): Promise<number> {
  const counter = filledLineCounter();
  const cleaner = new NdjsonCleaner(job);
  for await (const block of job.source.blocks()) {
    job.signal?.throwIfAborted();
    counter.push(block);
    cleaner.cutter.window.push(block);
    await cleaner.cleanWindow();
    job.progress(cleaner.ordinal);
  }
  cleaner.cutter.window.final = true;
  await cleaner.cleanWindow();
  return counter.end();
}

/** The rule of a line that is no JSON object. */
export const ndjsonRule = 'a JSON object on one line';

class NdjsonCleaner {
  /** Of the next record. */
  ordinal = 0;
  readonly cutter = new RecordCutter(plainLines);
  private readonly validate;
  private readonly vectors: readonly ColumnVector[];
  private readonly showsRecords: boolean;

  constructor(private readonly job: CleaningJob) {
    this.validate = recordValidator(job.dataset, job.sha256Hex);
    this.vectors = [...job.rows.vectors.values()];
    this.showsRecords = job.dataset.columns.every(({ mask }) => mask === undefined);
  }

  /** Judges every line that ends in the window. */
  async cleanWindow(): Promise<void> {
    const { cutter, job } = this;
    while (cutter.next()) {
      const { data, start, end, line, bytes, fault: framingFault } = cutter;
      const text = data.toString('utf8', start, end);
      if (framingFault === undefined && isBlank(text)) continue;
      const verdict = framingFault === undefined ? this.judge(text) : this.malformed(framingFault, text);
      const ordinal = this.ordinal++;
      if ('row' in verdict) {
        verdict.row.forEach((value, index) => (this.vectors[index] as ColumnVector).appendValue(value));
        if (job.rows.endRow(ordinal)) await job.rows.flush();
        continue;
      }
      const raw = data.subarray(start, end);
      const rawBytes = bytes > raw.length ? { rawBytes: bytes } : {};
      const { fault } = verdict;
      await job.rejects.add({ ordinal, fault, raw, line, ...rawBytes }, this.atMostMore());
    }
  }

  private judge(text: string): { row: Row } | { fault: Fault } {
    const parsed = parseRecord(text, ndjsonRule);
    if (parsed.ok) return this.validate(parsed.record);
    const { fault } = parsed;
    return { fault: this.showsRecords ? fault : { ...fault, value: null } };
  }

  /** The line is shown unless a column of it is masked. */
  private malformed(rule: string, text: string): { fault: Fault } {
    const value = this.showsRecords ? preview(text) : null;
    return { fault: { reason: 'malformed_record', column: null, rule, value } };
  }

  /** The last record may lack a line end. */
  private atMostMore(): number {
    return (this.job.source.maxTextBytes - this.cutter.window.passedBytes + 1) / shortestObjectBytes;
  }
}

const isBlank = (text: string): boolean => /^[ \t\r]*$/.test(text);
