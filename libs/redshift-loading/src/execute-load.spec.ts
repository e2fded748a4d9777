import { titleBasics, unrouted, type Dataset } from '@sluice/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerRow } from './ledger.js';
import { at, clicks, fileSource, prices, stock, streamSource, visits } from './staged-load.testing.js';
import { datasetTables } from './tables.js';
import { TestWarehouse } from './warehouse.testing.js';
import { freshnessSql } from './freshness.js';

let warehouse: TestWarehouse;
beforeEach(async () => {
  warehouse = await TestWarehouse.create([prices, stock, visits, clicks, unrouted, titleBasics]);
});
afterEach(() => warehouse.close());

const sums = (rows: readonly LedgerRow[]) =>
  rows.map(({ recordsRead, loaded, deduplicated, quarantined }) => [
    recordsRead,
    loaded,
    deduplicated,
    quarantined,
  ]);
const ledgerSize = (dataset: Dataset) => warehouse.count(datasetTables(dataset).ledger);

describe('a file', () => {
  const first = fileSource('v1', at(0), [['a', 1, '["x","y"]'], null, ['b', 2, null]]);

  it('loads rows, rejects and its ledger row', async () => {
    const [row] = await warehouse.load(prices, 'load-1', [first]);
    expect(row).toEqual({
      sourceNo: 0,
      sourceId: 'file-v1',
      loadId: 'load-1',
      state: 'loaded',
      kind: 'file',
      origin: 's3://landing/a.tsv',
      duplicateOf: null,
      quarantineUri: 's3://quarantine/v1',
      contractVersion: 1,
      recordsRead: 3,
      loaded: 2,
      deduplicated: 0,
      quarantined: 1,
      firstArrivedAt: '2026-03-01T00:00:00Z',
      arrivedAt: '2026-03-01T00:00:00Z',
      loadedAt: '2026-03-02T03:46:40Z',
    });
    expect(await warehouse.rows(prices)).toEqual([
      {
        sku: 'a',
        price: 1,
        tags: '["x","y"]',
        _record_id: 'file-v1:000000000000',
        _arrived_at: '2026-03-01 00:00:00',
        _load_id: 'load-1',
      },
      {
        sku: 'b',
        price: 2,
        tags: null,
        _record_id: 'file-v1:000000000002',
        _arrived_at: '2026-03-01 00:00:00',
        _load_id: 'load-1',
      },
    ]);
    expect(await warehouse.rows(prices, 'rejects')).toEqual([
      {
        _record_id: 'file-v1:000000000001',
        _arrived_at: '2026-03-01 00:00:00',
        _load_id: 'load-1',
        source_id: 'file-v1',
        state: 'quarantined',
        reason: 'not_integer',
        column_name: 'price',
        rule: 'integer',
        value_preview: 'bad 1',
        raw_location: 's3://quarantine/v1#1',
      },
    ]);
  });

  it('that is delivered again changes nothing and returns the row of the first load', async () => {
    await warehouse.load(prices, 'load-1', [first]);
    const before = [
      await warehouse.rows(prices),
      await warehouse.rows(prices, 'rejects'),
      await warehouse.rows(prices, 'ledger'),
    ];
    const [row] = await warehouse.load(prices, 'load-2', [first]);
    expect(row).toMatchObject({ loadId: 'load-1', loaded: 2, quarantined: 1 });
    expect([
      await warehouse.rows(prices),
      await warehouse.rows(prices, 'rejects'),
      await warehouse.rows(prices, 'ledger'),
    ]).toEqual(before);
  });

  it('whose load is run again under the same id, its answer lost, gives the same answer', async () => {
    const answer = await warehouse.load(prices, 'load-1', [first]);
    expect(await warehouse.load(prices, 'load-1', [first])).toEqual(answer);
    expect(await warehouse.rows(prices)).toHaveLength(2);
  });

  it('leaves nothing behind when it is cut off at any statement', async () => {
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
      expect([
        await warehouse.rows(prices),
        await warehouse.rows(prices, 'rejects'),
        await ledgerSize(prices),
      ]).toEqual([[], [], 0]);
    }
    expect(await warehouse.rows(prices)).toHaveLength(2);
  });

  it('in a new version with the same bytes is a no-op that says so', async () => {
    await warehouse.load(prices, 'load-1', [first]);
    const again = fileSource('v2', at(60), [['a', 1, '["x","y"]'], null, ['b', 2, null]], {
      checksum: 'sum-v1',
    });
    const before = await warehouse.rows(prices);
    const [row] = await warehouse.load(prices, 'load-2', [again]);
    expect(row).toMatchObject({ loadId: 'load-2', state: 'duplicate', duplicateOf: 'file-v1' });
    expect(sums(row ? [row] : [])).toEqual([[3, 0, 3, 0]]);
    expect(await warehouse.rows(prices)).toEqual(before);
    expect(await warehouse.rows(prices, 'rejects')).toHaveLength(1);
  });

  it('with the same bytes under another key applies', async () => {
    await warehouse.load(prices, 'load-1', [first]);
    const copy = { ...first, sourceId: 'file-copy', key: 'b.tsv', arrivedAt: at(60), firstArrivedAt: at(60) };
    expect(sums(await warehouse.load(prices, 'load-2', [copy]))).toEqual([[3, 2, 0, 1]]);
  });

  it('A, then B, then A again applies all three', async () => {
    const a = (name: string, time: number) => fileSource(name, at(time), [['a', 1, null]], { checksum: 'A' });
    await warehouse.load(prices, 'load-1', [a('v1', 0)]);
    await warehouse.load(prices, 'load-2', [fileSource('v2', at(60), [['a', 2, null]], { checksum: 'B' })]);
    expect(sums(await warehouse.load(prices, 'load-3', [a('v3', 120)]))).toEqual([[1, 1, 0, 0]]);
    expect(await warehouse.values(prices)).toEqual([['a', 1, null]]);
  });

  it('A, A again, then late B from between leaves A', async () => {
    const a = (name: string, time: number) => fileSource(name, at(time), [['a', 1, null]], { checksum: 'A' });
    await warehouse.load(prices, 'load-1', [a('v1', 0)]);
    await warehouse.load(prices, 'load-2', [a('v3', 120)]);
    const late = fileSource(
      'v2',
      at(60),
      [
        ['a', 2, null],
        ['b', 2, null],
      ],
      { checksum: 'B' },
    );
    expect(sums(await warehouse.load(prices, 'load-3', [late]))).toEqual([[2, 1, 1, 0]]);
    expect(await warehouse.values(prices)).toEqual([
      ['a', 1, null],
      ['b', 2, null],
    ]);
  });

  it('A, then late B and A again in one load leaves A', async () => {
    const a = (name: string, time: number) => fileSource(name, at(time), [['a', 1, null]], { checksum: 'A' });
    await warehouse.load(prices, 'load-1', [a('v1', 0)]);
    const late = fileSource('v2', at(60), [['a', 2, null]], { checksum: 'B' });
    expect(sums(await warehouse.load(prices, 'load-2', [late, a('v3', 120)]))).toEqual([
      [1, 0, 1, 0],
      [1, 0, 1, 0],
    ]);
    expect(await warehouse.values(prices)).toEqual([['a', 1, null]]);
  });

  it('of the reference dataset loads', async () => {
    const source = fileSource('basics', at(0), [
      ['tt0000001', 'short', 'Carmencita', 'Carmencita', false, 1894, null, 1, '["Documentary","Short"]'],
    ]);
    await warehouse.load(titleBasics, 'load-1', [source]);
    expect(await warehouse.values(titleBasics)).toEqual([
      ['tt0000001', 'short', 'Carmencita', 'Carmencita', false, 1894, null, 1, '["Documentary","Short"]'],
    ]);
    expect(await warehouse.query(freshnessSql(titleBasics))).toEqual([
      { rows: '1', p50_seconds: 100_000, p95_seconds: 100_000 },
    ]);
  });
});

