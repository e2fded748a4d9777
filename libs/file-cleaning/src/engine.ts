import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { CleaningEnvironmentError } from './errors.js';

export interface EngineOptions {
  /** Where DuckDB may spill; the engine removes what it put there. */
  readonly directory: string;
  /** Default: one a core. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An in-memory DuckDB for the length of one call. */
export class Engine {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly spillDirectory: string,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.interrupt);
  }

  static async open({ directory, threads, signal }: EngineOptions): Promise<Engine> {
    signal?.throwIfAborted();
    const spillDirectory = join(directory, '.duckdb-spill');
    try {
      const instance = await DuckDBInstance.create(':memory:', {
        temp_directory: spillDirectory,
        autoinstall_known_extensions: 'false',
        ...(threads === undefined ? {} : { threads: String(threads) }),
      });
      return new Engine(instance, await instance.connect(), spillDirectory, signal);
    } catch (error) {
      throw new CleaningEnvironmentError('the cleaning engine does not start', { cause: error });
    }
  }

  /**
   * Runs one statement and reads its rows.
   * @throws {CleaningEnvironmentError} for every error of DuckDB: the SQL is ours, and no input can make it fail
   * @throws the signal's reason, when aborted
   */
  async query(sql: string): Promise<DuckDBValue[][]> {
    this.signal?.throwIfAborted();
    try {
      const result = await this.connection.runAndReadAll(sql);
      return result.getRows();
    } catch (error) {
      this.signal?.throwIfAborted();
      throw new CleaningEnvironmentError('the cleaning engine failed', { cause: error });
    }
  }

  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.interrupt);
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.spillDirectory, { recursive: true, force: true });
  }

  private readonly interrupt = (): void => this.connection.interrupt();
}
