import { tableColumns, type Column, type Dataset, type Value } from '@sluice/contracts';
import { instant } from './instant.js';

/**
 * A cell in one form, whichever engine or API wrote it: what differs between warehouses is how they write a value
 * (`t`, `true`; `2026-03-01 00:00:00`; JSON with and without blanks), not what it is.
 */
export function comparableCell({ type }: Pick<Column, 'type'>, cell: Value): string | null {
  if (cell === null) return null;
  const text = String(cell);
  switch (type) {
    case 'boolean':
      return String(text === 'true' || text === 't');
    case 'date':
      return text.slice(0, 10);
    case 'timestamp':
      return instant(text);
    case 'double':
      return String(Number(text));
    case 'list':
    case 'json':
      return JSON.stringify(sorted(JSON.parse(text)));
    case 'text':
    case 'integer':
    case 'bigint':
    case 'decimal':
      return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

type Line = readonly (string | null)[];

/** What is compared of a dataset's tables: each a list of lines in an order of its own. */
export interface LoadedTables {
  /** The contract's columns, `_record_id`, `_arrived_at`, `_load_id`. */
  readonly target: readonly Line[];
  /** As `rejectsKept`. */
  readonly rejects: readonly Line[];
  /** As `ledgerKept`. */
  readonly ledger: readonly Line[];
}

const text = { type: 'text' } as const;
const time = { type: 'timestamp' } as const;
const lineage = { _record_id: text, _arrived_at: time, _load_id: text };

export const rejectsKept = { ...lineage, source_id: text, state: text, settled_load_id: text };

export const ledgerKept = {
  source_id: text,
  load_id: text,
  state: text,
  kind: text,
  duplicate_of: text,
  contract_version: text,
  records_read: text,
  loaded: text,
  deduplicated: text,
  quarantined: text,
  reconciled: { type: 'boolean' },
  first_arrived_at: time,
  arrived_at: time,
} as const;

export type NamedRow = Readonly<Record<string, Value>>;

/**
 * Every row of the three tables, by column name, in the form that `LoadModel.tables` has.
 * @throws {TypeError} when a row lacks a column
 */
export function loadedTables(
  dataset: Dataset,
  tables: Readonly<Record<keyof LoadedTables, readonly NamedRow[]>>,
): LoadedTables {
  const columns = Object.fromEntries(
    tableColumns(dataset).map(({ name, column }) => [name, column.mask === undefined ? column : text]),
  );
  return {
    target: lines({ ...columns, ...lineage }, tables.target),
    rejects: lines(rejectsKept, tables.rejects),
    ledger: lines(ledgerKept, tables.ledger),
  };
}

function lines(columns: Readonly<Record<string, Pick<Column, 'type'>>>, rows: readonly NamedRow[]): Line[] {
  return rows
    .map((row) =>
      Object.entries(columns).map(([name, column]) => {
        const cell = row[name];
        if (cell === undefined) throw new TypeError(`a row lacks ${name}`);
        return comparableCell(column, cell);
      }),
    )
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
