import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { literal } from '@sluice/contracts';
import type { ParquetPart } from './cleaning-result.js';
import type { Engine } from './engine.js';
import { CleaningEnvironmentError } from './errors.js';
import { escapeField, readTextForm, unescapeSql } from './text-form.js';

/** A column of a Parquet file: its name there and its DuckDB type. */
export interface ParquetColumn {
  readonly name: string;
  readonly parquetType: string;
}

/** Text that is gathered before it is written as one part. */
export const chunkBytes = 16 * 1024 * 1024;

/** Writes rows of canonical texts as Parquet parts, in order. */
export class ParquetWriter {
  readonly parts: ParquetPart[] = [];
  private lines: string[] = [];
  private size = 0;

  /** @param name of the parts: `<name>-00000.parquet` and so on */
  constructor(
    private readonly engine: Engine,
    private readonly directory: string,
    private readonly name: string,
    private readonly columns: readonly ParquetColumn[],
  ) {}

  get isFull(): boolean {
    return this.size >= chunkBytes;
  }

  /** Adds a row; numbers, dates and so on as text that DuckDB's cast reads exactly. */
  add(row: readonly (string | null)[]): void {
    const line = row.map(escapeField).join('\t');
    this.lines.push(line);
    this.size += line.length;
  }

  /** Writes what was added as one part; none when nothing was. */
  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const textPath = join(this.directory, `.${this.name}.text`);
    await writeText(textPath, `${this.lines.join('\n')}\n`);
    const rows = this.lines.length;
    this.lines = [];
    this.size = 0;
    try {
      const from = readTextForm(
        textPath,
        'escaped',
        this.columns.map((_, index) => [`c${index}`, 'VARCHAR']),
      );
      const casts = this.columns.map(({ name, parquetType: type }, index) => {
        const text = unescapeSql(`c${index}`);
        return `${type === 'VARCHAR' ? text : `CAST(${text} AS ${type})`} AS "${name}"`;
      });
      const part = await copyToParquet(
        this.engine,
        `SELECT ${casts.join(', ')} FROM ${from}`,
        join(this.directory, `${this.name}-${String(this.parts.length).padStart(5, '0')}.parquet`),
      );
      if (part.rows !== rows)
        throw new CleaningEnvironmentError(`${rows} rows were given to Parquet, ${part.rows} were written`);
      this.parts.push(part);
    } finally {
      await rm(textPath, { force: true });
    }
  }
}

/** Writes a query's rows to one Parquet file, in the query's order. */
export async function copyToParquet(engine: Engine, select: string, path: string): Promise<ParquetPart> {
  const [[rows] = []] = await engine.query(
    `COPY (${select}) TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy)`,
  );
  const { size } = await stat(path);
  return { path, sizeBytes: size, rows: Number(rows) };
}

/** @throws {CleaningEnvironmentError} when the disk does not take it */
export async function writeText(path: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new CleaningEnvironmentError('a file cannot be written', { cause: error });
  }
}
