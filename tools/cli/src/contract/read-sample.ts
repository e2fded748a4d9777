import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse';
import { CliError } from '../cli-error.js';
import { readLines } from '../put/read-lines.js';
import { readableFile } from '../readable-file.js';

/** The beginning of a file of records, for a contract to be inferred from. */
export interface FileSample {
  readonly file: {
    readonly format: 'tsv' | 'csv' | 'ndjson';
    readonly csvDelimiter?: Delimiter;
    readonly tsvQuote?: string;
  };
  /** Names of its fields, in the file's order. */
  readonly sources: readonly string[];
  /** By source name; undefined where a JSON record lacks the key. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Records that were left out, because they could not be cut into fields or have too few or too many. */
  readonly leftOut: number;
}

type Delimiter = ',' | ';' | '|' | '\t';

/** Records that a contract is inferred from. */
const sampleRecords = 5000;
const sampleBytes = 64 << 20;

/**
 * Reads the first records of a tsv, csv or ndjson file, plain or .gz; where the name does not tell the format, the
 * first line does.
 */
export async function readSample(path: string): Promise<FileSample> {
  await readableFile(path);
  const lines = await firstLines(path);
  const [first = ''] = lines;
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (/\.(?:zst|parquet|xlsx?)$/.test(name))
    throw new CliError(`${path} cannot be read here: give a tsv, csv or ndjson file, plain or .gz`);
  if (/\.(?:ndjson|jsonl)$/.test(name) || first.startsWith('{')) return ndjsonSample(path, lines);
  if (/\.(?:tsv|tab)$/.test(name) || (!name.endsWith('.csv') && first.includes('\t')))
    return tsvSample(path, lines);
  return csvSample(path, lines);
}

async function firstLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  let size = 0;
  try {
    // A record of csv may take several lines.
    for await (const { bytes } of readLines(path)) {
      if (!isUtf8(bytes))
        throw new CliError(`${path} is not UTF-8 in line ${lines.length + 1}: save it as UTF-8`);
      lines.push(bytes.toString('utf8'));
      size += bytes.length;
      if (lines.length > 4 * sampleRecords || size > sampleBytes) break;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, 1, { cause: error });
  }
  if (lines[0]?.startsWith('\ufeff')) lines[0] = lines[0].slice(1);
  if ((lines[0] ?? '') === '') throw new CliError(`${path} has no first line to learn from`);
  return lines;
}

async function tsvSample(path: string, lines: readonly string[]): Promise<FileSample> {
  const rows = lines.slice(0, sampleRecords + 1).map((line) => line.split('\t'));
  const plain = fieldSample(path, { format: 'tsv' }, rows);
  if (plain.leftOut === 0) return plain;
  // Quotes are ordinary characters unless the fields only add up with them.
  const quoted = await quotedSample(path, { format: 'tsv', tsvQuote: '"' }, lines, '\t');
  return quoted.leftOut < plain.leftOut ? quoted : plain;
}

async function csvSample(path: string, lines: readonly string[]): Promise<FileSample> {
  const counted = ([',', ';', '|', '\t'] as const).map((delimiter) => ({
    delimiter,
    count: (lines[0] ?? '').split(delimiter).length,
  }));
  const { delimiter } = counted.reduce((best, each) => (each.count > best.count ? each : best));
  return quotedSample(path, { format: 'csv', csvDelimiter: delimiter }, lines, delimiter);
}

async function quotedSample(
  path: string,
  file: FileSample['file'],
  lines: readonly string[],
  delimiter: Delimiter,
): Promise<FileSample> {
  const parser = parse({
    delimiter,
    quote: '"',
    relax_column_count: true,
    skip_records_with_error: true,
    to: sampleRecords + 1,
  });
  let skipped = 0;
  let hasHeader = true;
  parser.on('skip', () => {
    if (parser.info.records === 0) hasHeader = false;
    skipped++;
  });
  parser.end(lines.join('\n'));
  const rows: string[][] = [];
  for await (const row of parser) rows.push(row as string[]);
  if (!hasHeader) throw new CliError(`the header of ${path} is not quoted as csv is: mend it first`);
  const sample = fieldSample(path, file, rows);
  return { ...sample, leftOut: sample.leftOut + skipped };
}

function fieldSample(path: string, file: FileSample['file'], rows: readonly string[][]): FileSample {
  const [sources = [], ...others] = rows;
  const twice = sources.find((name, index) => sources.indexOf(name) !== index);
  if (twice !== undefined)
    throw new CliError(`the header of ${path} names ${JSON.stringify(twice)} twice: rename one of them`);
  const whole = others.filter((row) => row.length === sources.length);
  return {
    file,
    sources,
    records: whole.map((row) => Object.fromEntries(sources.map((name, index) => [name, row[index]]))),
    leftOut: others.length - whole.length,
  };
}

function ndjsonSample(path: string, lines: readonly string[]): FileSample {
  const filled = lines.filter((line) => line.trim() !== '').slice(0, sampleRecords);
  const records = filled.flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [value as Record<string, unknown>]
        : [];
    } catch {
      return [];
    }
  });
  if (records.length === 0) throw new CliError(`${path} holds no JSON object to learn from`);
  const sources = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return { file: { format: 'ndjson' }, sources, records, leftOut: filled.length - records.length };
}
