import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '@sluice/contracts';
import { columnVectors, RowGroup, type VectorColumn } from '../columns/column-vector.js';
import type { Part } from './row-sink.js';

/** A row group of travelling values. */
export function rowGroup(columns: readonly VectorColumn[], rows: readonly (readonly Value[])[]): RowGroup {
  const group = new RowGroup(columnVectors(columns));
  for (const row of rows) group.columns.forEach((vector, index) => vector.appendValue(row[index] ?? null));
  return group;
}

/** Folders for what a spec writes, and DuckDB to read it. */
export class Desk {
  private made = 0;

  private constructor(
    private readonly root: string,
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(): Promise<Desk> {
    const instance = await DuckDBInstance.create(':memory:');
    return new Desk(await mkdtemp(join(tmpdir(), 'sinks-')), instance, await instance.connect());
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.root, { recursive: true, force: true });
  }

  async directory(): Promise<string> {
    const path = join(this.root, String(this.made++));
    await mkdir(path);
    return path;
  }

  async query(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.connection.runAndReadAll(sql)).getRowObjectsJson();
  }

  /** SQL that reads Parquet parts, their rows in order. */
  from(parts: readonly Part[]): string {
    return `read_parquet([${parts.map(({ path }) => `'${path}'`).join(', ')}])`;
  }
}

export const namesIn = async (directory: string): Promise<string[]> => (await readdir(directory)).sort();

/** All bytes of the parts, one after the other. */
export const bytesIn = async (parts: readonly Part[]): Promise<Buffer> =>
  Buffer.concat(await Promise.all(parts.map(({ path }) => readFile(path))));
