import {
  columnSchema,
  columnSql,
  faultColumn,
  faultReason,
  recordSql,
  recordValidator,
  type Column,
  type Dataset,
  type Fault,
} from '@sluice/contracts';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Cells } from './nasty-cells.testing.js';

export interface Disagreement {
  readonly cells: Cells;
  readonly column: string;
  readonly zod: unknown;
  readonly sql: unknown;
}

/** Judges records by zod and by SQL, each column alone and the record as a whole. */
export class VerdictComparison {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<VerdictComparison> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    return new VerdictComparison(instance, await instance.connect());
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** @returns where the two differ; nothing when they agree */
  async disagreements(
    dataset: Dataset,
    records: readonly Cells[],
    compile: typeof columnSql = columnSql,
  ): Promise<Disagreement[]> {
    await this.fill(dataset, records);
    const cells = dataset.columns.flatMap((column, index) => {
      const sql = compile(column, dataset.nullTokens, `f${index}`);
      return [sql.reason, isText(column) ? `'=' || (${sql.canonical})` : `(${sql.canonical})`];
    });
    const alone = await this.rows(`SELECT ${cells.join(', ')} FROM cases ORDER BY n`);
    const whole = await this.rows(
      `SELECT ${faultColumn}, ${faultReason} FROM (${recordSql(dataset, {
        from: 'cases',
        raw: (_, index) => `f${index}`,
        carry: [{ expression: 'n', name: 'n' }],
        compile,
      })}) ORDER BY n`,
    );
    return [...this.compareCells(dataset, records, alone), ...this.compareRecords(dataset, records, whole)];
  }

  private compareCells(dataset: Dataset, records: readonly Cells[], rows: unknown[][]): Disagreement[] {
    const found: Disagreement[] = [];
    dataset.columns.forEach((column, index) => {
      const schema = columnSchema(column, dataset.nullTokens);
      records.forEach((cells, row) => {
        const parsed = schema.safeParse(cells[index]);
        const fault = parsed.error?.issues[0] as { params?: { fault: Fault } } | undefined;
        const zod = parsed.success ? { value: parsed.data } : { reason: fault?.params?.fault.reason };
        const [reason, value] = [rows[row]?.[2 * index], rows[row]?.[2 * index + 1]];
        const sql =
          reason === null ? { value: typeof value === 'string' ? value.slice(1) : value } : { reason };
        if (!same(zod, sql)) found.push({ cells, column: JSON.stringify(column), zod, sql });
      });
    });
    return found;
  }

  private compareRecords(dataset: Dataset, records: readonly Cells[], rows: unknown[][]): Disagreement[] {
    const validate = recordValidator(dataset);
    return records.flatMap((cells, row) => {
      const record = Object.fromEntries(dataset.columns.map(({ from }, index) => [from, cells[index]]));
      const verdict = validate(record);
      const zod = verdict.ok ? {} : { column: verdict.fault.column, reason: verdict.fault.reason };
      const [index, reason] = rows[row] ?? [];
      const sql = reason === null ? {} : { column: dataset.columns[Number(index)]?.name, reason };
      return same(zod, sql) ? [] : [{ cells, column: 'whole record', zod, sql }];
    });
  }

  private async fill(dataset: Dataset, records: readonly Cells[]): Promise<void> {
    const fields = dataset.columns.map((_, index) => `f${index} VARCHAR`);
    await this.connection.run(`CREATE OR REPLACE TABLE cases (n INTEGER, ${fields.join(', ')})`);
    const appender = await this.connection.createAppender('cases');
    records.forEach((cells, row) => {
      appender.appendInteger(row);
      for (const cell of cells.slice(0, dataset.columns.length))
        if (cell === null) appender.appendNull();
        else appender.appendVarchar(cell);
      appender.endRow();
    });
    appender.closeSync();
  }

  private async rows(sql: string): Promise<unknown[][]> {
    const result = await this.connection.runAndReadAll(sql);
    return result.getRows();
  }
}

/** Columns whose values travel as text: read behind a mark, because the driver strips a leading U+FEFF. */
const isText = ({ type }: Column): boolean => !['integer', 'double', 'boolean'].includes(type);

/** Object.is tells 0 from -0, which would be two values of one number. */
function same(one: object, other: object): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) =>
    Object.is((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}
