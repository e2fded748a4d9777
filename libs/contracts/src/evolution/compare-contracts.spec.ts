import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset.js';
import { datasets, loadableDatasets } from '../datasets/registry.js';
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  integer,
  json,
  list,
  text,
  timestamp,
} from '../define-column.js';
import { compareContracts } from './compare-contracts.js';
import { isSame } from './contract-change.js';
import { describeContract, readContractDescription } from './contract-description.js';
import { recordValidator } from '../zod-schema.js';
import { sampleRecords } from '../sample/sample-records.js';
import { shopColumns, shopContract, shopEvents, withColumn, withNewColumn } from './shop-contract.testing.js';

const shop = shopContract();
const changesTo = (current: Dataset, previous: Dataset = shop) =>
  compareContracts(describeContract(previous), describeContract(current));
const told = (current: Dataset, previous?: Dataset) =>
  changesTo(current, previous).map(
    ({ kind, breaksRecords, column, what }) =>
      `${kind}${breaksRecords ? ' records' : ''} ${column ?? '*'}: ${what}`,
  );

const note = { maxBytes: 20, minBytes: 2, nullable: true, description: 'Free text.' };
const price = { precision: 9, scale: 2, min: '0', max: '1000.5' };
const gift = { trueTexts: ['yes', 'y'], falseTexts: ['no'] };

it('sees another identity and another window', () => {
  expect(told(shopEvents(), shopContract({ load: { mode: 'append' } }))).toEqual([
    'breaking *: identity delivery became event (sku, sold_at) within 60 s',
  ]);
  expect(told(shopEvents(61), shopEvents())).toEqual([
    'breaking *: identity event (sku, sold_at) within 60 s became event (sku, sold_at) within 61 s',
  ]);
});

it('sees whether an empty snapshot may empty the table', () => {
  const parked = shopContract({ load: { mode: 'replace' } });
  const emptied = shopContract({ load: { mode: 'replace', allowEmpty: true } });
  expect(told(emptied, parked)).toEqual(['additive *: an empty file empties the table']);
  expect(told(parked, emptied)).toEqual(['breaking *: an empty file is parked']);
  expect(told(emptied)).toEqual(['breaking records *: load mode upsert became replace']);
});

