import { preview, recordValidator, type Fault } from '@sluice/contracts';
import { rowsLayout } from '@sluice/redshift-loading';
import type { CleaningJob, JobResult } from './cleaning-job.js';
import { filledLineCounter } from './count-records.js';
import { lineFramer } from './frame-lines.js';
import type { FramedRecord } from './framing.js';
import { openSource } from './open-source.js';
import { ParquetWriter } from './parquet-writer.js';
import type { Reject } from './reject-writer.js';
import { valueText } from './value-text.js';

/**
 * Cleans ndjson: a JSON object a line, blank lines between are no records. Judged by the zod schema, a record at
 * a time, exactly as a stream's records are; DuckDB writes the rows.
 */
export async function cleanNdjson(job: CleaningJob): Promise<JobResult> {
  const { dataset, sourceNumber, rejects } = job;
  const validate = recordValidator(dataset);
  const counter = filledLineCounter();
  const rows = new ParquetWriter(job.engine, job.outputDirectory, 'rows', rowsLayout(dataset));
  const source = String(sourceNumber);
  let ordinal = 0;
  let bad: Reject[] = [];

  const take = (framed: FramedRecord): void => {
    const { data, start, end, line, bytes } = framed;
    const text = data.toString('utf8', start, end);
    if (framed.fault === undefined && /^[ \t\r]*$/.test(text)) return;
    const verdict = framed.fault === undefined ? judge(text) : malformed(framed.fault, text);
    const number = ordinal++;
    if ('row' in verdict) {
      rows.add([source, String(number), null, null, ...verdict.row.map(valueText)]);
      return;
    }
    const raw = Buffer.from(data.subarray(start, end));
    const rawBytes = bytes > raw.length ? { rawBytes: bytes } : {};
    bad.push({ sourceNumber, ordinal: number, ...verdict.fault, raw, ...rawBytes, line });
  };
  const judge = (text: string) => {
    try {
      return validate(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) return malformed('a JSON object on one line', text);
      throw error;
    }
  };

  const framer = lineFramer(take);
  const settle = async (): Promise<void> => {
    for (const reject of bad) await rejects.add(reject);
    bad = [];
    if (rows.isFull) await rows.flush();
  };
  for await (const block of openSource(job.inputPath, job.compression)) {
    job.signal?.throwIfAborted();
    counter.push(block);
    framer.push(block);
    await settle();
  }
  framer.end();
  await settle();
  await rows.flush();
  return { read: counter.end(), rows: rows.parts };
}

const malformed = (rule: string, text: string): { fault: Fault } => ({
  fault: { reason: 'malformed_record', column: null, rule, value: preview(text) },
});
