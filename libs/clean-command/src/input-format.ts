import type { Dataset, FileFormatName } from '@sluice/contracts';
import { detectFileFormat, type FileFormat } from '@sluice/file-cleaning';
import { UsageError } from './failures.js';

/** What a source tells of its format. */
export interface FormatHints {
  /** Names of the file, the most telling first. */
  readonly names: readonly string[];
  /** Of an HTTP answer; asked only where no name tells. */
  readonly contentType?: string | undefined;
}

/** By media type, as if the file were named so. */
const nameOfType: Readonly<Record<string, string>> = {
  'text/tab-separated-values': 'x.tsv',
  'text/csv': 'x.csv',
  'application/csv': 'x.csv',
  'application/x-ndjson': 'x.ndjson',
  'application/ndjson': 'x.ndjson',
  'application/jsonl': 'x.ndjson',
  'application/vnd.apache.parquet': 'x.parquet',
  'application/gzip': 'x.gz',
  'application/x-gzip': 'x.gz',
  'application/zstd': 'x.zst',
};

/**
 * The format of the input: `--in-format`, else what its name tells, else its media type, else the contract's own.
 * The compression is what the name or the media type tells. Whether the bytes are so is for the engine to say.
 * @throws {UsageError} when the name tells a format that cannot be read
 */
export function inputFormat(
  hints: FormatHints,
  dataset: Dataset,
  asked: FileFormatName | undefined,
): FileFormat {
  const name = tellingName(hints, dataset) ?? hints.names[0] ?? '';
  const told = detectFileFormat(name, dataset);
  if (asked !== undefined) {
    // Of a name whose format is unknown the last part may still tell the compression.
    const last = detectFileFormat(`x.${name.slice(name.lastIndexOf('.') + 1)}`, dataset);
    return { format: asked, compression: last?.compression ?? 'none' };
  }
  if (told) return told;
  throw new UsageError(
    `the name ${JSON.stringify(name)} tells no format that can be read: add --in-format tsv, csv, ndjson or parquet`,
  );
}

/** Whether name or media type tell anything; else the bytes may say how they are compressed. */
export const isTold = (hints: FormatHints): boolean =>
  hints.names.some(hasExtension) || typedName(hints) !== undefined;

const hasExtension = (name: string): boolean => name.replace(/^\.+/, '').includes('.');

const typedName = ({ contentType = '' }: FormatHints): string | undefined =>
  nameOfType[contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''];

/** A name that can be read comes before a media type, and both before a name that cannot (`download.php`). */
function tellingName(hints: FormatHints, dataset: Dataset): string | undefined {
  const named = hints.names.filter(hasExtension);
  return named.find((name) => detectFileFormat(name, dataset) !== undefined) ?? typedName(hints) ?? named[0];
}