const mutations: [string, Dataset, string[]][] = [
  [
    'table',
    shopContract({ table: { schema: 'shop', name: 'sold', distKey: 'sku', sortKeys: ['sold_at'] } }),
    ['breaking *: table shop.sales became shop.sold'],
  ],
  [
    'keys of the table',
    shopContract({ table: { schema: 'shop', name: 'sales' } }),
    ['additive *: distribution by sku became AUTO', 'additive *: sort key (sold_at) became (_arrived_at)'],
  ],
  ['load mode', shopContract({ load: { mode: 'append' } }), ['breaking *: load mode upsert became append']],
  [
    'key',
    shopContract({ load: { mode: 'upsert', key: ['serial'], versionColumn: 'sold_at' } }),
    ['breaking *: key (sku) became (serial)'],
  ],
  [
    'version column',
    shopContract({ load: { mode: 'upsert', key: ['sku'] } }),
    ['breaking *: version column sold_at became none (arrival)'],
  ],
  [
    'distribution',
    shopContract({ table: { schema: 'shop', name: 'sales', distStyle: 'all', sortKeys: ['sold_at'] } }),
    ['additive *: distribution by sku became ALL'],
  ],
  [
    'encodings',
    shopContract({
      table: {
        schema: 'shop',
        name: 'sales',
        distKey: 'sku',
        sortKeys: ['sold_at'],
        encodings: { sku: 'zstd' },
      },
    }),
    ['additive *: column encodings changed'],
  ],
  [
    'tombstones',
    shopContract({
      load: { mode: 'upsert', key: ['sku'], versionColumn: 'sold_at', tombstoneColumn: 'gift' },
    }),
    ['breaking *: tombstone column none became gift'],
  ],
  [
    'file format',
    shopContract({ file: { format: 'ndjson', csvDelimiter: ';' } }),
    ['breaking *: file format "csv" became "ndjson"'],
  ],
  [
    'delimiter',
    shopContract({ file: { format: 'csv' } }),
    ['breaking *: delimiter of csv files ";" became ","'],
  ],
  [
    'quotes',
    shopContract({ file: { format: 'csv', csvDelimiter: ';', tsvQuote: "'" } }),
    ['breaking *: quote character of tsv files null became "\'"'],
  ],
  [
    'fewer bad records',
    shopContract({ maxRejectRatio: 0.05 }),
    ['breaking *: share of bad records that makes a file bad 0.1 became 0.05'],
  ],
  [
    'more bad records',
    shopContract({ maxRejectRatio: 0.2 }),
    ['additive *: share of bad records that makes a file bad 0.1 became 0.2'],
  ],
  ['description', shopContract({ description: 'Other.' }), ['neutral *: the description changed']],
  ['a removed column', withColumn('weight'), ['breaking weight: column removed']],
  [
    'a renamed column',
    withColumn('pieces', integer('quantity', { from: 'qty', min: 1, max: 100 })),
    ['breaking pieces: column renamed to quantity'],
  ],
  [
    'a new nullable column',
    withNewColumn(text('size', { maxBytes: 4, nullable: true })),
    ['additive size: nullable column added'],
  ],
  [
    'a new nullable column in front',
    withNewColumn(text('size', { maxBytes: 4, nullable: true }), 2),
    ['breaking size: nullable column added before others'],
  ],
  [
    'a new dropped column in front',
    withNewColumn(text('size', { maxBytes: 4, nullable: true, mask: 'drop' }), 2),
    ['additive size: nullable column added'],
  ],
  [
    'a new required column',
    withNewColumn(text('size', { maxBytes: 4 })),
    ['breaking records size: required column added'],
  ],
  [
    'moved columns',
    shopContract({ columns: [...shopColumns].reverse() }),
    [expect.stringMatching(/^breaking \*: columns moved: sku, note/)],
  ],
  [
    'another type',
    withColumn('pieces', bigint('pieces', { from: 'qty', min: '1', max: '100' })),
    ['breaking records pieces: type integer (INTEGER) became bigint (BIGINT)'],
  ],
  [
    'another source',
    withColumn('pieces', integer('pieces', { min: 1, max: 100 })),
    ['breaking records pieces: source renamed from "qty" to "pieces"'],
  ],
  [
    'another mask',
    withColumn('email', text('email', { maxBytes: 90 })),
    ['breaking records email: mask sha256 became none'],
  ],
  [
    'a mask on plain values',
    withColumn('note', text('note', { ...note, mask: 'redact' })),
    ['breaking records note: mask none became redact'],
  ],
  [
    'required to nullable',
    withColumn('gift', boolean('gift', { ...gift, nullable: true })),
    ['breaking gift: required became nullable'],
  ],
  [
    'required to nullable, not in the table',
    withColumn('phone', text('phone', { maxBytes: 30, mask: 'drop', nullable: true })),
    ['additive phone: required became nullable'],
  ],
  [
    'nullable to required',
    withColumn('note', text('note', { ...note, nullable: false })),
    ['breaking records note: nullable became required'],
  ],
  [
    'a longer text',
    withColumn('note', text('note', { ...note, maxBytes: 21 })),
    ['additive note: greatest length 20 became 21'],
  ],
  [
    'a shorter text',
    withColumn('note', text('note', { ...note, maxBytes: 19 })),
    ['breaking records note: greatest length 20 became 19'],
  ],
  [
    'a lower least length',
    withColumn('note', text('note', { ...note, minBytes: 1 })),
    ['additive note: least length 2 became 1'],
  ],
  [
    'a higher least length',
    withColumn('note', text('note', { ...note, minBytes: 3 })),
    ['breaking records note: least length 2 became 3'],
  ],
  [
    'a pattern removed',
    withColumn('sku', text('sku', { maxBytes: 16 })),
    ['additive sku: pattern ^[A-Z]{2}\\d+$ removed'],
  ],
  [
    'a pattern added',
    withColumn('note', text('note', { ...note, pattern: '^.*$' })),
    ['breaking records note: pattern ^.*$ added'],
  ],
  [
    'another pattern',
    withColumn('sku', text('sku', { maxBytes: 16, pattern: '^[A-Z]+\\d+$' })),
    ['breaking records sku: pattern ^[A-Z]{2}\\d+$ became ^[A-Z]+\\d+$'],
  ],
  [
    'a wider enumeration',
    withColumn('state', text('state', { maxBytes: 9, enum: ['shut', 'ajar', 'open'] })),
    ['additive state: accepted texts: "ajar" added'],
  ],
  [
    'a narrower enumeration',
    withColumn('state', text('state', { maxBytes: 9, enum: ['shut'] })),
    ['breaking records state: accepted texts: "open" removed'],
  ],
  [
    'an enumeration in another order',
    withColumn('state', text('state', { maxBytes: 9, enum: ['shut', 'open'] })),
    ['neutral state: accepted texts stand in another order'],
  ],
  [
    'an enumeration removed',
    withColumn('state', text('state', { maxBytes: 9 })),
    ['additive state: list of accepted texts removed'],
  ],
  [
    'an enumeration added',
    withColumn('note', text('note', { ...note, enum: ['as is'] })),
    ['breaking records note: only "as is" are accepted'],
  ],
  [
    'a wider range',
    withColumn('pieces', integer('pieces', { from: 'qty', min: 0, max: 101 })),
    ['additive pieces: least value 1 became 0', 'additive pieces: greatest value 100 became 101'],
  ],
  [
    'a narrower range',
    withColumn('serial', bigint('serial', { min: '1', max: '999999' })),
    [
      'breaking records serial: least value 0 became 1',
      'breaking records serial: greatest value 1000000 became 999999',
    ],
  ],
  [
    'a range both ways',
    withColumn('serial', bigint('serial', { min: '-1', max: '999999' })),
    [
      'additive serial: least value 0 became -1',
      'breaking records serial: greatest value 1000000 became 999999',
    ],
  ],
  [
    'wider decimals',
    withColumn('price', decimal('price', { ...price, min: '-0.5', max: '1000.51' })),
    ['additive price: least value 0 became -0.5', 'additive price: greatest value 1000.5 became 1000.51'],
  ],
  [
    'no bound any more',
    withColumn('price', decimal('price', { precision: 9, scale: 2, min: '0' })),
    ['additive price: greatest value 1000.5 became none'],
  ],
  [
    'stricter decimals',
    withColumn('price', decimal('price', { ...price, max: '1000.49' })),
    ['breaking records price: greatest value 1000.5 became 1000.49'],
  ],
  [
    'another scale',
    withColumn('price', decimal('price', { ...price, scale: 1 })),
    ['breaking records price: type decimal (DECIMAL(9,2)) became decimal (DECIMAL(9,1))'],
  ],
  [
    'more precision',
    withColumn('price', decimal('price', { ...price, precision: 10 })),
    ['breaking price: type decimal (DECIMAL(9,2)) became decimal (DECIMAL(10,2))'],
  ],
  [
    'a text for true less',
    withColumn('gift', boolean('gift', { ...gift, trueTexts: ['yes'] })),
    ['breaking records gift: texts for true: "y" removed'],
  ],
  [
    'a text for false more',
    withColumn('gift', boolean('gift', { ...gift, falseTexts: ['no', 'n'] })),
    ['additive gift: texts for false: "n" added'],
  ],
  [
    'texts for true in another order',
    withColumn('gift', boolean('gift', { ...gift, trueTexts: ['y', 'yes'] })),
    ['neutral gift: texts for true stand in another order'],
  ],
  [
    'a text that changes sides',
    withColumn('gift', boolean('gift', { trueTexts: ['yes'], falseTexts: ['no', 'y'] })),
    ['breaking records gift: texts for true: "y" removed', 'additive gift: texts for false: "y" added'],
  ],
  [
    'another separator',
    withColumn('labels', list('labels', { nullable: true, separator: '/', maxBytes: 50 })),
    ['breaking records labels: separator "|" became "/"'],
  ],
  [
    'a longer list',
    withColumn('labels', list('labels', { nullable: true, separator: '|', maxBytes: 51 })),
    ['additive labels: greatest length 50 became 51'],
  ],
  [
    'shorter JSON',
    withColumn('extra', json('extra', { nullable: true, maxBytes: 99 })),
    ['breaking records extra: greatest length 100 became 99'],
  ],
  [
    'trim off',
    withColumn('sold_on', date('sold_on')),
    ['breaking records sold_on: blanks around the text are no longer trimmed'],
  ],
  [
    'trim on, of a number',
    withColumn('pieces', integer('pieces', { from: 'qty', min: 1, max: 100, trim: true })),
    ['additive pieces: blanks around the text are now trimmed'],
  ],
  [
    'trim on, of a text',
    withColumn('note', text('note', { ...note, trim: true })),
    ['breaking records note: blanks around the text are now trimmed'],
  ],
  [
    'a null token more',
    withColumn('weight', double('weight', { nullable: true, nullTokens: ['-', 'n/a', '?'] })),
    ['additive weight: the text "?" was refused (not_double) and is null'],
  ],
  [
    'a null token that was a value',
    withColumn('weight', double('weight', { nullable: true, nullTokens: ['-', 'n/a', '0'] })),
    ['breaking records weight: the text "0" was the value "0" and is null'],
  ],
  [
    'a null token less',
    withColumn('weight', double('weight', { nullable: true, nullTokens: ['n/a'] })),
    ['breaking records weight: the text "-" was null and is refused (not_double)'],
  ],
  [
    'a null token more where none is accepted',
    withColumn('pieces', integer('pieces', { from: 'qty', min: 1, max: 100, nullTokens: ['\\N', '?'] })),
    ['additive pieces: the text "?" was refused (not_integer) and is refused (missing_value)'],
  ],
  [
    'null tokens in another order',
    withColumn('weight', double('weight', { nullable: true, nullTokens: ['n/a', '-'] })),
    ['neutral weight: null tokens "-", "n/a" became "n/a", "-"'],
  ],
  [
    'a default where a value was required',
    withColumn('gift', boolean('gift', { ...gift, default: 'no' })),
    ['additive gift: default none became "no"'],
  ],
  [
    'a default where null was a value',
    withColumn('note', text('note', { ...note, default: 'none' })),
    ['breaking records note: default none became "none"'],
  ],
  [
    'a new column with a default',
    withNewColumn(text('size', { maxBytes: 4, nullable: true, default: 'M' })),
    ['additive size: nullable column added'],
  ],
  [
    'a new required column with a default',
    withNewColumn(text('size', { maxBytes: 4, default: 'M' })),
    ['breaking size: required column added'],
  ],
  [
    'a new required column with a default, not in the table',
    withNewColumn(text('size', { maxBytes: 4, default: 'M', mask: 'drop' }), 2),
    ['additive size: required column added'],
  ],
  [
    'a new derived column',
    withNewColumn(date('sold_day', { nullable: true, derive: { kind: 'day', of: 'sold_at' } })),
    ['additive sold_day: nullable derived column added'],
  ],
  [
    'a new derived column that its sources can fill',
    withNewColumn(
      text('id', { maxBytes: 60, derive: { kind: 'concat', of: ['sku', 'serial'], separator: '/' } }),
    ),
    ['breaking id: required derived column added'],
  ],
  [
    'a new derived column that refuses what its sources can give',
    withNewColumn(
      text('id', {
        nullable: true,
        maxBytes: 16,
        derive: { kind: 'concat', of: ['sku', 'serial'], separator: '/' },
      }),
    ),
    ['breaking records id: nullable derived column added'],
  ],
  [
    'a renamed column with a narrower rule',
    withColumn('pieces', integer('quantity', { from: 'qty', min: 1, max: 99 })),
    [
      'breaking pieces: column renamed to quantity',
      'breaking records quantity: greatest value 100 became 99',
    ],
  ],
  [
    'a source read by another column',
    withColumn('pieces', text('quantity', { from: 'qty', nullable: true, maxBytes: 3 })),
    ['breaking pieces: column removed', 'breaking records quantity: nullable column added'],
  ],
  [
    'a mask that drops',
    withColumn('note', text('note', { ...note, mask: 'drop' })),
    ['breaking note: mask none became drop'],
  ],
  [
    'records of files alone',
    shopContract({ load: { mode: 'replace' } }),
    ['breaking records *: load mode upsert became replace'],
  ],
  [
    'older versions that are refused',
    shopContract({ version: 3, acceptsFrom: 3 }),
    ['breaking *: acceptsFrom 1 became 3'],
  ],
  [
    'a column’s description',
    withColumn('note', text('note', { ...note, description: 'Other.' })),
    ['neutral note: the description changed'],
  ],
];

