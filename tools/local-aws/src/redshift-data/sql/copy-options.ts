import { notImplemented, SqlError, syntaxErrorNear } from '../sql-error.js';
import { checkTimeFormat } from '../load-datetime.js';
import type { TokenReader } from './token-reader.js';

/** What stands after COPY … FROM. */
export interface CopyOptions {
  authorised: boolean;
  format: 'parquet' | 'csv' | 'json' | 'text';
  manifest: boolean;
  gzip: boolean;
  serializeToJson: boolean;
  ignoreCase: boolean;
  emptyAsNull: boolean;
  blanksAsNull: boolean;
  ignoreBlankLines: boolean;
  ignoreHeader: number;
  delimiter?: string;
  quote?: string;
  nullAs?: string;
  dateFormat?: string;
  timeFormat?: string;
  /** Options that columnar formats do not take. */
  readonly rowOnly: string[];
  /** Of those, options of Redshift that are not served. */
  readonly notServed: string[];
}

export function readOptions(reader: TokenReader): CopyOptions {
  const options: CopyOptions = {
    authorised: false,
    format: 'text',
    manifest: false,
    gzip: false,
    serializeToJson: false,
    ignoreCase: false,
    emptyAsNull: false,
    blanksAsNull: false,
    ignoreBlankLines: false,
    ignoreHeader: 0,
    rowOnly: [],
    notServed: [],
  };
  while (!reader.atEnd) {
    const word = reader.next();
    if (word.kind !== 'word') throw syntaxErrorNear(word.text);
    const read = OPTIONS[word.text] ?? FORMATS[word.text];
    if (read === undefined) readUnserved(reader, word.text, options);
    else read(reader, options);
    if (ROW_ONLY.has(word.text)) options.rowOnly.push(word.text.toUpperCase());
  }
  return options;
}

type ReadOption = (reader: TokenReader, options: CopyOptions) => void;

const text = (reader: TokenReader): string => {
  reader.takeWords('as');
  return reader.string();
};

const FORMATS: Readonly<Record<string, ReadOption>> = {
  parquet: (_, options) => (options.format = 'parquet'),
  csv: (reader, options) => {
    options.format = 'csv';
    if (reader.takeWords('quote')) options.quote = oneCharacter('quote', text(reader));
  },
  json: (reader, options) => {
    reader.takeWords('as');
    options.format = 'json';
    const mapping = reader.peek()?.kind === 'string' ? reader.string() : 'auto';
    options.ignoreCase = mapping === 'auto ignorecase';
    if (mapping !== 'auto' && !options.ignoreCase) throw notImplemented(`COPY of JSON as '${mapping}'`);
  },
};

const OPTIONS: Readonly<Record<string, ReadOption>> = {
  with: () => undefined,
  iam_role: (reader, options) => {
    if (!reader.takeWords('default') && !/^arn:aws[\w-]*:iam::\d{12}:role\//.test(reader.string()))
      throw new SqlError('Invalid IAM_ROLE', '42601');
    options.authorised = true;
  },
  credentials: (reader, options) => {
    if (!text(reader).startsWith('aws_iam_role=')) throw notImplemented('COPY with access keys');
    options.authorised = true;
  },
  format: (reader, options) => {
    reader.takeWords('as');
    const word = reader.next();
    const read = word.kind === 'word' ? FORMATS[word.text] : undefined;
    if (read !== undefined) read(reader, options);
    else readUnserved(reader, word.text, options);
  },
  manifest: (_, options) => (options.manifest = true),
  serializetojson: (_, options) => (options.serializeToJson = true),
  gzip: (_, options) => (options.gzip = true),
  emptyasnull: (_, options) => (options.emptyAsNull = true),
  blanksasnull: (_, options) => (options.blanksAsNull = true),
  ignoreblanklines: (_, options) => (options.ignoreBlankLines = true),
  delimiter: (reader, options) => (options.delimiter = oneCharacter('delimiter', text(reader))),
  null: (reader, options) => (options.nullAs = text(reader)),
  ignoreheader: (reader, options) => {
    reader.takeWords('as');
    options.ignoreHeader = reader.integer();
  },
  dateformat: (reader, options) => (options.dateFormat = checkTimeFormat(text(reader))),
  timeformat: (reader, options) => (options.timeFormat = checkTimeFormat(text(reader))),
  // The buckets are all here.
  region: (reader) => void text(reader),
  maxerror: (reader, options) => {
    reader.takeWords('as');
    if (reader.integer() > 0) options.notServed.push('MAXERROR');
  },
  compupdate: readSwitch,
  statupdate: readSwitch,
};

const ROW_ONLY = new Set(
  `gzip delimiter null ignoreheader dateformat timeformat region maxerror emptyasnull blanksasnull ignoreblanklines
   acceptanydate bzip2 lzop zstd encoding escape removequotes roundec trimblanks truncatecolumns noload`.split(
    /\s+/,
  ),
);

/** About statistics and compression, of which there are none here. */
function readSwitch(reader: TokenReader): void {
  const word = reader.peek()?.text ?? '';
  if (['on', 'off', 'preset', 'true', 'false'].includes(word)) reader.next();
}

function oneCharacter(what: string, value: string): string {
  if (value.length !== 1 || value > '\x7f')
    throw new SqlError(`COPY ${what} must be a single ASCII character`, '22023');
  return value;
}

/** Options of Redshift's COPY that nothing here needs; several mutilate data. */
const ELSEWHERE = new Set(
  `acceptanydate acceptinvchars access_key_id avro bzip2 comprows encoding encrypted escape explicit_ids fillrecord
   fixedwidth ignoreallerrors lzop master_symmetric_key noload orc readratio removequotes roundec secret_access_key
   session_token shapefile ssh trimblanks truncatecolumns zstd`.split(/\s+/),
);

function readUnserved(reader: TokenReader, option: string, options: CopyOptions): void {
  if (!ELSEWHERE.has(option)) throw syntaxErrorNear(option);
  const what = `the COPY option ${option.toUpperCase()}`;
  if (!ROW_ONLY.has(option)) throw notImplemented(what);
  reader.takeWords('as');
  if (reader.peek()?.kind === 'string') reader.next();
  options.notServed.push(what);
}