describe('upsert', () => {
  it('takes the newest version of a key within a load, by arrival, then by identity', async () => {
    const source = streamSource('1', [
      { id: 's/0:2', arrivedAt: at(2), values: ['a', 2, null] },
      { id: 's/0:1', arrivedAt: at(1), values: ['a', 1, null] },
      { id: 's/0:4', arrivedAt: at(3), values: ['b', 4, null] },
      { id: 's/0:3', arrivedAt: at(3), values: ['b', 3, null] },
    ]);
    expect(sums(await warehouse.load(prices, 'load-1', [source]))).toEqual([[4, 2, 2, 0]]);
    expect(await warehouse.values(prices)).toEqual([
      ['a', 2, null],
      ['b', 4, null],
    ]);
  });

  it('takes the last of equal keys of a file, whose ordinals count beyond nine', async () => {
    const rows = Array.from({ length: 12 }, (_, price) => ['a', price, null]);
    expect(sums(await warehouse.load(prices, 'load-1', [fileSource('v1', at(0), rows)]))).toEqual([
      [12, 1, 11, 0],
    ]);
    expect(await warehouse.values(prices)).toEqual([['a', 11, null]]);
  });

  it('never lets late data overwrite newer', async () => {
    await warehouse.load(prices, 'load-1', [fileSource('v2', at(60), [['a', 2, null]])]);
    const late = fileSource('v1', at(0), [
      ['a', 1, null],
      ['b', 1, null],
    ]);
    expect(sums(await warehouse.load(prices, 'load-2', [late]))).toEqual([[2, 1, 1, 0]]);
    expect(await warehouse.values(prices)).toEqual([
      ['a', 2, null],
      ['b', 1, null],
    ]);
  });

  it('breaks ties with the target by identity', async () => {
    const at5 = (id: string, price: number) =>
      streamSource(id, [{ id: `s/0:${id}`, arrivedAt: at(5), values: ['a', price, null] }]);
    await warehouse.load(prices, 'load-1', [at5('5', 5)]);
    expect(sums(await warehouse.load(prices, 'load-2', [at5('4', 4)]))).toEqual([[1, 0, 1, 0]]);
    expect(sums(await warehouse.load(prices, 'load-3', [at5('6', 6)]))).toEqual([[1, 1, 0, 0]]);
    expect(await warehouse.values(prices)).toEqual([['a', 6, null]]);
  });

  it('knows a redelivered record that is packed in another batch', async () => {
    const record = (id: number) => ({ id: `s/0:${id}`, arrivedAt: at(id), values: [`k${id}`, id, null] });
    await warehouse.load(prices, 'load-1', [streamSource('1', [record(1), record(2)])]);
    expect(sums(await warehouse.load(prices, 'load-2', [streamSource('2', [record(2), record(3)])]))).toEqual(
      [[2, 1, 1, 0]],
    );
  });

  it('puts the declared version before arrival', async () => {
    const one = (name: string, time: number, revision: number) =>
      fileSource(name, at(time), [
        ['a', 'here', revision],
        ['a', 'there', revision],
      ]);
    await warehouse.load(stock, 'load-1', [one('v1', 60, 7)]);
    expect(sums(await warehouse.load(stock, 'load-2', [one('v2', 120, 6)]))).toEqual([[2, 0, 2, 0]]);
    expect(sums(await warehouse.load(stock, 'load-3', [one('v3', 0, 8)]))).toEqual([[2, 2, 0, 0]]);
    expect(await warehouse.values(stock)).toEqual([
      ['a', 'here', 8],
      ['a', 'there', 8],
    ]);
  });
});

