import { defineDataset, integer, json, text } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { expectedTables } from '../migration/create-tables.js';
import { recordColumns, rowsLayout } from './layouts.js';

const customers = defineDataset({
  name: 'customers',
  version: 1,
  table: { schema: 'shop', name: 'customers' },
  columns: [
    text('email', { maxBytes: 320, mask: 'sha256' }),
    text('phone', { maxBytes: 32, nullable: true, mask: 'redact' }),
    text('passport', { maxBytes: 32, mask: 'drop' }),
    integer('born'),
    json('settings', { maxBytes: 4096, nullable: true }),
  ],
  load: { mode: 'append' },
});

describe('a table of masked columns', () => {
  it('has what masks leave, and nothing of a dropped column', () => {
    const [target] = expectedTables(customers);
    expect(target?.columns.slice(0, 4)).toEqual([
      { name: 'email', type: 'VARCHAR(64)', notNull: true },
      { name: 'phone', type: 'VARCHAR(10)', notNull: false },
      { name: 'born', type: 'INTEGER', notNull: true },
      { name: 'settings', type: 'SUPER', notNull: false },
    ]);
    expect(target?.createSql).not.toContain('passport');
  });

  it('is staged column by column as it stands in the table', () => {
    const columns = rowsLayout(customers).slice(recordColumns.length);
    expect(columns.map(({ name, stageType, parquetType }) => [name, stageType, parquetType])).toEqual([
      ['email', 'VARCHAR(64)', 'VARCHAR'],
      ['phone', 'VARCHAR(10)', 'VARCHAR'],
      ['born', 'INTEGER', 'INTEGER'],
      ['settings', 'VARCHAR(65535)', 'VARCHAR'],
    ]);
  });
});