describe('defaults and derivations', () => {
  const days = (changes: Parameters<typeof date>[1], kind: 'lower' | 'upper' = 'lower') =>
    shopContract({
      columns: [
        ...shopColumns,
        date('sold_day', { nullable: true, ...changes }),
        text('state_code', { maxBytes: 9, nullTokens: [], derive: { kind, of: 'state' } }),
      ],
    });
  const derive = { kind: 'day', of: 'sold_at' } as const;

  it.each<[string, Dataset, Dataset, string[]]>([
    [
      'a default changed',
      days({ default: '2026-01-01' }),
      days({ default: '2026-01-02' }),
      ['breaking records sold_day: default "2026-01-01" became "2026-01-02"'],
    ],
    [
      'a default removed, of a nullable column',
      days({ default: '2026-01-01' }),
      days({}),
      ['breaking records sold_day: default "2026-01-01" became none'],
    ],
    [
      'a default removed, of a required column',
      days({ nullable: false, default: '2026-01-01' }),
      days({ nullable: false }),
      ['breaking records sold_day: default "2026-01-01" became none'],
    ],
    [
      'required, with a default on both sides',
      days({ default: '2026-01-01' }),
      days({ nullable: false, default: '2026-01-01' }),
      ['breaking sold_day: nullable became required'],
    ],
    [
      'nullable, with a default on both sides',
      days({ nullable: false, default: '2026-01-01' }),
      days({ default: '2026-01-01' }),
      ['breaking sold_day: required became nullable'],
    ],
    [
      'a column made instead of read',
      days({}),
      days({ derive }),
      ['breaking records sold_day: read from "sold_day" became derived (UTC day of sold_at)'],
    ],
    [
      'a column read instead of made',
      days({ derive }),
      days({}),
      ['breaking records sold_day: derived (UTC day of sold_at) became read from "sold_day"'],
    ],
    [
      'made otherwise',
      days({}),
      days({}, 'upper'),
      [
        'breaking records state_code: derived (state in lower case (ASCII)) became derived (state in upper case (ASCII))',
      ],
    ],
    [
      'made as before, keys in another order',
      days({ derive }),
      days({ derive: { of: 'sold_at', kind: 'day' } }),
      [],
    ],
  ])('%s', (_, previous, current, expected) => {
    expect(told(current, previous)).toEqual(expected);
    const { description } = readContractDescription(
      JSON.parse(JSON.stringify(describeContract(previous))),
    ) as { description: ReturnType<typeof describeContract> };
    expect(compareContracts(description, describeContract(previous))).toEqual([]);
  });

  it('tells the same default in another form as neutral', () => {
    const price = (entry: string) =>
      withColumn('price', decimal('price', { precision: 9, scale: 2, default: entry }));
    expect(told(price('1.50'), price('1.5'))).toEqual(['neutral price: default "1.5" became "1.50"']);
  });

  it('follows the sources of a derivation through a renaming', () => {
    const made = (name: string) =>
      shopContract({
        columns: [
          ...shopColumns.map((column) =>
            column.name === 'sold_at' ? timestamp(name, { from: 'sold_at' }) : column,
          ),
          date(`${name}_day`, { nullable: true, derive: { kind: 'day', of: name } }),
          text('receipt', {
            maxBytes: 99,
            derive: { kind: 'concat', of: ['sku', name], separator: '/' },
          }),
        ],
        table: { schema: 'shop', name: 'sales' },
        load: { mode: 'append' },
      });
    expect(told(made('sold'), made('sold_at'))).toEqual([
      'breaking sold_at: column renamed to sold',
      'breaking sold_at_day: column renamed to sold_day',
    ]);
  });

  it('sees other digits under a mask', () => {
    const masked = (scale: number) =>
      withColumn('price', decimal('price', { precision: 9, scale, mask: 'sha256' }));
    expect(told(masked(3), masked(2))).toEqual([
      'breaking records price: type decimal(9,2) (VARCHAR(64)) became decimal(9,3) (VARCHAR(64))',
    ]);
  });

  it('reads older versions again', () => {
    const accepting = (acceptsFrom: number) => shopContract({ version: 4, acceptsFrom });
    const [change] = changesTo(accepting(1), accepting(4));
    expect(change).toMatchObject({ kind: 'additive', what: 'acceptsFrom 4 became 1' });
    expect(change?.why).toBe('Stream records that say v1 to v3 were refused and are read.');
  });
});

