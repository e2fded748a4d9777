import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { useTable, type UsedTable } from './rewrite.js';
import type { TokenReader } from './token-reader.js';

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

export type CopyFormat =
  | { readonly kind: 'parquet' }
  | { readonly kind: 'json'; readonly gzip: boolean }
  | {
      readonly kind: 'csv';
      readonly gzip: boolean;
      readonly delimiter: string;
      /** Empty when the format is plain delimited text. */
      readonly quote: string;
      readonly ignoreHeader: number;
      readonly nullAs: string;
    };

interface Options {
  authorised: boolean;
  format: 'parquet' | 'csv' | 'json' | 'text';
  manifest: boolean;
  gzip: boolean;
  serializeToJson: boolean;
  delimiter?: string;
  quote?: string;
  ignoreHeader: number;
  nullAs: string;
  /** Options that columnar formats do not take. */
  readonly rowOnly: string[];
}

/** Reads the whole of a COPY. */
export function parseCopy(reader: TokenReader): CopyCommand {
  reader.expectWords('copy');
  const target = useTable(reader.tableName(), 'write');
  const columns = reader.peek()?.text === '(' ? reader.identifierList() : undefined;
  if (reader.isWords('to')) throw reader.unexpected();
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

function formatOf(options: Options): CopyFormat {
  const { format, gzip, ignoreHeader, nullAs } = options;
  if (format === 'parquet') {
    const refused = gzip ? 'GZIP' : options.rowOnly[0];
    if (refused !== undefined)
      throw new SqlError(`${refused} argument is not supported for PARQUET based COPY`, '0A000');
    return { kind: 'parquet' };
  }
  if (options.serializeToJson) {
    throw new SqlError('SERIALIZETOJSON is supported only for columnar file formats', '0A000');
  }
  if (format === 'json') return { kind: 'json', gzip };
  const delimiter = options.delimiter ?? (format === 'csv' ? ',' : '|');
  return {
    kind: 'csv',
    gzip,
    delimiter,
    quote: format === 'csv' ? (options.quote ?? '"') : '',
    ignoreHeader,
    nullAs,
  };
}

function readOptions(reader: TokenReader): Options {
  const options: Options = {
    authorised: false,
    format: 'text',
    manifest: false,
    gzip: false,
    serializeToJson: false,
    ignoreHeader: 0,
    nullAs: '\\N',
    rowOnly: [],
  };
  while (!reader.atEnd) {
    const word = reader.next();
    if (word.kind !== 'word') throw new SqlError(`syntax error at or near "${word.text}"`, '42601');
    readOption(reader, word.text, options);
  }
  return options;
}

function readOption(reader: TokenReader, option: string, options: Options): void {
  const as = (): void => void reader.takeWords('as');
  const rowOnly = (): void => void options.rowOnly.push(option.toUpperCase());
  switch (option) {
    case 'with':
      return;
    case 'iam_role':
      if (!reader.takeWords('default') && !/^arn:aws[\w-]*:iam::\d{12}:role\//.test(reader.string())) {
        throw new SqlError('Invalid IAM_ROLE', '42601');
      }
      options.authorised = true;
      return;
    case 'credentials':
      as();
      if (!reader.string().startsWith('aws_iam_role=')) throw notImplemented('COPY with access keys');
      options.authorised = true;
      return;
    case 'format':
      as();
      return readOption(reader, reader.identifier(), options);
    case 'parquet':
      options.format = 'parquet';
      return;
    case 'csv':
      options.format = 'csv';
      if (reader.takeWords('quote')) {
        as();
        options.quote = oneCharacter(reader.string());
      }
      return;
    case 'json':
      as();
      options.format = 'json';
      if (reader.peek()?.kind === 'string' && reader.string() !== 'auto')
        throw notImplemented('COPY with JSON paths');
      return;
    case 'delimiter':
      as();
      rowOnly();
      options.delimiter = oneCharacter(reader.string());
      return;
    case 'manifest':
      options.manifest = true;
      return;
    case 'gzip':
      options.gzip = true;
      return;
    case 'serializetojson':
      options.serializeToJson = true;
      return;
    case 'ignoreheader':
      as();
      rowOnly();
      options.ignoreHeader = reader.integer();
      return;
    case 'null':
      as();
      rowOnly();
      options.nullAs = reader.string();
      return;
    case 'timeformat':
    case 'dateformat':
      as();
      rowOnly();
      if (reader.string() !== 'auto') throw notImplemented(`${option.toUpperCase()} other than 'auto'`);
      return;
    case 'region':
      as();
      rowOnly();
      reader.string();
      return;
    case 'maxerror':
      as();
      rowOnly();
      if (reader.integer() > 0 && options.format !== 'parquet') throw notImplemented('MAXERROR');
      return;
    case 'compupdate':
    case 'statupdate':
      if (['on', 'off', 'preset', 'true', 'false'].includes(reader.peek()?.text ?? '')) reader.next();
      return;
    default:
      throw KNOWN_ELSEWHERE.has(option)
        ? notImplemented(`the COPY option ${option.toUpperCase()}`)
        : syntaxErrorNear(option);
  }
}

const oneCharacter = (text: string): string => {
  if ([...text].length !== 1)
    throw new SqlError(`COPY delimiter must be a single character: '${text}'`, '22023');
  return text;
};

/** Options of Redshift's COPY that nothing here needs; several mutilate data. */
const KNOWN_ELSEWHERE = new Set(
  `avro orc shapefile fixedwidth bzip2 lzop zstd encrypted master_symmetric_key acceptanydate acceptinvchars
   blanksasnull emptyasnull encoding escape explicit_ids fillrecord ignoreblanklines removequotes roundec trimblanks
   truncatecolumns noload comprows access_key_id secret_access_key session_token readratio ssh`.split(/\s+/),
);
