import { titleBasics, unrouted, type Dataset } from '@sluice/contracts';
import { accounts, at, fileSource, prices, snapshots, streamSource, visits } from '@sluice/load-model';
import { expect, it } from 'vitest';
import { freshnessSql } from '../load/freshness.js';
import type { LedgerRow } from '../load/ledger.js';
import { quoteIdentifier as id, quoteTable } from '../quote.js';
import { datasetTables } from '../tables.js';
import type { TestWarehouse } from './warehouse.testing.js';

const sums = (rows: readonly LedgerRow[]) =>
  rows.map(({ recordsRead, loaded, deduplicated, quarantined }) => [
    recordsRead,
    loaded,
    deduplicated,
    quarantined,
  ]);
const first = fileSource('v1', at(0), [['a', 1, '["x","y"]'], null, ['b', 2, null]]);

/** What the answers say and the tables hold beside what the model compares; of datasets whose tables are there. */
export function runLoadLaws(current: () => TestWarehouse): void {
  const fresh = async (dataset: Dataset): Promise<TestWarehouse> => {
    await current().empty(dataset);
    return current();
  };
  const all = async (warehouse: TestWarehouse, dataset: Dataset) => [
    await warehouse.rows(dataset),
    await warehouse.rows(dataset, 'rejects'),
    await warehouse.rows(dataset, 'ledger'),
  ];

  it('a load writes rows, rejects and its ledger row', async () => {
    const warehouse = await fresh(prices);
    const [row] = await warehouse.load(prices, 'load-1', [first]);
    const loadedAt = row?.loadedAt ?? '';
    expect(row).toEqual({
      ...{ sourceNo: 0, sourceId: 'file-v1', loadId: 'load-1', state: 'loaded', kind: 'file' },
      ...{ origin: 's3://landing/a.tsv', duplicateOf: null, quarantineUri: 's3://quarantine/v1' },
      ...{ contractVersion: 1, engineVersion: 'load-model@1', reconciled: true },
      ...{ recordsRead: 3, loaded: 2, deduplicated: 0, quarantined: 1 },
      ...{ firstArrivedAt: '2026-03-01T00:00:00Z', arrivedAt: '2026-03-01T00:00:00Z' },
      ...{ startedAt: '2026-03-02T03:30:00Z', stagedAt: '2026-03-02T03:38:20Z', loadedAt },
    });
    // By the warehouse's clock, whose seconds may be cut off.
    expect(Math.abs(Date.now() - Date.parse(loadedAt))).toBeLessThan(60_000);
    const lineage = { _arrived_at: '2026-03-01 00:00:00', _load_id: 'load-1' };
    expect(await warehouse.rows(prices)).toEqual([
      { sku: 'a', price: 1, tags: '["x","y"]', _record_id: 'file-v1:000000000000', ...lineage },
      { sku: 'b', price: 2, tags: null, _record_id: 'file-v1:000000000002', ...lineage },
    ]);
    expect(await warehouse.rows(prices, 'rejects')).toEqual([
      {
        ...{ _record_id: 'file-v1:000000000001', ...lineage, source_id: 'file-v1', state: 'quarantined' },
        ...{ reason: 'not_an_integer', column_name: null, rule: 'integer', value_preview: 'many' },
        ...{ raw_location: 's3://quarantine/v1#1', settled_load_id: null },
      },
    ]);
  });

  it('a source that is loaded again gives the row of the first load, and nothing is written', async () => {
    const warehouse = await fresh(prices);
    const answer = await warehouse.load(prices, 'load-1', [first]);
    const before = await all(warehouse, prices);
    for (const loadId of ['load-1', 'load-2'])
      expect(await warehouse.load(prices, loadId, [first])).toEqual(answer);
    expect(await all(warehouse, prices)).toEqual(before);
  });

  it('a load that is cut off at any statement leaves nothing', async () => {
    const warehouse = await fresh(prices);
    for (let statements = 0; ; statements += 1) {
      const outcome = await warehouse.load(prices, 'load-1', [first], { stopAfter: statements }).then(
        () => 'committed',
        (error: Error) => error.message,
      );
      if (outcome === 'committed') {
        expect(statements).toBeGreaterThan(20);
        break;
      }
      expect(outcome).toBe('the connection was lost');
      expect(await all(warehouse, prices)).toEqual([[], [], []]);
    }
    expect(await warehouse.rows(prices)).toHaveLength(2);
  });

  it('the answer says what a source is a copy of, and which snapshot came too late', async () => {
    const warehouse = await fresh(snapshots);
    const line = ['a', '1', null, null, null];
    await warehouse.load(snapshots, 'load-1', [fileSource('v1', at(60), [line])]);
    const rows = await warehouse.load(snapshots, 'load-2', [
      fileSource('v2', at(120), [line], { checksum: 'sum-v1' }),
      fileSource('v0', at(0), [line]),
    ]);
    expect(rows.map(({ state, duplicateOf, loadId }) => [state, duplicateOf, loadId])).toEqual([
      ['duplicate', 'file-v1', 'load-2'],
      ['superseded', null, 'load-2'],
    ]);
  });

  it('the view beside a table with tombstones has the rows that none stands for', async () => {
    const warehouse = await fresh(accounts);
    const account = (name: string, closed: boolean | null) => [name, null, null, at(0), closed];
    const rows = [account('gone', true), account('open', false), account('unsaid', null)];
    await warehouse.load(accounts, 'load-1', [fileSource('v1', at(0), rows)]);
    const { live } = datasetTables(accounts);
    if (live === undefined) throw new Error('no view');
    expect(await warehouse.query(`SELECT account FROM ${quoteTable(live)} ORDER BY account`)).toEqual([
      { account: 'open' },
      { account: 'unsaid' },
    ]);
  });

  it('the reference dataset loads, and its freshness is the time from arrival to load', async () => {
    const warehouse = await fresh(titleBasics);
    const title = ['tt0000001', 'short', 'Carmencita', 'Carmencita', false, 1894, null, 1, '["Short"]'];
    const [row] = await warehouse.load(titleBasics, 'load-1', [fileSource('basics', at(0), [title])]);
    expect(await warehouse.values(titleBasics)).toEqual([title]);
    const [freshness] = await warehouse.query(freshnessSql(titleBasics));
    const age = (Date.parse(row?.loadedAt ?? '') - Date.parse(at(0))) / 1000;
    expect(Object.values(freshness ?? {}).map(Number)).toEqual([1, age, age]);
  });

  it('rejects load into a dataset that has no columns', async () => {
    const warehouse = await fresh(unrouted);
    const source = streamSource('1', [{ id: 's/0:1', arrivedAt: at(1), values: null }]);
    expect(sums(await warehouse.load(unrouted, 'load-1', [source]))).toEqual([[1, 0, 0, 1]]);
    expect(await warehouse.rows(unrouted)).toEqual([]);
  });

  const one = fileSource('v1', at(0), [['/', 1]]);
  it.each([
    ['staging lost a record', { ...one, recordsRead: 2 }, {}],
    ['a record arrived outside the stated groups', one, { arrivalGroups: [{ from: at(10), to: at(20) }] }],
    ['a record was staged twice', { ...one, records: [...one.records, ...one.records] }, {}],
  ])('a sum that does not hold ends the transaction: %s', async (_, source, request) => {
    const warehouse = await fresh(visits);
    await expect(warehouse.load(visits, 'load-1', [source], { request })).rejects.toThrow(/reconciled/);
    expect(await all(warehouse, visits)).toEqual([[], [], []]);
  });

  it('hostile names of schema, table and columns are identifiers like any other', async () => {
    const warehouse = await fresh(visits);
    const dataset: Dataset = {
      ...visits,
      table: { schema: 'sh"op', name: `v"isits'; DROP SCHEMA shop --`, sortKeys: [] },
      columns: visits.columns.map((column) => ({ ...column, name: `${column.name}"'` })),
    };
    const { target, ...beside } = datasetTables(dataset);
    await warehouse.run(`CREATE SCHEMA ${id(target.schema)}`);
    await warehouse.run(
      `CREATE TABLE ${quoteTable(target)} (${id(`page"'`)} VARCHAR, ${id(`hits"'`)} INTEGER, _record_id VARCHAR, _arrived_at TIMESTAMP, _load_id VARCHAR)`,
    );
    for (const table of ['rejects', 'ledger', 'lock'] as const)
      await warehouse.run(
        `CREATE TABLE ${quoteTable(beside[table])} AS SELECT * FROM ${quoteTable(datasetTables(visits)[table])} WHERE 1 = 0`,
      );
    const rows = await warehouse.load(dataset, 'load-1', [fileSource('v1', at(0), [['/', 1], null])]);
    expect(sums(rows)).toEqual([[2, 1, 0, 1]]);
    expect(await warehouse.values(dataset)).toEqual([['/', 1]]);
  });
}