describe('compareContracts', () => {
  it.each([shop, ...loadableDatasets])('tells nothing of $name and itself, through JSON too', (dataset) => {
    expect(changesTo(dataset, dataset)).toEqual([]);
    const description = describeContract(dataset);
    const read = readContractDescription(JSON.parse(JSON.stringify(description)));
    expect(read).toEqual({ description });
  });

  it('says why of each change, and what to do of each breaking one', () => {
    const changes = datasets.flatMap((dataset) => changesTo({ ...dataset, name: shop.name }));
    expect(changes.length).toBeGreaterThan(10);
    for (const { kind, why, remedy } of changes) {
      expect(why).toMatch(/\.$/);
      if (kind === 'breaking') expect(remedy).toMatch(/\.$/);
    }
  });

  it.each(mutations)('tells of %s', (_, current, expected) => {
    expect(told(current)).toEqual(expected);
  });

  it('sees no difference in where null tokens are declared', () => {
    const moved = shopContract({
      columns: shopColumns.map((column) => ({ ...column, nullTokens: column.nullTokens ?? ['\\N'] })),
      nullTokens: [],
    });
    expect(changesTo(moved)).toEqual([]);
  });

  it('explains that files without a new column are parked', () => {
    const [change] = changesTo(withNewColumn(text('size', { maxBytes: 4, nullable: true })));
    expect(change?.why).toContain('parked for header drift');
    expect(change?.remedy).not.toBe('');
  });
});