describe('append', () => {
  const record = (id: number, hits = id) => ({
    id: `s/0:${id}`,
    arrivedAt: at(id),
    values: ['/', hits] as const,
  });

  it('keeps records that look alike and drops those that are the same', async () => {
    const batch = streamSource('1', [record(1, 5), record(2, 5), record(2, 5)]);
    expect(sums(await warehouse.load(visits, 'load-1', [batch]))).toEqual([[3, 2, 1, 0]]);
    const repacked = streamSource('2', [record(2, 5), record(3, 5)]);
    expect(sums(await warehouse.load(visits, 'load-2', [repacked]))).toEqual([[2, 1, 1, 0]]);
    expect(await warehouse.rows(visits)).toHaveLength(3);
  });

  it('drops the copy in another batch of the same load', async () => {
    const rows = await warehouse.load(visits, 'load-1', [
      streamSource('1', [record(1), record(2)]),
      streamSource('2', [record(2), record(3)]),
    ]);
    expect(sums(rows)).toEqual([
      [2, 2, 0, 0],
      [2, 1, 1, 0],
    ]);
  });

  it('looks for a replayed record in its own time', async () => {
    const year = 365 * 86_400;
    await warehouse.load(visits, 'load-1', [
      streamSource('1', [record(1)]),
      streamSource('2', [record(year)]),
    ]);
    const rows = await warehouse.load(visits, 'load-2', [
      streamSource('3', [record(1), record(2)]),
      streamSource('4', [record(year)]),
    ]);
    expect(sums(rows)).toEqual([
      [2, 1, 1, 0],
      [1, 0, 1, 0],
    ]);
  });

  it('loads a new source beside a known one, undisturbed', async () => {
    const known = streamSource('1', [record(1), { id: 's/0:9', arrivedAt: at(9), values: null }]);
    await warehouse.load(visits, 'load-1', [known]);
    const rows = await warehouse.load(visits, 'load-2', [known, streamSource('2', [record(2)])]);
    expect(rows.map(({ sourceNo, sourceId, loadId }) => [sourceNo, sourceId, loadId])).toEqual([
      [0, 'batch-1', 'load-1'],
      [1, 'batch-2', 'load-2'],
    ]);
    expect(sums(rows)).toEqual([
      [2, 1, 0, 1],
      [1, 1, 0, 0],
    ]);
    expect(await ledgerSize(visits)).toBe(2);
  });

  it('takes a source that is named twice in one load as one', async () => {
    const source = streamSource('1', [record(1), record(2)]);
    const rows = await warehouse.load(visits, 'load-1', [source, source]);
    expect(sums(rows)).toEqual([
      [2, 2, 0, 0],
      [2, 2, 0, 0],
    ]);
    expect(await ledgerSize(visits)).toBe(1);
    expect(await warehouse.rows(visits)).toHaveLength(2);
  });

  it('quarantines a bad record once, however it is packed', async () => {
    const bad = (id: number) => ({ id: `s/0:${id}`, arrivedAt: at(id), values: null });
    await warehouse.load(visits, 'load-1', [streamSource('1', [bad(1), bad(2), bad(2)])]);
    const rows = await warehouse.load(visits, 'load-2', [streamSource('2', [bad(2), bad(3)])]);
    expect(sums(rows)).toEqual([[2, 0, 1, 1]]);
    expect((await warehouse.rows(visits, 'rejects')).map((row) => row['_record_id'])).toEqual([
      's/0:1',
      's/0:2',
      's/0:3',
    ]);
  });

  it('loads rejects into a dataset that has no columns', async () => {
    const source = streamSource('1', [{ id: 's/0:1', arrivedAt: at(1), values: null }]);
    expect(sums(await warehouse.load(unrouted, 'load-1', [source]))).toEqual([[1, 0, 0, 1]]);
    expect(await warehouse.rows(unrouted)).toEqual([]);
  });

  it('records a source without records', async () => {
    expect(sums(await warehouse.load(visits, 'load-1', [streamSource('1', [])]))).toEqual([[0, 0, 0, 0]]);
  });
});

