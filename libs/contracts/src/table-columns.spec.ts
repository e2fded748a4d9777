import { describe, expect, it } from 'vitest';
import { titleBasics } from './datasets/title-basics.js';
import { bigint, decimal, double, integer, json, list, text, timestamp } from './define-column.js';
import { defineDataset } from './define-dataset.js';
import { targetTableDdl } from './redshift-ddl.js';
import { tableColumns } from './table-columns.js';

const masked = defineDataset({
  name: 'masked',
  version: 1,
  table: { schema: 's', name: 't' },
  columns: [
    text('id', { maxBytes: 40, mask: 'sha256' }),
    list('tags', { maxBytes: 9, nullable: true }),
    json('rest', { maxBytes: 9 }),
    json('secret', { maxBytes: 9, mask: 'redact', nullable: true }),
    list('digest', { maxBytes: 9, mask: 'sha256' }),
    integer('gone', { mask: 'drop' }),
    decimal('price', { precision: 9, scale: 2, description: 'In euros.' }),
    bigint('count'),
    double('weight'),
    timestamp('at'),
  ],
  load: { mode: 'upsert', key: ['id'] },
});

describe('tableColumns', () => {
  it('are the contract’s with masks applied, in contract order', () => {
    const columns = tableColumns(masked);
    expect(columns.map(({ name, redshiftType, stageType, parquetType, isJson }) => [
      name, redshiftType, stageType, parquetType, isJson,
    ])).toEqual([
      ['id', 'VARCHAR(64)', 'VARCHAR(64)', 'VARCHAR', false],
      ['tags', 'SUPER', 'VARCHAR(65535)', 'VARCHAR', true],
      ['rest', 'SUPER', 'VARCHAR(65535)', 'VARCHAR', true],
      ['secret', 'VARCHAR(10)', 'VARCHAR(10)', 'VARCHAR', false],
      ['digest', 'VARCHAR(64)', 'VARCHAR(64)', 'VARCHAR', false],
      ['price', 'DECIMAL(9,2)', 'DECIMAL(9,2)', 'DECIMAL(9,2)', false],
      ['count', 'BIGINT', 'BIGINT', 'BIGINT', false],
      ['weight', 'DOUBLE PRECISION', 'DOUBLE PRECISION', 'DOUBLE', false],
      ['at', 'TIMESTAMP', 'TIMESTAMP', 'TIMESTAMP', false],
    ]);
    expect(columns[1]).toMatchObject({ nullable: true, column: masked.columns[1] });
    expect(columns[5]).toMatchObject({ nullable: false, description: 'In euros.' });
  }); // prettier-ignore
});

describe('targetTableDdl', () => {
  it('has the table’s columns, then lineage', () => {
    expect(targetTableDdl(masked)).toBe(
      [
        'CREATE TABLE IF NOT EXISTS "s"."t" (',
        '  "id" VARCHAR(64) NOT NULL,',
        '  "tags" SUPER,',
        '  "rest" SUPER NOT NULL,',
        '  "secret" VARCHAR(10),',
        '  "digest" VARCHAR(64) NOT NULL,',
        '  "price" DECIMAL(9,2) NOT NULL,',
        '  "count" BIGINT NOT NULL,',
        '  "weight" DOUBLE PRECISION NOT NULL,',
        '  "at" TIMESTAMP NOT NULL,',
        '  "_record_id" VARCHAR(256) NOT NULL,',
        '  "_arrived_at" TIMESTAMP NOT NULL,',
        '  "_load_id" VARCHAR(64) NOT NULL',
        ') DISTSTYLE AUTO SORTKEY ("_arrived_at")',
      ].join('\n'),
    );
  });

  it('has the keys of the contract', () => {
    expect(targetTableDdl(titleBasics)).toContain(') DISTKEY ("tconst") SORTKEY ("tconst")');
  });

  it('has the style and the encodings of the contract, and a word of Redshift as a name', () => {
    const ddl = targetTableDdl({
      ...masked,
      table: {
        schema: 's',
        name: 'order',
        distStyle: 'all',
        sortKeys: ['at', 'count'],
        encodings: { digest: 'zstd', secret: 'raw' },
      },
    });
    expect(ddl).toContain('CREATE TABLE IF NOT EXISTS "s"."order" (');
    expect(ddl).toContain('"digest" VARCHAR(64) ENCODE ZSTD NOT NULL,');
    expect(ddl).toContain('"secret" VARCHAR(10) ENCODE RAW,');
    expect(ddl).toContain(') DISTSTYLE ALL SORTKEY ("at", "count")');
  });
});