describe('what it says holds for records of the contract', () => {
  const kindOf = (current: Dataset) => {
    const kinds = new Set(changesTo(current).map(({ kind }) => kind));
    return (['breaking', 'additive', 'neutral'] as const).find((kind) => kinds.has(kind));
  };
  const sha256Hex = (value: string) => `digest of ${value}`;
  const records = [...sampleRecords(shop, { rows: 600, seed: 11, faultRatio: 0.3, sha256Hex })];
  const judge = recordValidator(shop, sha256Hex);
  const unbroken = mutations.filter(([, current]) => kindOf(current) !== 'breaking');

  it.each(unbroken)('%s', (_, current) => {
    const judgeNow = recordValidator(current, sha256Hex);
    const isNeutral = kindOf(current) === 'neutral';
    for (const { record } of records) {
      const [before, after] = [judge(record), judgeNow(record)];
      if (before.ok) {
        const row = after.ok ? after.row.slice(0, before.row.length) : after.fault;
        if (!isSame(row, before.row)) expect.unreachable(JSON.stringify([record, before, after]));
      } else if (isNeutral)
        expect(after).toMatchObject({ ok: false, fault: { reason: before.fault.reason } });
    }
  });

  it('and there are some of both kinds', () => {
    const count = (kind: string) => unbroken.filter(([, current]) => kindOf(current) === kind).length;
    expect([count('additive') > 12, count('neutral') > 3]).toEqual([true, true]);
  });
});

describe('readContractDescription', () => {
  it('says what is wrong', () => {
    const { columns, ...rest } = describeContract(shop);
    expect(readContractDescription({ ...rest, columns: [{ ...columns[0], trim: 1 }] })).toEqual({
      problem: expect.stringMatching(/^columns\.0\.trim: /),
    });
    expect(readContractDescription([])).toEqual({ problem: expect.stringMatching(/^the whole: /) });
  });
});
