import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CopySource } from './copy-source.js';
import { delimitedRecords } from './load-delimited.js';
import { LoadFailure } from './load-failure.js';
import { FAULTS } from './load-fault.js';
import { fieldOf, jsonRecords } from './load-json.js';
import { isFault, readValue } from './load-value.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { DelimitedFormat, JsonFormat } from './sql/copy-format.js';

/** Values in the order of the target's columns, each in the one form that DuckDB is given. */
export type LoadedRow = readonly (string | null)[];

const unzip = promisify(gunzip);

/** The rows of one file. Throws `LoadFailure` for the first that cannot be loaded. */
export async function* loadedRows(
  source: CopySource,
  format: DelimitedFormat | JsonFormat,
  targets: readonly ColumnDefinition[],
): AsyncGenerator<LoadedRow> {
  const bytes = await readBytes(source, format.gzip);
  const rows =
    format.kind === 'json' ? jsonRows(source, bytes, format) : delimitedRows(source, bytes, format);
  for (const { line, fields } of rows(targets)) {
    yield targets.map((column, index) => {
      const value = readValue(fields[index] ?? null, column, format.conversion);
      if (isFault(value)) throw new LoadFailure(source, value, column, line);
      return value;
    });
  }
}

interface FieldRow {
  readonly line: number;
  readonly fields: readonly (string | null)[];
}

type ReadRows = (targets: readonly ColumnDefinition[]) => Generator<FieldRow>;

async function readBytes(source: CopySource, gzip: boolean): Promise<Buffer> {
  const bytes = await readFile(source.path);
  if (!gzip) return bytes;
  try {
    // Nothing compressed is nothing at all.
    return bytes.length === 0 ? bytes : await unzip(bytes);
  } catch (error) {
    throw new LoadFailure(source, { code: 1200, message: 'The file is not GZIP' }, undefined, 0, {
      cause: error,
    });
  }
}

const BYTE_ORDER_MARK = '\xef\xbb\xbf';

function delimitedRows(source: CopySource, bytes: Buffer, format: DelimitedFormat): ReadRows {
  return function* (targets) {
    const text = bytes.toString('latin1');
    const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
    for (const { fields, line, fault } of delimitedRecords(content, format)) {
      const column = targets[fields.length];
      if (fault !== undefined) throw new LoadFailure(source, fault, column, line);
      if (fields.length > targets.length) throw new LoadFailure(source, FAULTS.extraColumns, undefined, line);
      if (column !== undefined) throw new LoadFailure(source, FAULTS.missingColumns, column, line);
      yield { line, fields: fields.map((field, index) => decode(field, source, targets[index], line)) };
    }
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(
  bytes: string,
  source: CopySource,
  column: ColumnDefinition | undefined,
  line: number,
): string {
  if (bytes.includes('\0')) throw new LoadFailure(source, FAULTS.nulByte, column, line);
  if (!/[\x80-\xff]/.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'));
  } catch (error) {
    throw new LoadFailure(source, FAULTS.utf8, column, line, { cause: error });
  }
}

function jsonRows(source: CopySource, bytes: Buffer, { ignoreCase }: JsonFormat): ReadRows {
  return function* (targets) {
    const text = decode(bytes.toString('latin1'), source, undefined, 0);
    for (const { members, line, invalid } of jsonRecords(text.replace(/^\ufeff/, ''))) {
      if (invalid === true) throw new LoadFailure(source, FAULTS.json, undefined, line);
      const named = ignoreCase
        ? new Map([...members].map(([name, value]) => [name.toLowerCase(), value]))
        : members;
      const fields = targets.map(({ name, type }) => fieldOf(named.get(name), type.stored === 'JSON'));
      if (fields.some((field) => field?.includes('\0') === true))
        throw new LoadFailure(source, FAULTS.nulByte, undefined, line);
      yield { line, fields };
    }
  };
}
