import { describe, expect, it } from 'vitest';
import type { LoadCommand, RecordStage } from './command.js';
import { planLoad } from './plan-load.js';
import {
  accounts,
  at,
  clicks,
  fileSource,
  prices,
  snapshots,
  stock,
  testDatasets,
  visits,
} from '@sluice/load-model';
import { quoteTable, type TableRef } from '../quote.js';
import { datasetTables } from '../tables.js';
import { requestFor } from '../proof/staged-rows.testing.js';
import { renderLoad } from '../render/render.js';
import { maxArrivalGroups } from './arrival-groups.js';

const good = fileSource('v1', at(0), [['a', 1, null]]);
const mixed = fileSource('v1', at(0), [['a', 1, null], null]);
const bad = fileSource('v1', at(0), [null]);

const bare = (table: string) => table.replace(/^sluice_/, '').replace(/_load-1$/, '');
const isTable = (value: unknown): value is TableRef =>
  typeof value === 'object' && value !== null && 'schema' in value && 'name' in value;
const isRecordStage = (value: unknown): value is RecordStage =>
  typeof value === 'object' && value !== null && 'staged' in value;
/** The tables of the warehouse that a command names. */
const permanent = (command: LoadCommand): string[] =>
  Object.values(command)
    .filter(isTable)
    .map(({ name }) => name);

/** What a command does, to which of the temporary tables, and which others it reads or writes. */
function effect(command: LoadCommand): string {
  const stages = Object.values(command).filter(isRecordStage);
  return [
    command.do,
    ...('table' in command && typeof command.table === 'string' ? [bare(command.table)] : []),
    ...stages.map(({ staged }) => bare(staged)),
    ...(command.do === 'mark-repeats' ? [command.columns.join('+')] : []),
    ...('identified' in command ? ['identified'] : []),
    ...permanent(command),
  ].join(' ');
}

const sourcesPart = (table: string) => [
  'limit-statement-time',
  `lock ${table}__lock`,
  'create-stage sources',
  'copy sources',
  'create-stage verdicts',
  `judge-sources ${table}__ledger`,
];
const rejectsPart = (table: string) => [
  'create-stage rejects',
  'copy rejects',
  'create-stage rejects_records',
  'identify-records rejects',
  'create-stage rejects_marks',
  'mark-unapplied-sources rejects',
  'mark-repeats rejects _record_id',
  `mark-present rejects ${table}__rejects`,
  `mark-present rejects ${table}`,
  'create-stage rejects_accepted',
  'accept-unmarked rejects',
  `insert-rejects rejects ${table}__rejects`,
];
const rowsPart = (marks: readonly string[]) => [
  'create-stage rows',
  'copy rows',
  'create-stage rows_records',
  'identify-records rows',
  'create-stage rows_marks',
  'mark-unapplied-sources rows',
  ...marks,
  'create-stage rows_accepted',
  'accept-unmarked rows',
];
const write = (table: string) => [`insert-rows rows ${table}`, `settle-rejects rows ${table}__rejects`];
const end = (table: string, ...parts: readonly string[]) => [
  ['record-sources', ...parts, `${table}__ledger`, table, `${table}__rejects`].join(' '),
  `read-ledger ${table}__ledger`,
];
const plan = (...parameters: Parameters<typeof requestFor>) => planLoad(requestFor(...parameters));
const effects = (...parameters: Parameters<typeof requestFor>) => plan(...parameters).map(effect);

describe('planLoad', () => {
  it.each([
    [prices, 'sku'],
    [stock, 'sku+place'],
    [accounts, 'account'],
  ] as const)('upserts the newest version of a key: $name', (dataset, key) => {
    const { name } = dataset;
    expect(effects(dataset, 'load-1', [mixed])).toEqual([
      ...sourcesPart(name),
      ...rowsPart([
        'mark-repeats rows _record_id identified',
        `mark-present rows identified ${name}`,
        `mark-repeats rows ${key}`,
        `mark-superseded rows ${name} ${name}__ledger`,
      ]),
      `delete-replaced rows ${name}`,
      ...write(name),
      ...rejectsPart(name),
      ...end(name, 'rows', 'rejects'),
    ]);
  });

  it('appends by delivery identity', () => {
    expect(effects(visits, 'load-1', [mixed])).toEqual([
      ...sourcesPart('visits'),
      ...rowsPart(['mark-repeats rows _record_id', 'mark-present rows visits']),
      ...write('visits'),
      ...rejectsPart('visits'),
      ...end('visits', 'rows', 'rejects'),
    ]);
  });

  it('appends by delivery identity, then by event identity', () => {
    expect(effects(clicks, 'load-1', [good])).toEqual([
      ...sourcesPart('clicks'),
      ...rowsPart([
        'mark-repeats rows _record_id',
        'mark-present rows clicks',
        'mark-present-events rows clicks',
        'mark-repeated-events rows',
      ]),
      ...write('clicks'),
      ...end('clicks', 'rows'),
    ]);
  });

  it('replaces once it is known what is new, and before it inserts', () => {
    expect(effects(snapshots, 'load-1', [mixed])).toEqual([
      ...sourcesPart('snapshots'),
      ...rowsPart([
        'mark-repeats rows _record_id',
        'mark-other-snapshots rows snapshots__ledger',
        'mark-present rows snapshots',
      ]),
      'clear-target snapshots',
      ...write('snapshots'),
      ...rejectsPart('snapshots'),
      ...end('snapshots', 'rows', 'rejects'),
    ]);
  });

  it('leaves out what was not staged; a snapshot without rows still replaces', () => {
    expect(effects(prices, 'load-1', [bad])).toEqual([
      ...sourcesPart('prices'),
      ...rejectsPart('prices'),
      ...end('prices', 'rejects'),
    ]);
    expect(effects(snapshots, 'load-1', [fileSource('v1', at(0), [])])).toEqual([
      ...sourcesPart('snapshots'),
      'clear-target snapshots',
      ...end('snapshots'),
    ]);
  });

  it.each(testDatasets.map((dataset) => [dataset.name, dataset] as const))(
    '%s: nothing is read before the lock, only the lock table is locked, the ledger is written last',
    (name, dataset) => {
      const commands = plan(dataset, 'load-1', [mixed]);
      const locks = commands.filter((command) => command.do === 'lock');
      expect(locks.flatMap(permanent)).toEqual([`${name}__lock`]);
      const before = commands.slice(
        0,
        commands.findIndex((command) => command.do === 'lock'),
      );
      expect(before.map((command) => command.do)).toEqual(['limit-statement-time']);
      const { ledger } = datasetTables(dataset);
      const written = renderLoad(commands).filter((sql) =>
        /^(INSERT INTO|UPDATE|DELETE FROM) "shop"\./.test(sql),
      );
      expect(written.filter((sql) => sql.startsWith(`INSERT INTO ${quoteTable(ledger)} `))).toEqual([
        written.at(-1),
      ]);
      expect(commands.slice(-2).map((command) => command.do)).toEqual(['record-sources', 'read-ledger']);
    },
  );

  it('orders versions by the declared column, arrival, identity', () => {
    const marks = planLoad(requestFor(stock, 'load-1', [good])).find(
      (command) => command.do === 'mark-repeats' && command.why === 'superseded',
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
    for (const dataset of testDatasets) {
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
    ['a beginning that is no time', { startedAt: '2026-02-30' }],
    ['an end of staging that is no time', { stagedAt: `' OR 1=1` }],
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
