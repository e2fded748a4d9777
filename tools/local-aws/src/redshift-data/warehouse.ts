import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral } from './sql/tokens.js';
import { SYSTEM_OBJECTS } from './system-views.js';
import { WriteConflicts } from './write-conflicts.js';

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

/** The DuckDB database behind the Data API, with one connection for each session and one of its own. */
export class Warehouse {
  readonly conflicts = new WriteConflicts();
  readonly #queue: (() => void)[] = [];
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
    await own.run(['BEGIN', ...SYSTEM_OBJECTS, 'COMMIT'].join(';\n'));
    for (const sql of SETTINGS) await own.run(sql);
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
    const connection = await this.database.connect();
    await connection.run(SEARCH_PATH);
    return connection;
  }

  /** Reads the committed catalog or a file, outside every session's transaction. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    return this.inTurn(async () => (await this.own.runAndReadAll(sql)).getRowObjectsJson());
  }

  async execute(sql: string): Promise<void> {
    await this.inTurn(() => this.own.run(sql));
  }

  /** Runs `work`, which calls DuckDB, when fewer than the limit run. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    while (this.#running >= RUNNING_AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }

  async close(): Promise<void> {
    await this.own.run('CHECKPOINT');
    this.own.closeSync();
    this.database.closeSync();
  }
}
