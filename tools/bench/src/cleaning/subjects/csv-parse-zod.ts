import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import * as z from 'zod';
import type { SubjectResult, SubjectTask } from '../subject-run.js';

/** `\N` is null; anything else is for the schema. */
const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((raw) => (raw === '\\N' ? null : raw), schema.nullable());
const year = orNull(z.coerce.number().int().min(1800).max(2200));

/** As one writes it by hand for this file. */
const titleSchema = z.object({
  tconst: z.string().regex(/^tt\d{7,10}$/),
  titleType: z.string().min(1).max(64),
  primaryTitle: z.string().min(1).max(2048),
  originalTitle: z.string().min(1).max(2048),
  isAdult: z.enum(['0', '1']).transform((flag) => flag === '1'),
  startYear: year,
  endYear: year,
  runtimeMinutes: orNull(z.coerce.number().int().min(0).max(100_000)),
  genres: orNull(
    z
      .string()
      .min(1)
      .transform((list) => list.split(',')),
  ),
});

/**
 * The job as it is usually written by hand: gunzip, csv-parse, a zod schema for each row. It writes plain ndjson,
 * which costs less than Parquet or gzip would, and COPY reads it.
 */
export async function cleanWithCsvParse(task: SubjectTask): Promise<SubjectResult> {
  const path = join(task.outputDirectory, 'rows.ndjson');
  const parser = parse({
    delimiter: '\t',
    quote: false,
    columns: true,
    skip_records_with_error: true,
  });
  let rejected = 0;
  let clean = 0;
  parser.on('skip', () => rejected++);
  async function* judged(records: AsyncIterable<unknown>): AsyncGenerator<string> {
    let lines: string[] = [];
    for await (const record of records) {
      const verdict = titleSchema.safeParse(record);
      if (!verdict.success) {
        rejected++;
        continue;
      }
      clean++;
      lines.push(JSON.stringify(verdict.data));
      if (lines.length < 1000) continue;
      yield `${lines.join('\n')}\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\n')}\n`;
  }
  const input = createReadStream(task.inputPath);
  await pipeline(input, createGunzip(), parser, judged, createWriteStream(path));
  return { clean, rejected, rowFiles: [path], rejectFiles: [] };
}
