import { describe, expect, it } from 'vitest';
import type { LoadCommand } from './command.js';
import { planLoad } from './plan-load.js';
import { clicks, at, fileSource, prices, stock, visits } from './staged-load.testing.js';
import { requestFor } from './warehouse.testing.js';
import { renderLoad } from './render.js';
import { maxArrivalGroups } from './arrival-groups.js';

const good = fileSource('v1', at(0), [['a', 1, null]]);
const mixed = fileSource('v1', at(0), [['a', 1, null], null]);
const bad = fileSource('v1', at(0), [null]);

/** What a command does, and to which table. */
function effect(command: LoadCommand): string {
  const bare = (table: string) => table.replace(/^sluice_/, '').replace(/_load-1$/, '');
  switch (command.do) {
    case 'create-stage':
    case 'copy':
      return `${command.do} ${bare(command.table)}`;
    case 'lock':
      return `lock ${command.table.name}`;
    case 'mark-repeats':
      return `mark-repeats ${bare(command.of.staged)} ${command.columns.join('+')}`;
    case 'identify-records':
    case 'insert-rows':
    case 'insert-rejects':
      return `${command.do} ${bare(command.from.staged)}`;
    case 'mark-duplicate-sources':
    case 'mark-present':
    case 'mark-present-events':
    case 'mark-repeated-events':
    case 'mark-superseded':
    case 'accept-unmarked':
      return `${command.do} ${bare(command.of.staged)}`;
    default:
      return command.do;
  }
}

const sourcesPart = [
  'limit-statement-time',
  'lock prices__lock',
  'create-stage sources',
  'copy sources',
  'create-stage verdicts',
  'judge-sources',
];
const rejectsPart = [
  'create-stage rejects',
  'copy rejects',
  'create-stage rejects_records',
  'identify-records rejects',
  'create-stage rejects_marks',
  'mark-duplicate-sources rejects',
  'mark-repeats rejects _record_id',
  'mark-present rejects',
  'create-stage rejects_accepted',
  'accept-unmarked rejects',
  'insert-rejects rejects',
];
const rowsPart = (marks: readonly string[], writes: readonly string[]) => [
  'create-stage rows',
  'copy rows',
  'create-stage rows_records',
  'identify-records rows',
  'create-stage rows_marks',
  'mark-duplicate-sources rows',
  ...marks,
  'create-stage rows_accepted',
  'accept-unmarked rows',
  ...writes,
];
const end = ['record-sources', 'read-ledger'];
const effects = (...parameters: Parameters<typeof requestFor>) =>
  planLoad(requestFor(...parameters)).map(effect);

describe('planLoad', () => {
  it('locks before it reads, and records after it has written', () => {
    expect(effects(prices, 'load-1', [mixed])).toEqual([
      ...sourcesPart,
      ...rowsPart(['mark-repeats rows sku', 'mark-superseded rows'], ['delete-replaced', 'insert-rows rows']),
      ...rejectsPart,
      ...end,
    ]);
  });

  it('appends by delivery identity, then by event identity', () => {
    const delivery = ['mark-repeats rows _record_id', 'mark-present rows'];
    expect(effects(visits, 'load-1', [good])).toEqual([
      ...sourcesPart.with(1, 'lock visits__lock'),
      ...rowsPart(delivery, ['insert-rows rows']),
      ...end,
    ]);
    expect(effects(clicks, 'load-1', [good])).toEqual([
      ...sourcesPart.with(1, 'lock clicks__lock'),
      ...rowsPart(
        [...delivery, 'mark-present-events rows', 'mark-repeated-events rows'],
        ['insert-rows rows'],
      ),
      ...end,
    ]);
  });

  it('leaves out what was not staged', () => {
    expect(effects(prices, 'load-1', [bad])).toEqual([...sourcesPart, ...rejectsPart, ...end]);
  });

  it('orders versions by the declared column, arrival, identity', () => {
    const marks = planLoad(requestFor(stock, 'load-1', [good])).find(
      (command) => command.do === 'mark-repeats',
    );
    expect(marks).toMatchObject({
      columns: ['sku', 'place'],
      order: [
        { column: 'revision', direction: 'DESC' },
        { column: '_arrived_at', direction: 'DESC' },
        { column: '_record_id', direction: 'DESC' },
        { column: '_source_no', direction: 'ASC' },
        { column: '_ordinal', direction: 'ASC' },
      ],
    });
  });

  it('stays within a batch of the Data API', () => {
    const groups = Array.from({ length: maxArrivalGroups }, (_, day) => ({
      from: at(day * 86_400 * 3),
      to: at(day * 86_400 * 3 + 1),
    }));
    for (const dataset of [prices, stock, visits, clicks]) {
      const statements = renderLoad(
        planLoad(requestFor(dataset, 'l'.repeat(64), [mixed], { arrivalGroups: groups })),
      );
      expect(statements.length).toBeLessThanOrEqual(40);
      for (const sql of statements) expect(sql.length).toBeLessThan(100_000);
    }
  });

  it.each([
    ['a load id that is not one', { loadId: `x'; DROP TABLE y; --` }],
    ['an empty load id', { loadId: '' }],
    ['a load id that is too long', { loadId: 'x'.repeat(65) }],
    ['no arrival', { arrivalGroups: [] }],
    ['arrivals that end before they begin', { arrivalGroups: [{ from: at(1), to: at(0) }] }],
    ['an arrival that is no time', { arrivalGroups: [{ from: `' OR 1=1`, to: at(0) }] }],
    ['a time that is none', { now: '2026-02-30' }],
    ['no time for a statement', { statementTimeoutSeconds: 0 }],
    ['a manifest whose key is not one of ours', { rowsManifestUri: `s3://staging/x' CREDENTIALS 'y` }],
    ['a manifest with an escape', { rowsManifestUri: 's3://staging/x\\' }],
    ['a role that is none', { copyRoleArn: `arn:aws:iam::123456789012:role/x' MAXERROR 9` }],
  ])('refuses %s', (_, overrides) => {
    expect(() => renderLoad(planLoad(requestFor(prices, 'load-1', [good], overrides)))).toThrow(RangeError);
  });

  it('refuses a list as key, which the target cannot compare', () => {
    const dataset = { ...prices, load: { mode: 'upsert', key: ['tags'] } } as const;
    expect(() => planLoad(requestFor(dataset, 'load-1', [good]))).toThrow(/"tags" cannot be a key/);
  });
});
