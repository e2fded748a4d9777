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
  readonly schemaName: string;
  readonly tableName: string;
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

const PAGE_BYTES = 1024 * 1024;

export class ResultTooLarge extends Error {
  override readonly name = 'ResultTooLarge';
}

export interface ReadSettings {
  /** Throws `ResultTooLarge` past it. */
  readonly maxBytes: number;
  /** Asked between chunks; what it throws ends the reading. */
  stopped(): void;
}

/** Reads a whole result. */
export async function readResult(
  result: DuckDBResult,
  labels: readonly string[] | undefined,
  { maxBytes, stopped }: ReadSettings,
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
      if (sizeBytes > maxBytes) throw new ResultTooLarge();
    }
  }
  if (page.length > 0 || pages.length === 0) cut();
  return { columns, pages, rowCount, sizeBytes };
}

const TYPES: ReadonlyMap<DuckDBTypeId, readonly [typeName: string, precision: number, scale: number]> =
  new Map([
    [DuckDBTypeId.BOOLEAN, ['bool', 1, 0]],
    [DuckDBTypeId.TINYINT, ['int2', 5, 0]],
    [DuckDBTypeId.SMALLINT, ['int2', 5, 0]],
    [DuckDBTypeId.INTEGER, ['int4', 10, 0]],
    [DuckDBTypeId.BIGINT, ['int8', 19, 0]],
    // What a sum of integers comes to; on Redshift a BIGINT, and held to its range here.
    [DuckDBTypeId.HUGEINT, ['int8', 19, 0]],
    [DuckDBTypeId.FLOAT, ['float4', 8, 0]],
    [DuckDBTypeId.DOUBLE, ['float8', 17, 0]],
    [DuckDBTypeId.DATE, ['date', 13, 0]],
    [DuckDBTypeId.TIMESTAMP, ['timestamp', 29, 6]],
    [DuckDBTypeId.TIMESTAMP_TZ, ['timestamptz', 35, 6]],
    [DuckDBTypeId.VARCHAR, ['varchar', 65_535, 0]],
  ]);

const NUMERIC = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

function columnMetadata(name: string, type: DuckDBType): ColumnMetadata {
  const decimal =
    type.typeId === DuckDBTypeId.DECIMAL ? (type as unknown as { width: number; scale: number }) : undefined;
  const [typeName, precision, scale] =
    decimal !== undefined
      ? (['numeric', decimal.width, decimal.scale] as const)
      : type.alias === 'JSON'
        ? (['super', 0, 0] as const)
        : (TYPES.get(type.typeId) ?? (['varchar', 65_535, 0] as const));
  return {
    name,
    label: name,
    typeName,
    nullable: 1,
    precision,
    scale,
    // The documentation's examples have 0 for every type, and no table for an expression.
    length: 0,
    schemaName: '',
    tableName: '',
    isCaseSensitive: typeName === 'varchar',
    isCurrency: false,
    isSigned: NUMERIC.has(typeName),
  };
}
