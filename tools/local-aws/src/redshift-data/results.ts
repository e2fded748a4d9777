import { DuckDBTypeId, type DuckDBResult, type DuckDBType } from '@duckdb/node-api';
import { encodeField } from './result-fields.js';

/** One column as `GetStatementResult` describes it. */
export interface ColumnMetadata {
  readonly name: string;
  readonly label: string;
  readonly typeName: string;
  readonly nullable: number;
  readonly precision: number;
  readonly scale: number;
  readonly length: number;
  readonly isCaseSensitive: boolean;
  readonly isCurrency: boolean;
  readonly isSigned: boolean;
}

/** A result, already in the wire's JSON: 64-bit integers keep their digits, and pages are cut once. */
export interface StatementResult {
  readonly columns: readonly ColumnMetadata[];
  /** Each the text of a JSON array of records. */
  readonly pages: readonly string[];
  readonly rowCount: number;
  readonly sizeBytes: number;
}

/** The most that the Data API keeps of one result. */
export const MAX_RESULT_BYTES = 500 * 1024 * 1024;
const PAGE_BYTES = 1024 * 1024;

export class ResultTooLarge extends Error {
  override readonly name = 'ResultTooLarge';
}

/** Reads a whole result. `stopped` is asked between chunks. */
export async function readResult(
  result: DuckDBResult,
  labels: readonly string[] | undefined,
  stopped: () => void,
): Promise<StatementResult> {
  const types = result.columnTypes();
  const names = labels ?? result.columnNames();
  const columns = types.map((type, index) =>
    columnMetadata((names[index] ?? '?column?').toLowerCase(), type),
  );
  const pages: string[] = [];
  let page: string[] = [];
  let pageBytes = 0;
  let sizeBytes = 0;
  let rowCount = 0;
  const cut = () => {
    pages.push(`[${page.join(',')}]`);
    page = [];
    pageBytes = 0;
  };
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    stopped();
    for (const row of chunk.getRows()) {
      const record = `[${row.map((value, index) => encodeField(value, types[index] as DuckDBType)).join(',')}]`;
      const bytes = Buffer.byteLength(record);
      if (pageBytes + bytes > PAGE_BYTES && page.length > 0) cut();
      page.push(record);
      pageBytes += bytes;
      sizeBytes += bytes;
      rowCount += 1;
      if (sizeBytes > MAX_RESULT_BYTES) throw new ResultTooLarge();
    }
  }
  if (page.length > 0 || pages.length === 0) cut();
  return { columns, pages, rowCount, sizeBytes };
}

const TYPES: ReadonlyMap<DuckDBTypeId, readonly [typeName: string, precision: number, length: number]> =
  new Map([
    [DuckDBTypeId.BOOLEAN, ['bool', 1, 0]],
    [DuckDBTypeId.TINYINT, ['int2', 5, 0]],
    [DuckDBTypeId.SMALLINT, ['int2', 5, 0]],
    [DuckDBTypeId.INTEGER, ['int4', 10, 0]],
    [DuckDBTypeId.BIGINT, ['int8', 19, 0]],
    // What SUM of integers comes to; on Redshift a numeric too.
    [DuckDBTypeId.HUGEINT, ['numeric', 38, 0]],
    [DuckDBTypeId.FLOAT, ['float4', 8, 0]],
    [DuckDBTypeId.DOUBLE, ['float8', 17, 0]],
    [DuckDBTypeId.DATE, ['date', 13, 0]],
    [DuckDBTypeId.TIMESTAMP, ['timestamp', 29, 0]],
    [DuckDBTypeId.TIMESTAMP_TZ, ['timestamptz', 35, 0]],
    [DuckDBTypeId.VARCHAR, ['varchar', 65_535, 65_535]],
  ]);

const NUMERIC = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

function columnMetadata(name: string, type: DuckDBType): ColumnMetadata {
  const decimal =
    type.typeId === DuckDBTypeId.DECIMAL ? (type as unknown as { width: number; scale: number }) : undefined;
  const [typeName, precision, length] =
    decimal !== undefined
      ? (['numeric', decimal.width, 0] as const)
      : type.alias === 'JSON'
        ? (['super', 0, 0] as const)
        : (TYPES.get(type.typeId) ?? (['varchar', 65_535, 65_535] as const));
  return {
    name,
    label: name,
    typeName,
    nullable: 1,
    precision,
    scale: decimal?.scale ?? 0,
    length,
    isCaseSensitive: typeName === 'varchar',
    isCurrency: false,
    isSigned: NUMERIC.has(typeName),
  };
}