describe('event identity', () => {
  const click = (id: number, seconds: number, position = 1) => ({
    id: `s/0:${id}`,
    arrivedAt: at(seconds),
    values: ['v', '2026-03-01T00:00:00Z', position] as const,
  });

  it('drops a producer’s retry within a load and keeps the first', async () => {
    const source = streamSource('1', [click(2, 10, 2), click(1, 5, 1)]);
    expect(sums(await warehouse.load(clicks, 'load-1', [source]))).toEqual([[2, 1, 1, 0]]);
    expect((await warehouse.rows(clicks)).map((row) => row['_record_id'])).toEqual(['s/0:1']);
  });

  it('drops a retry in a later load, up to the window and no further', async () => {
    await warehouse.load(clicks, 'load-1', [streamSource('1', [click(1, 0)])]);
    expect(sums(await warehouse.load(clicks, 'load-2', [streamSource('2', [click(2, 3600)])]))).toEqual([
      [1, 0, 1, 0],
    ]);
    expect(sums(await warehouse.load(clicks, 'load-3', [streamSource('3', [click(3, 3601)])]))).toEqual([
      [1, 1, 0, 0],
    ]);
  });

  it('drops an original that is loaded after its retry', async () => {
    await warehouse.load(clicks, 'load-1', [streamSource('1', [click(2, 3600)])]);
    expect(sums(await warehouse.load(clicks, 'load-2', [streamSource('2', [click(1, 0)])]))).toEqual([
      [1, 0, 1, 0],
    ]);
  });

  it('keeps both outside the window in one load', async () => {
    expect(
      sums(await warehouse.load(clicks, 'load-1', [streamSource('1', [click(1, 0), click(2, 3601)])])),
    ).toEqual([[2, 2, 0, 0]]);
  });

  it('keeps events that differ in an identity column', async () => {
    const other = { ...click(2, 1), values: ['w', '2026-03-01T00:00:00Z', 1] as const };
    expect(sums(await warehouse.load(clicks, 'load-1', [streamSource('1', [click(1, 0), other])]))).toEqual([
      [2, 2, 0, 0],
    ]);
  });
});

