import { brokenConstraintOf, engineErrorOf, sqlErrorOf } from './duckdb-error.js';
import type { CopyContext } from './copy.js';
import type { CopySource } from './copy-source.js';
import { LoadFailure } from './load-failure.js';
import { physicalType, parquetValue, redshiftType } from './parquet-types.js';
import { SqlError } from './sql-error.js';
import type { ColumnDefinition } from './sql/column-definition.js';
import type { CopyCommand } from './sql/parse-copy.js';
import { quoteLiteral } from './sql/literals.js';
import { quoteIdentifier } from './sql/tokens.js';

/** Files whose columns are read alike. */
interface ParquetScan {
  readonly sources: CopySource[];
  /** An expression for each target column, in order. */
  readonly columns: readonly string[];
}

/** Redshift's code for whatever is wrong with a file that Spectrum reads. */
const SPECTRUM_USER_ERROR = 15007;

const fileName = (source: CopySource): string => source.url.replace(/^s3:\/\//, 'https://s3.amazonaws.com/');

const failure = (source: CopySource, context: string, column?: ColumnDefinition, options?: ErrorOptions) =>
  new LoadFailure(
    source,
    { code: SPECTRUM_USER_ERROR, message: `Spectrum Scan Error. ${context}` },
    column,
    0,
    options,
  );

/** Loads every file or none: the transaction is rolled back when it throws. Returns the rows loaded. */
export async function copyParquet(
  copy: CopyCommand,
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
  context: CopyContext,
): Promise<number> {
  if (!copy.serializeToJson && targets.some(({ type }) => type.stored === 'JSON'))
    throw new SqlError('SUPER column in COPY query requires SERIALIZETOJSON option', '0A000');
  let rows = 0;
  for (const scan of await parquetScans(sources, targets, context)) {
    rows += await insert(copy, scan, targets, context);
  }
  return rows;
}

/** Paths as DuckDB's list of files, which it would otherwise take as patterns. */
const read = (sources: readonly CopySource[]): string =>
  `read_parquet([${sources.map(({ path }) => quoteLiteral(path.replace(/[*?[]/g, '[$&]'))).join(', ')}])`;

/** Columns are matched by position and must be as many as the target's, whatever their names. */
async function parquetScans(
  sources: readonly CopySource[],
  targets: readonly ColumnDefinition[],
  context: CopyContext,
): Promise<ParquetScan[]> {
  const scans = new Map<string, ParquetScan>();
  for (const source of sources) {
    const described = await describe(source, context);
    if (described.length !== targets.length) {
      throw failure(
        source,
        'Unmatched number of columns between table and file. ' +
          `Table columns: ${targets.length}, Data columns: ${described.length}, File name: ${fileName(source)}`,
      );
    }
    const columns = described.map(({ name, type }, index) => {
      const target = targets[index] as ColumnDefinition;
      const value = parquetValue(quoteIdentifier(name), type, target.type.stored);
      if (value !== undefined) return value;
      throw failure(
        source,
        `File '${fileName(source)}' has an incompatible Parquet schema for column '${source.url}.${target.name}'. ` +
          `Column type: ${redshiftType(target.type)}, Parquet schema:\noptional ${physicalType(type)} ${name}`,
        target,
      );
    });
    const shape = columns.join('\0');
    const scan = scans.get(shape) ?? { sources: [], columns };
    scan.sources.push(source);
    scans.set(shape, scan);
  }
  return [...scans.values()];
}

async function describe(
  source: CopySource,
  { warehouse }: CopyContext,
): Promise<{ name: string; type: string }[]> {
  try {
    const found = await warehouse.rows(`DESCRIBE SELECT * FROM ${read([source])}`);
    return found.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
  } catch (error) {
    const detail = engineErrorOf(error)?.exception_message.split('\n', 1)[0] ?? 'unreadable';
    // DuckDB's words hold the local path, which no one outside knows.
    const said = detail.replaceAll(source.path, fileName(source));
    throw failure(source, `File '${fileName(source)}' is not Parquet: ${said}`, undefined, { cause: error });
  }
}

async function insert(
  copy: CopyCommand,
  { sources, columns }: ParquetScan,
  targets: readonly ColumnDefinition[],
  context: CopyContext,
): Promise<number> {
  const names = targets.map(({ name }) => quoteIdentifier(name)).join(', ');
  try {
    return await context.run(
      `INSERT INTO ${copy.target.sql} (${names}) SELECT ${columns.join(', ')} FROM ${read(sources)}`,
    );
  } catch (error) {
    const broken = brokenConstraintOf(error);
    const index = targets.findIndex(({ name }) => name === broken?.column);
    const column = targets[index];
    const value = columns[index];
    if (broken === undefined || column === undefined || value === undefined) {
      throw sqlErrorOf(error, { queryId: context.queryId });
    }
    throw await brokenBy(sources, column, value, context, error);
  }
}

/** The first file with a value that the column does not take. */
async function brokenBy(
  sources: readonly CopySource[],
  column: ColumnDefinition,
  value: string,
  { warehouse }: CopyContext,
  cause: unknown,
): Promise<unknown> {
  const limit = column.type.maxBytes ?? Infinity;
  for (const source of sources) {
    const [found] = await warehouse.rows(
      `SELECT max(strlen(CAST(${value} AS VARCHAR))) AS longest, count(*) - count(${value}) AS missing
       FROM ${read([source])}`,
    );
    const longest = Number(found?.longest ?? 0);
    if (longest > limit) {
      const context =
        `The length of the data column ${column.name} is longer than the length defined in the table. ` +
        `Table: ${limit}, Data: ${longest}, File name: ${fileName(source)}`;
      return failure(source, context, column, { cause });
    }
    if (column.notNull && Number(found?.missing ?? 0) > 0) {
      const context = `Missing data for not-null field ${column.name}, File name: ${fileName(source)}`;
      return failure(source, context, column, { cause });
    }
  }
  return cause;
}
