import type * as Contracts from '@sluice/contracts';
import { vi } from 'vitest';

/** Datasets that no contract of ours is like. Their mock stands for all specs alike, as these share their modules. */
vi.mock('@sluice/contracts', async (original) => {
  const contracts = await original<typeof Contracts>();
  const snapshots = (name: string, allowEmpty?: boolean) =>
    contracts.defineDataset({
      name,
      version: 1,
      table: { schema: 's', name },
      columns: [contracts.integer('n')],
      maxRejectRatio: 1,
      load: { mode: 'replace', ...(allowEmpty === undefined ? {} : { allowEmpty }) },
    });
  const orders = contracts.defineDataset({
    name: 'orders',
    version: 3,
    acceptsFrom: 2,
    table: { schema: 's', name: 'orders' },
    columns: [contracts.integer('id'), contracts.text('note', { nullable: true, maxBytes: 9 })],
    load: { mode: 'append' },
  });
  const own = [snapshots('snapshots'), snapshots('mayempty', true), orders];
  return {
    ...contracts,
    findDataset: (name: string) =>
      own.find((dataset) => dataset.name === name) ?? contracts.findDataset(name),
  };
});
