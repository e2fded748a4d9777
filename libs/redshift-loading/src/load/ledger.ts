import type { SourceKind } from './staged-source.js';

/** A column of the ledger; the one list from which its DDL, the load's INSERT and the final SELECT derive. */
export interface LedgerColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
}

const required = <N extends string>(name: N, type: string) => ({ name, type, notNull: true });
const optional = <N extends string>(name: N, type: string) => ({ name, type, notNull: false });

export const ledgerColumns = [
  required('source_id', 'VARCHAR(256)'),
  required('load_id', 'VARCHAR(64)'),
  required('state', 'VARCHAR(16)'),
  required('kind', 'VARCHAR(16)'),
  required('origin', 'VARCHAR(2048)'),
  optional('object_bucket', 'VARCHAR(255)'),
  optional('object_key', 'VARCHAR(1024)'),
  optional('object_version', 'VARCHAR(1024)'),
  optional('checksum', 'VARCHAR(256)'),
  optional('duplicate_of', 'VARCHAR(256)'),
  optional('quarantine_uri', 'VARCHAR(2048)'),
  required('contract_version', 'INTEGER'),
  optional('engine_version', 'VARCHAR(64)'),
  required('records_read', 'BIGINT'),
  required('loaded', 'BIGINT'),
  required('deduplicated', 'BIGINT'),
  required('quarantined', 'BIGINT'),
  // Redshift enforces NOT NULL: a sum that does not hold gives NULL here and so ends the transaction.
  required('reconciled', 'BOOLEAN'),
  required('first_arrived_at', 'TIMESTAMP'),
  required('arrived_at', 'TIMESTAMP'),
  // By the loader's clock: when its attempt began, and when everything was staged. Every load says so; NULL in rows
  // from before the ledger had these columns.
  optional('started_at', 'TIMESTAMP'),
  optional('staged_at', 'TIMESTAMP'),
  // By the warehouse's clock.
  required('loaded_at', 'TIMESTAMP'),
] as const satisfies readonly LedgerColumn[];

export type LedgerColumnName = (typeof ledgerColumns)[number]['name'];

const sourceStates = ['loaded', 'duplicate', 'superseded'] as const;

export type SourceState = (typeof sourceStates)[number];

/** What the ledger says of one source. Times are ISO 8601 UTC. */
export interface LedgerRow {
  /** Number of the source within the load that asked. */
  readonly sourceNo: number;
  readonly sourceId: string;
  /**
   * The load that wrote the row. When it is not the load that asked, the source had been loaded before: all its
   * records are deduplicated and nothing was written for it.
   */
  readonly loadId: string;
  /**
   * `duplicate`: the bytes of that key's last loaded source again. `superseded`: a snapshot that a newer one had
   * replaced before it came. Of both nothing was applied.
   */
  readonly state: SourceState;
  readonly kind: SourceKind;
  readonly origin: string;
  /** `source_id` of the source with the same bytes; null unless `duplicate`. */
  readonly duplicateOf: string | null;
  readonly quarantineUri: string | null;
  readonly contractVersion: number;
  /** `<name>@<version>` of what cleaned it. */
  readonly engineVersion: string | null;
  readonly recordsRead: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
  /** Whether the sum holds; the transaction could not have committed otherwise. */
  readonly reconciled: boolean;
  readonly firstArrivedAt: string;
  readonly arrivedAt: string;
  /** When the attempt that loaded it began, and when it had staged everything; by the loader's clock. Of rows from
   * before the ledger kept them: `loadedAt`, which was the loader's time then. */
  readonly startedAt: string;
  readonly stagedAt: string;
  /** By the warehouse's clock. */
  readonly loadedAt: string;
}

export type Cell = string | number | boolean | null;

/**
 * Reads the result of a load's last statement.
 * @throws {TypeError} when the answer is not a ledger's
 */
export function readLedgerRows(
  columns: readonly { readonly name: string }[],
  rows: readonly (readonly Cell[])[],
): LedgerRow[] {
  const places = new Map(columns.map(({ name }, index) => [name.toLowerCase(), index]));
  return rows.map((row) => {
    const cell = (name: string): Cell => {
      const value = row[places.get(name) ?? -1];
      if (value === undefined) throw new TypeError(`the ledger's answer lacks ${name}`);
      return value;
    };
    const text = (name: string): string => {
      const value = cell(name);
      if (typeof value !== 'string') throw new TypeError(`${name} of the ledger is not text`);
      return value;
    };
    const textOrNull = (name: string): string | null => (cell(name) === null ? null : text(name));
    const count = (name: string): number => {
      const value = Number(cell(name) ?? NaN);
      if (!Number.isSafeInteger(value)) throw new TypeError(`${name} of the ledger is not a count`);
      return value;
    };
    return {
      sourceNo: count('_source_no'),
      sourceId: text('source_id'),
      loadId: text('load_id'),
      state: oneOf('state', text('state'), sourceStates),
      kind: oneOf('kind', text('kind'), ['file', 'stream', 'replay']),
      origin: text('origin'),
      duplicateOf: textOrNull('duplicate_of'),
      quarantineUri: textOrNull('quarantine_uri'),
      contractVersion: count('contract_version'),
      engineVersion: textOrNull('engine_version'),
      recordsRead: count('records_read'),
      loaded: count('loaded'),
      deduplicated: count('deduplicated'),
      quarantined: count('quarantined'),
      reconciled: cell('reconciled') === true,
      firstArrivedAt: isoInstant(text('first_arrived_at')),
      arrivedAt: isoInstant(text('arrived_at')),
      startedAt: isoInstant(textOrNull('started_at') ?? text('loaded_at')),
      stagedAt: isoInstant(textOrNull('staged_at') ?? text('loaded_at')),
      loadedAt: isoInstant(text('loaded_at')),
    };
  });
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) throw new TypeError(`${name} of the ledger is ${JSON.stringify(value)}`);
  return found;
}

/** The Data API writes a TIMESTAMP as `2026-01-31 09:30:00[.f]`, without zone; ours are UTC. */
const isoInstant = (timestamp: string): string => `${timestamp.replace(' ', 'T').replace(/Z$/, '')}Z`;
