import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral } from './sql/literals.js';
import { SYSTEM_OBJECTS } from './system-views.js';
import { Snapshots } from './snapshots.js';

export interface WarehouseSettings {
  readonly directory: string;
  readonly threads: number;
  readonly memoryLimit: string;
}

/**
 * Statements running in DuckDB at a time. Each occupies a thread of libuv's pool of four while it runs, and file
 * reads of the other services need one.
 */
const RUNNING_AT_ONCE = 3;

/** Of the whole database. */
const SETTINGS = [
  // Redshift counts NULL as larger than every value.
  `SET default_null_order = 'nulls_last_on_asc_first_on_desc'`,
  'SET autoinstall_known_extensions = false',
  'SET autoload_known_extensions = false',
  'SET GLOBAL errors_as_json = true',
  // 5 / 2 is 2 on Redshift.
  'SET GLOBAL integer_division = true',
  `SET GLOBAL TimeZone = 'UTC'`,
];

/** Of each connection: it cannot be set for all. */
const SEARCH_PATH = `SET search_path = 'public,main'`;

/** Connecting costs more than most statements do. */
const MOST_IDLE_CONNECTIONS = 8;

/** The DuckDB database behind the Data API, with one connection for each session and one of its own. */
export class Warehouse {
  readonly snapshots = new Snapshots();
  readonly #queue: (() => void)[] = [];
  readonly #idle: DuckDBConnection[] = [];
  #running = 0;
  #nextQueryId = 1000;

  private constructor(
    readonly directory: string,
    private readonly database: DuckDBInstance,
    private readonly own: DuckDBConnection,
  ) {}

  static async open({ directory: given, threads, memoryLimit }: WarehouseSettings): Promise<Warehouse> {
    const directory = resolve(given);
    await mkdir(directory, { recursive: true });
    const database = await DuckDBInstance.create(join(directory, 'warehouse.duckdb'), {
      threads: String(threads),
      memory_limit: memoryLimit,
    });
    const own = await database.connect();
    // First: whether `/` divides integers as such is settled when a macro is parsed.
    for (const sql of SETTINGS) await own.run(sql);
    await own.run(['BEGIN', ...SYSTEM_OBJECTS, 'COMMIT'].join(';\n'));
    // Objects lie below the data directory and are read by COPY alone; the allow-list keeps statements from files.
    await own.run(`SET allowed_directories = [${quoteLiteral(`${directory}/`)}]`);
    await own.run('SET enable_external_access = false');
    await own.run(SEARCH_PATH);
    return new Warehouse(directory, database, own);
  }

  queryId(): number {
    return (this.#nextQueryId += 1);
  }

  /** A connection for one session. */
  async connect(): Promise<DuckDBConnection> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const connection = await this.database.connect();
    await connection.run(SEARCH_PATH);
    return connection;
  }

  /** Takes a connection back that another session may use: without a transaction and temporary tables. */
  release(connection: DuckDBConnection): void {
    if (this.#idle.length < MOST_IDLE_CONNECTIONS) this.#idle.push(connection);
    else connection.closeSync();
  }

  /** Reads the committed catalog or a file, outside every session's transaction. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    return this.inTurn(async () => (await this.own.runAndReadAll(sql)).getRowObjectsJson());
  }

  async execute(sql: string): Promise<void> {
    await this.inTurn(() => this.own.run(sql));
  }

  /** Runs `work`, which calls DuckDB, when fewer than the limit run. Throws the signal's reason while it waits. */
  async inTurn<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (this.#running >= RUNNING_AT_ONCE) await this.#turn(signal);
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const abort = () => {
        this.#queue.splice(this.#queue.indexOf(wake), 1);
        reject(signal?.reason as Error);
      };
      this.#queue.push(wake);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  async close(): Promise<void> {
    for (const connection of this.#idle) connection.closeSync();
    await this.own.run('CHECKPOINT');
    this.own.closeSync();
    this.database.closeSync();
  }
}
