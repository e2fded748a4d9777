import { engineErrorOf } from './duckdb-error.js';
import type { CopySource } from './copy-source.js';
import { LoadFailure } from './load-failure.js';
import { parquetValue } from './parquet-types.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { CopyCommand, CopyFormat } from './sql/parse-copy.js';
import { quoteIdentifier, quoteLiteral } from './sql/tokens.js';

/** How DuckDB reads files of one shape. */
export interface FileScan {
  readonly sources: readonly CopySource[];
  /** An expression for each target column, in order. */
  readonly columns: readonly string[];
  /** The table function that reads them. */
  from(sources: readonly CopySource[]): string;
}

/** Paths as DuckDB's list of files, which it would otherwise take as patterns. */
const fileList = (sources: readonly CopySource[]): string =>
  `[${sources.map(({ path }) => quoteLiteral(path.replace(/[*?[]/g, '[$&]'))).join(', ')}]`;

/**
 * Parquet columns are matched by position and must be as many as the target's, whatever their names. Files with
 * the same columns are read together.
 */
export async function parquetScans(
  copy: CopyCommand,
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
  rows: (sql: string) => Promise<Record<string, unknown>[]>,
): Promise<FileScan[]> {
  const scans = new Map<string, { sources: CopySource[]; columns: readonly string[] }>();
  for (const source of sources) {
    const described = await describe(source, rows);
    if (described.length !== targets.length) {
      throw new LoadFailure(
        source,
        undefined,
        15001,
        `Unmatched number of columns between table and file. Table columns: ${targets.length}, Data columns: ${described.length}`,
      );
    }
    const columns = described.map(({ name, type }, index) => {
      const target = targets[index] as ColumnDefinition;
      const value = parquetValue(quoteIdentifier(name), type, target.type.stored, copy.serializeToJson);
      if (value === undefined) {
        throw new LoadFailure(
          source,
          target,
          15001,
          `incompatible Parquet schema for column '${target.name}'. Column type: ${target.type.stored}, Parquet schema: ${name} ${type}`,
        );
      }
      return value;
    });
    const shape = columns.join('\0');
    const scan = scans.get(shape) ?? { sources: [], columns };
    scan.sources.push(source);
    scans.set(shape, scan);
  }
  return [...scans.values()].map((scan) => ({
    ...scan,
    from: (files) => `read_parquet(${fileList(files)})`,
  }));
}

async function describe(
  source: CopySource,
  rows: (sql: string) => Promise<Record<string, unknown>[]>,
): Promise<{ name: string; type: string }[]> {
  try {
    const found = await rows(`DESCRIBE SELECT * FROM read_parquet(${fileList([source])})`);
    return found.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  } catch (error) {
    const detail = engineErrorOf(error)?.exception_message.split('\n', 1)[0] ?? 'unreadable';
    // DuckDB's words hold the local path, which no one outside knows.
    throw new LoadFailure(
      source,
      undefined,
      15007,
      `Invalid Parquet file: ${detail.replaceAll(source.path, source.url)}`,
      {
        cause: error,
      },
    );
  }
}

/** CSV and delimited text: columns by position, values cast as they are inserted. */
export function textScan(
  format: Extract<CopyFormat, { kind: 'csv' }>,
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
): FileScan {
  const names = targets.map((_, index) => `c${index}`);
  const options = [
    `columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}}`,
    'auto_detect = false',
    'header = false',
    'allow_quoted_nulls = false',
    `delim = ${quoteLiteral(format.delimiter)}`,
    `quote = ${quoteLiteral(format.quote)}`,
    `escape = ${quoteLiteral(format.quote)}`,
    `nullstr = ${quoteLiteral(format.nullAs)}`,
    `skip = ${format.ignoreHeader}`,
    `compression = '${format.gzip ? 'gzip' : 'none'}'`,
  ].join(', ');
  return {
    sources,
    columns: targets.map(({ type }, index) =>
      // An empty field is NULL for every type but text.
      type.stored === 'VARCHAR' ? `c${index}` : `CAST(nullif(c${index}, '') AS ${type.stored})`,
    ),
    from: (files) => `read_csv(${fileList(files)}, ${options})`,
  };
}

/** JSON 'auto': one object a row, columns by name. */
export function jsonScan(
  format: Extract<CopyFormat, { kind: 'json' }>,
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
): FileScan {
  const columns = targets
    .map(({ name, type }) => `${quoteIdentifier(name)}: ${quoteLiteral(type.stored)}`)
    .join(', ');
  return {
    sources,
    columns: targets.map(({ name }) => quoteIdentifier(name)),
    from: (files) =>
      `read_json(${fileList(files)}, columns = {${columns}}, format = 'auto', compression = '${format.gzip ? 'gzip' : 'uncompressed'}')`,
  };
}
