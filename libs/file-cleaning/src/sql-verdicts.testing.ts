import {
  columnSql,
  faultColumn,
  faultReason,
  parquetType,
  recordSql,
  tableColumns,
  type Column,
  type Dataset,
  type ReasonCode,
  type Value,
} from '@sluice/contracts';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { registerIsJson } from './duckdb/is-json-function.js';
import type { Judge, Judgement } from './judges.testing.js';
import type { RawRecord } from './nasty-cells.testing.js';

let tables = 0;

/** Judges records by the contract's SQL. */
export class SqlJudge implements Judge {
  readonly name = 'sql';
  private readonly table = `cases_${++tables}`;
  private filled: readonly RawRecord[] | undefined;

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly compile: typeof columnSql,
  ) {}

  static async open(): Promise<SqlJudge> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    registerIsJson(connection);
    return new SqlJudge(instance, connection, columnSql);
  }

  /** The same database with another compiler. */
  compiledBy(compile: typeof columnSql): Judge {
    return new SqlJudge(this.instance, this.connection, compile);
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  async judge(dataset: Dataset, records: readonly RawRecord[]): Promise<readonly Judgement[]> {
    await this.fill(records);
    const [only, ...more] = dataset.columns;
    return only && more.length === 0 ? this.judgeField(only, dataset) : this.judgeRecord(dataset);
  }

  private async judgeRecord(dataset: Dataset): Promise<readonly Judgement[]> {
    const select = recordSql(dataset, {
      from: this.table,
      raw: rawOf,
      carry: [{ expression: '"#"', name: '"#"' }],
      values: 'canonical',
      compile: this.compile,
    });
    const columns = tableColumns(dataset);
    const read = columns.map(({ name, parquetType: type }) => readable(`"${name}"`, type));
    const rows = await this.rows(
      `SELECT ${[faultColumn, faultReason, ...read].join(', ')} FROM (${select}) ORDER BY "#"`,
    );
    return rows.map(([fault, reason, ...values]) =>
      reason === null
        ? { row: values.map(unmarked) }
        : { column: dataset.columns[Number(fault)]?.name ?? null, reason: reason as ReasonCode },
    );
  }

  /** Cheaper than a record of one; here the value in Parquet's type is held against the canonical one. */
  private async judgeField(column: Column, { nullTokens }: Dataset): Promise<readonly Judgement[]> {
    const sql = this.compile(column, nullTokens, rawOf(column));
    const type = parquetType(column);
    const isSame = `TRY_CAST(${sql.canonical} AS ${type}) IS NOT DISTINCT FROM (${sql.value})`;
    const rows = await this.rows(
      `SELECT ${sql.reason}, ${readable(sql.canonical, type)}, ${isSame} FROM ${this.table} ORDER BY "#"`,
    );
    return rows.map(([reason, value, isAlsoParquet]) => {
      if (reason !== null) return { column: column.name, reason: reason as ReasonCode };
      if (column.mask === 'drop') return { row: [] };
      if (isAlsoParquet !== true) return { row: ['another value in Parquet than', unmarked(value)] };
      return { row: [unmarked(value)] };
    });
  }

  private async rows(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRows();
  }

  private async fill(records: readonly RawRecord[]): Promise<void> {
    if (this.filled === records) return;
    const sources = Object.keys(records[0] ?? {});
    await this.connection.run(
      `CREATE OR REPLACE TABLE ${this.table} ("#" INTEGER, ${sources.map((source) => `"${source}" VARCHAR`).join(', ')})`,
    );
    const appender = await this.connection.createAppender(this.table);
    records.forEach((record, row) => {
      appender.appendInteger(row);
      for (const source of sources) {
        const cell = record[source];
        if (cell === null || cell === undefined) appender.appendNull();
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    });
    appender.closeSync();
    this.filled = records;
  }
}

const rawOf = ({ from }: Column): string => `"${from}"`;

/** Texts are read behind a mark, because the driver takes a leading U+FEFF off. */
const readable = (canonical: string, type: string): string =>
  ['INTEGER', 'DOUBLE', 'BOOLEAN'].includes(type) ? canonical : `'=' || CAST(${canonical} AS VARCHAR)`;

const unmarked = (value: unknown): Value => (typeof value === 'string' ? value.slice(1) : (value as Value));
