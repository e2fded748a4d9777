import { type Dataset } from '@sluice/contracts';
import { operationsSchema, rejectsColumns, targetColumns } from './create-tables.js';
import { ledgerColumns } from '../load/ledger.js';
import { maxStatementBytes } from '../batch-limits.js';
import { quoteIdentifier, quoteLiteral, quoteTable, type TableRef } from '../quote.js';
import { datasetTables } from '../tables.js';

/** Every ledger as one, with the dataset's name before the ledger's columns. */
export const ledgerView: TableRef = { schema: operationsSchema, name: 'ledger' };

/** Every rejects table as one, likewise. */
export const rejectsView: TableRef = { schema: operationsSchema, name: 'rejects' };

export interface ExpectedView {
  readonly view: TableRef;
  readonly purpose: string;
  /** Names, in order. */
  readonly columns: readonly string[];
  /** The query, and that the view is not bound to its tables. */
  readonly body: string;
}

/**
 * A view that is bound to a table would keep the table's texts from being made longer, its columns from being dropped.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
const unbound = '\nWITH NO SCHEMA BINDING';

/** Of a dataset with tombstones: the rows that none stands for. */
export function liveViews(dataset: Dataset): ExpectedView[] {
  const { target, live } = datasetTables(dataset);
  const { load } = dataset;
  if (live === undefined || load.mode !== 'upsert' || load.tombstoneColumn === undefined) return [];
  const columns = targetColumns(dataset).map(({ name }) => name);
  const query = `SELECT ${list(columns)}\nFROM ${quoteTable(target)}\nWHERE ${quoteIdentifier(load.tombstoneColumn)} IS NOT TRUE`;
  return [
    { view: live, purpose: `rows of ${dataset.name} that are not deleted`, columns, body: query + unbound },
  ];
}

/** The views over every dataset. */
export function unionViews(datasets: readonly Dataset[]): ExpectedView[] {
  if (datasets.length === 0) return [];
  return [
    ...unionOf(
      datasets,
      ledgerView,
      'every load of every dataset',
      ledgerColumns,
      (d) => datasetTables(d).ledger,
    ),
    ...unionOf(
      datasets,
      rejectsView,
      'every bad record of every dataset',
      rejectsColumns,
      (d) => datasetTables(d).rejects,
    ),
  ];
}

/** Room for what stands around a view's query. */
const maxBodyBytes = maxStatementBytes - 1024;

/** Over so many datasets that the statement would be too long: parts, and one view over the parts. */
function unionOf(
  datasets: readonly Dataset[],
  view: TableRef,
  purpose: string,
  tableOf: readonly { readonly name: string }[],
  of: (dataset: Dataset) => TableRef,
): ExpectedView[] {
  const columns = tableOf.map(({ name }) => name);
  const selected = list(columns);
  const all = ['dataset', ...columns];
  const branches = datasets.map(
    (dataset) =>
      `SELECT CAST(${quoteLiteral(dataset.name)} AS VARCHAR(128)) AS "dataset", ${selected} FROM ${quoteTable(of(dataset))}`,
  );
  const bodies = gathered(branches).map((part) => part.join(union) + unbound);
  const [only = '', ...others] = bodies;
  if (others.length === 0) return [{ view, purpose, columns: all, body: only }];
  const parts = bodies.map((body, index) => ({
    view: { schema: view.schema, name: `${view.name}__part${index + 1}` },
    purpose: `${purpose}, part ${index + 1} of ${bodies.length}`,
    columns: all,
    body,
  }));
  const whole =
    parts.map((part) => `SELECT ${list(all)} FROM ${quoteTable(part.view)}`).join(union) + unbound;
  return [...parts, { view, purpose, columns: all, body: whole }];
}

const union = '\nUNION ALL\n';

/** In order, as many at a time as fit one statement; names are ASCII, so a character is a byte. */
function gathered(branches: readonly string[]): string[][] {
  const parts: string[][] = [];
  let bytes = Infinity;
  for (const branch of branches) {
    bytes += branch.length + union.length;
    if (bytes > maxBodyBytes) {
      parts.push([]);
      bytes = branch.length + union.length;
    }
    parts.at(-1)?.push(branch);
  }
  return parts;
}

const list = (columns: readonly string[]): string => columns.map(quoteIdentifier).join(', ');
