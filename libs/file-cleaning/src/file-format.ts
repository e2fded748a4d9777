import type { Dataset, FileFormatName } from '@sluice/contracts';

export type Compression = 'none' | 'gzip' | 'zstd';

export interface FileFormat {
  readonly format: FileFormatName;
  readonly compression: Compression;
}

const compressions: Readonly<Record<string, Compression>> = {
  gz: 'gzip',
  gzip: 'gzip',
  zst: 'zstd',
  zstd: 'zstd',
};
const formats: Readonly<Record<string, FileFormatName>> = {
  tsv: 'tsv',
  tab: 'tsv',
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  parquet: 'parquet',
};
/** Names that say nothing of the format: the contract's own is meant. */
const untold = new Set(['', 'txt', 'dat', 'data']);

/**
 * The format that an object's key or a file's name tells: `title.basics.tsv.gz` is gzipped tsv. A name without
 * an extension (or `.txt`, `.dat`) has the contract's format. What the bytes are is checked by `cleanFile`.
 * @returns undefined when the name tells a format that cannot be read
 */
export function detectFileFormat(key: string, dataset: Dataset): FileFormat | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  const extensions = name.split('.').slice(1);
  const compression = compressions[extensions.at(-1) ?? ''];
  if (compression) extensions.pop();
  const extension = extensions.at(-1) ?? '';
  const format = untold.has(extension) ? dataset.file.format : formats[extension];
  // Parquet compresses inside; around it nothing could be read from the end.
  if (format === 'parquet' && compression) return undefined;
  return format && { format, compression: compression ?? 'none' };
}
