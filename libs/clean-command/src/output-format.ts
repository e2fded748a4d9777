import type { FileFormatName } from '@sluice/contracts';
import { UsageError } from './failures.js';
import { fileName, isFolder, type Place } from './place.js';

/** What is written. */
export interface OutputFormat {
  readonly format: FileFormatName;
  readonly gzip: boolean;
  /** Of each file, with its dot: `.parquet`, `.tsv.gz`. */
  readonly extension: string;
}

const formats: Readonly<Record<string, FileFormatName>> = {
  parquet: 'parquet',
  csv: 'csv',
  tsv: 'tsv',
  tab: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
};

/**
 * One file has the format and compression of its name, or the format asked for where the name tells none. A folder
 * gets Parquet unless something else is asked for; text parts are gzipped, as COPY likes them.
 * @throws {UsageError} when the name tells nothing, or something else than what is asked for
 */
export function outputFormat(out: Place, asked: FileFormatName | undefined): OutputFormat {
  if (isFolder(out)) return describe(asked ?? 'parquet', asked !== undefined && asked !== 'parquet');
  const extensions = fileName(out).toLowerCase().split('.').slice(1);
  const last = extensions.at(-1) ?? '';
  if (['zst', 'zstd', 'bz2', 'xz', 'zip', 'snappy', 'lz4'].includes(last))
    throw new UsageError(
      `--out cannot be .${last}: text is written plain or .gz, Parquet is compressed inside`,
    );
  const gzip = last === 'gz' || last === 'gzip';
  const named = formats[extensions.at(gzip ? -2 : -1) ?? ''];
  const format = named ?? asked;
  if (format === undefined)
    throw new UsageError(
      '--out tells no format: let it end in .parquet, .csv, .tsv or .ndjson (.gz), or in / for parts, or add --out-format',
    );
  if (asked !== undefined && asked !== format)
    throw new UsageError(`--out is named ${named}, --out-format says ${asked}: let them agree`);
  if (gzip && format === 'parquet')
    throw new UsageError(
      '--out cannot be gzipped Parquet: let it end in .parquet, which is compressed inside',
    );
  return describe(format, gzip);
}

const describe = (format: FileFormatName, gzip: boolean): OutputFormat => ({
  format,
  gzip,
  extension: `.${format}${gzip ? '.gz' : ''}`,
});

const partName = /^part-\d{5}\.(?:parquet|(?:tsv|csv|ndjson)(?:\.gz)?)$/;

/** Whether a file of a folder was written by an earlier run. */
export const isPartName = (name: string): boolean => partName.test(name);

export const partNameOf = (index: number, { extension }: OutputFormat): string =>
  `part-${String(index).padStart(5, '0')}${extension}`;
