import { notImplemented, SqlError } from '../sql-error.js';
import type { CopyFormat, TextConversion } from './copy-format.js';
import { readOptions, type CopyOptions } from './copy-options.js';
import type { TokenReader } from './token-reader.js';
import { useTable, type UsedTable } from './used-table.js';

/** COPY target FROM S3. */
export interface CopyCommand {
  readonly target: UsedTable;
  readonly columns: readonly string[] | undefined;
  readonly bucket: string;
  /** A key prefix, or the key of the manifest. */
  readonly key: string;
  readonly manifest: boolean;
  readonly serializeToJson: boolean;
  readonly format: CopyFormat;
}

/** Reads the whole of a COPY. */
export function parseCopy(reader: TokenReader): CopyCommand {
  reader.expectWords('copy');
  const target = useTable(reader.tableName(), 'write');
  const columns = reader.peek()?.text === '(' ? reader.identifierList() : undefined;
  reader.expectWords('from');
  const source = reader.string();
  const address = /^s3:\/\/([^/]+)\/(.*)$/s.exec(source);
  if (address === null) {
    if (/^(emr|ssh|dynamodb):\/\//.test(source)) throw notImplemented(`COPY from ${source}`);
    throw new SqlError(`The specified S3 path '${source}' is not valid`, '42601');
  }
  const options = readOptions(reader);
  if (!options.authorised) {
    throw new SqlError(
      'CREDENTIALS argument is not supplied. IAM_ROLE or CREDENTIALS is required for COPY',
      '42601',
    );
  }
  return {
    target,
    columns,
    bucket: address[1] ?? '',
    key: address[2] ?? '',
    manifest: options.manifest,
    serializeToJson: options.serializeToJson,
    format: formatOf(options),
  };
}

function formatOf(options: CopyOptions): CopyFormat {
  const { format, gzip, rowOnly, notServed } = options;
  if (format === 'parquet') {
    if (rowOnly[0] !== undefined)
      throw new SqlError(`${rowOnly[0]} argument is not supported for PARQUET based COPY`, '0A000');
    return { kind: 'parquet' };
  }
  if (notServed[0] !== undefined) throw notImplemented(notServed[0]);
  if (options.serializeToJson) {
    throw new SqlError('SERIALIZETOJSON is supported only for columnar file formats', '0A000');
  }
  const conversion: TextConversion = {
    nullAs: options.nullAs ?? '\\N',
    emptyAsNull: options.emptyAsNull,
    blanksAsNull: options.blanksAsNull,
    dateFormat: options.dateFormat ?? 'YYYY-MM-DD',
    timeFormat: options.timeFormat ?? 'YYYY-MM-DD HH:MI:SS',
  };
  if (format === 'json') return { kind: 'json', gzip, ignoreCase: options.ignoreCase, conversion };
  const { ignoreHeader, ignoreBlankLines } = options;
  const common = { kind: 'delimited', gzip, ignoreHeader, ignoreBlankLines, conversion } as const;
  return format === 'csv'
    ? { ...common, delimiter: options.delimiter ?? ',', quote: options.quote ?? '"' }
    : { ...common, delimiter: options.delimiter ?? '|' };
}
