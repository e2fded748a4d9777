import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';
import { CleaningEnvironmentError, FileFaultError } from '../errors.js';
import { registerIsJson } from './is-json-function.js';

export interface ParquetEngineOptions {
  /** Where DuckDB may spill; the engine removes what it put there. */
  readonly directory: string;
  readonly threads: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Enough for a row group of a million narrow rows; beyond it DuckDB spills. */
const memoryLimit = '512MB';

/** An in-memory DuckDB that reads one Parquet file. */
export class ParquetEngine {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly spillDirectory: string,
    private readonly signal: AbortSignal | undefined,
  ) {
    signal?.addEventListener('abort', this.interrupt);
  }

  static async open({ directory, threads, signal }: ParquetEngineOptions): Promise<ParquetEngine> {
    const spillDirectory = join(directory, '.duckdb-spill');
    try {
      const instance = await DuckDBInstance.create(':memory:', {
        temp_directory: spillDirectory,
        memory_limit: memoryLimit,
        autoinstall_known_extensions: 'false',
        ...(threads === undefined ? {} : { threads: String(threads) }),
      });
      const connection = await instance.connect();
      registerIsJson(connection);
      return new ParquetEngine(instance, connection, spillDirectory, signal);
    } catch (error) {
      throw new CleaningEnvironmentError('the engine that reads Parquet does not start', { cause: error });
    }
  }

  /**
   * Runs a query over the file and hands over its rows as they are read, in order.
   * @throws {FileFaultError} when the file cannot be read
   * @throws {CleaningEnvironmentError} memory or disk full
   * @throws the signal's reason, when aborted
   */
  async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const result = await this.guarded(() => this.connection.stream(sql));
    for (;;) {
      const chunk = await this.guarded(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.interrupt);
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.spillDirectory, { recursive: true, force: true });
  }

  private async guarded<Value>(run: () => Promise<Value>): Promise<Value> {
    this.signal?.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      this.signal?.throwIfAborted();
      throw asOwnError(error);
    }
  }

  private readonly interrupt = (): void => this.connection.interrupt();
}

/** DuckDB's kinds of errors, which stand before the first colon, that are not the file's doing. */
const environmentKinds = new Set([
  'Out of Memory Error',
  'Fatal Error',
  'Interrupt Error',
  'Permission Error',
]);

function asOwnError(error: unknown): Error {
  const [line = ''] = String((error as Error).message).split('\n');
  const [kind = '', ...rest] = line.split(': ');
  if (environmentKinds.has(kind))
    return new CleaningEnvironmentError(`the engine that reads Parquet failed: ${line}`, { cause: error });
  return unreadable(`${rest.join(': ').slice(0, 200) || kind}`);
}

export const unreadable = (what: string): FileFaultError =>
  new FileFaultError({
    code: 'unreadable_parquet',
    message: `the Parquet file cannot be read (${what}): write and deliver it again`,
  });