describe('a sum that does not hold', () => {
  const fault = (source: ReturnType<typeof fileSource>, request = {}) =>
    warehouse.load(visits, 'load-1', [source], { request }).then(
      () => 'committed',
      (error: Error) => error.message,
    );

  it('ends the transaction when staging lost a record', async () => {
    expect(await fault(fileSource('v1', at(0), [['/', 1]], { recordsRead: 2 }))).toContain('reconciled');
    expect([await warehouse.rows(visits), await ledgerSize(visits)]).toEqual([[], 0]);
  });

  it('ends the transaction when a record arrived outside the stated groups', async () => {
    const groups = [{ from: at(10), to: at(20) }];
    expect(await fault(fileSource('v1', at(0), [['/', 1]]), { arrivalGroups: groups })).toContain(
      'reconciled',
    );
    expect(await warehouse.rows(visits)).toEqual([]);
  });

  it('ends the transaction when a record was staged twice', async () => {
    const source = fileSource('v1', at(0), [['/', 1]]);
    const doubled = { ...source, records: [...source.records, ...source.records] };
    expect(await fault(doubled)).toContain('reconciled');
    expect(await warehouse.rows(visits)).toEqual([]);
  });
});

describe('hostile names and values', () => {
  const hostile = `x'); DROP TABLE shop.visits; -- "\\ \u{1f4a3} ${'\u00e9'}`;

  it('travel as data', async () => {
    const source = fileSource('v1', at(0), [[hostile, 1], null], {
      sourceId: hostile,
      key: hostile,
      origin: `s3://landing/${hostile}`,
      quarantineUri: `s3://quarantine/${hostile}`,
    });
    const [row] = await warehouse.load(visits, 'load-1', [source]);
    expect(row).toMatchObject({
      sourceId: hostile,
      origin: `s3://landing/${hostile}`,
      loaded: 1,
      quarantined: 1,
    });
    expect(await warehouse.values(visits)).toEqual([[hostile, 1]]);
  });

  it('are identifiers like any other', async () => {
    const name = `v"isits'; DROP SCHEMA shop --`;
    const dataset: Dataset = {
      ...visits,
      name: hostile,
      table: { schema: 'sh"op', name, sortKeys: [] },
      columns: visits.columns.map((column) => ({ ...column, name: `${column.name}"'` })),
    };
    const { target, rejects, ledger, lock } = datasetTables(dataset);
    const id = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await warehouse.run(`CREATE SCHEMA ${id(target.schema)}`);
    await warehouse.run(
      `CREATE TABLE ${id(target.schema)}.${id(target.name)} (${id(`page"'`)} VARCHAR, ${id(`hits"'`)} INTEGER, _record_id VARCHAR, _arrived_at TIMESTAMP, _load_id VARCHAR)`,
    );
    const pairs = [
      [rejects, datasetTables(visits).rejects],
      [ledger, datasetTables(visits).ledger],
      [lock, datasetTables(visits).lock],
    ] as const;
    for (const [own, like] of pairs)
      await warehouse.run(
        `CREATE TABLE ${id(own.schema)}.${id(own.name)} AS FROM ${like.schema}.${like.name} WITH NO DATA`,
      );
    const rows = await warehouse.load(dataset, 'load-1', [fileSource('v1', at(0), [['/', 1], null])]);
    expect(sums(rows)).toEqual([[2, 1, 0, 1]]);
    expect(await warehouse.values(dataset)).toEqual([['/', 1]]);
  });
});
