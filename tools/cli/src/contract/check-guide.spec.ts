import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import * as contracts from '@sluice/contracts';
import { integer, type Column, type Dataset, type Derivation } from '@sluice/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root as workspace } from '../run-cli.testing.js';
import { check } from './check.js';
import { ContractRoot, said } from './contract-root.testing.js';

const guide = readFileSync(join(workspace, 'docs/contracts.md'), 'utf8');

/** The contract that the guide shows; its source is plain JavaScript but for its imports. */
function guideContract(): Dataset {
  const [, source = ''] = /```ts\nimport [^]*?\nexport const storeSales = ([^]*?);\n```/.exec(guide) ?? [];
  return runInNewContext(source, { ...contracts }) as Dataset;
}

let root: ContractRoot;
beforeAll(async () => {
  root = await ContractRoot.make();
});
afterAll(() => root.remove());

it('the guide shows what the check says of its examples', async () => {
  const first = guideContract();
  const changed = (name: string, change: object) => (columns: readonly Column[]) =>
    columns.map((column) => (column.name === name ? { ...column, ...change } : column));
  const longer = {
    ...first,
    columns: [...changed('shop', { maxBytes: 64 })(first.columns), integer('till', { nullable: true })],
  };
  const narrower = { ...longer, columns: changed('pieces', { max: 500 })(longer.columns) };
  const steps: [Dataset, boolean][] = [
    [first, true],
    [longer, false],
    [longer, true],
    [narrower, false],
    [{ ...narrower, version: 2 }, true],
    [{ ...narrower, version: 2, acceptsFrom: 2 }, true],
  ];
  for (const [dataset, write] of steps) {
    const output = await said(() => check(['store-sales'], { write, json: false }, root.path, [dataset]));
    const isShort = dataset === longer && write;
    const shown = isShort ? `${output.trimEnd().split('\n').slice(-2).join('\n')}\n` : output;
    expect(guide).toContain(`${write ? ' --write' : ''} store-sales${isShort ? ' | tail -2' : ''}\n${shown}`);
  }
  expect(guide).toContain(await root.read('libs/contracts/snapshots/store-sales.v1.1.sql'));
  expect(await root.snapshots()).toEqual([
    'store-sales.v1.1.sql',
    'store-sales.v1.json',
    'store-sales.v2.json',
  ]);
});

it('the guide shows what defaults and derivations give', () => {
  const { date, defineDataset, integer: whole, recordValidator, text, timestamp } = contracts;
  const [, channel = ''] = /^`(text\('channel',[^`]*)`/m.exec(guide) ?? [];
  const [, key = ''] = /`(text\('email_key',[^`]*)`/.exec(guide) ?? [];
  const derive = (start: string): Derivation => {
    const [shown = ''] = new RegExp(`\\{ kind: '${start}'[^}]*\\}`).exec(guide) ?? [];
    return runInNewContext(`(${shown})`) as Derivation;
  };
  const made = defineDataset({
    name: 'made',
    version: 1,
    table: { schema: 'made', name: 'made' },
    columns: [
      timestamp('sold_at'),
      contracts.bigint('sent'),
      text('email', { maxBytes: 128, mask: 'sha256' }),
      text('shop', { maxBytes: 32 }),
      whole('sale_id'),
      runInNewContext(channel, { ...contracts }) as Column,
      date('sold_on', { derive: derive('day') }),
      timestamp('sent_at', { derive: derive('instant') }),
      runInNewContext(key, { ...contracts }) as Column,
      text('receipt', { maxBytes: 64, derive: derive('concat') }),
    ],
    load: { mode: 'append' },
  });
  const verdict = recordValidator(
    made,
    (value) => `digest of ${value}`,
  )({
    sold_at: '2026-03-02T00:30:00+01:00',
    sent: 1772438460250,
    email: 'Ann@Example.org',
    shop: 'Oslo',
    sale_id: 1001,
  });
  const row = verdict.ok ? verdict.row.slice(5) : verdict.fault;
  expect(row).toEqual([
    'shop',
    '2026-03-01',
    '2026-03-02T08:01:00.250000Z',
    'digest of ann@example.org',
    'Oslo/1001',
  ]);
  for (const shown of [
    '`2026-03-01` of `2026-03-02T00:30:00+01:00`',
    '`2026-03-02T08:01:00.250000Z` of `1772438460250`',
    '`ann@example.org` of `Ann@Example.org`',
    '`Oslo/1001`',
  ])
    expect(guide).toContain(shown);
});
