import { describe, expect, it } from 'vitest';
import type { Column } from './column.js';
import type { CsvDelimiter, DatasetDefinition, Encoding, FileFormatName } from './dataset.js';
import { bigint, boolean, date, decimal, double, integer, json, list, text } from './define-column.js';
import { ContractError, defineDataset, defineRejectsOnly } from './define-dataset.js';

const id = text('id', { maxBytes: 9 });
const table = { schema: 'test', name: 'films' };

const define = (changes: Partial<DatasetDefinition>, ...columns: Column[]) =>
  defineDataset({
    name: 'films',
    version: 1,
    table,
    columns: [id, ...columns],
    load: { mode: 'append' },
    ...changes,
  });

const problemsOf = (changes: Partial<DatasetDefinition>, ...columns: Column[]): readonly string[] => {
  try {
    define(changes, ...columns);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.problems;
    throw error;
  }
};

describe('defineDataset', () => {
  it('fills the defaults', () => {
    expect(define({})).toMatchObject({
      nullTokens: ['\\N'],
      maxRejectRatio: 0.1,
      file: { format: 'tsv', tsvQuote: null, csvDelimiter: ',' },
      identity: { kind: 'delivery' },
    });
    expect(define({}).columns[0]).toMatchObject({ from: 'id', trim: false, nullable: false });
  });

  it.each<[string, Column, string]>([
    ['a length that Redshift cannot hold', text('x', { maxBytes: 65_536 }), 'maxBytes is 1 to 65535'],
    ['JSON that Redshift cannot stage', json('x', { maxBytes: 65_536 }), 'maxBytes is 1 to 65535'],
    ['a list whose JSON outgrows its stage', list('x', { maxBytes: 20_000 }), 'maxBytes is 1 to 10900'],
    ['a least length below 0', text('x', { maxBytes: 9, minBytes: -1 }), 'minBytes counts from 0'],
    ['lengths in the wrong order', text('x', { maxBytes: 9, minBytes: 10 }), 'minBytes exceeds maxBytes'],
    ['a pattern read differently', text('x', { maxBytes: 9, pattern: '^\\s$' }), 'pattern: "\\s" is not read alike'],
    ['a look-ahead', text('x', { maxBytes: 9, pattern: '^(?=a)a$' }), 'pattern: only (…) and (?:…) are groups'],
    ['NUL in a pattern', text('x', { maxBytes: 9, pattern: '^\0$' }), 'pattern: a text with NUL'],
    ['NUL in an enumeration', text('x', { maxBytes: 9, enum: ['a\0'] }), 'enum: a text with NUL'],
    ['an empty enumeration', text('x', { maxBytes: 9, enum: [] }), 'enum is empty'],
    ['a text twice', text('x', { maxBytes: 9, enum: ['a', 'a'] }), 'enum has "a" twice'],
    ['a text too long for its column', text('x', { maxBytes: 1, enum: ['é'] }), 'enum has "é", which its length refuses'],
    ['a text beside its pattern', text('x', { maxBytes: 9, pattern: '^a$', enum: ['b'] }), 'enum has "b", which its pattern'],
    ['a text that is a null token', text('x', { maxBytes: 9, enum: ['\\N'] }), 'enum text "\\\\N" is a null token'],
    ['a text that trim makes another', text('x', { maxBytes: 9, enum: [' a'], trim: true }), 'enum text " a" has blanks around'],
    ['a boolean that is null', boolean('x', { trueTexts: ['1'], falseTexts: ['0'], nullTokens: ['0'] }), 'boolean text "0" is a null token'],
    ['a boolean without a text', boolean('x', { trueTexts: [] }), 'true and false need a text each'],
    ['a text that is both', boolean('x', { trueTexts: ['1'], falseTexts: ['1'] }), 'the same text is true and false: "1"'],
    ['a null token that trim makes another', integer('x', { nullTokens: ['- '], trim: true }), 'null token "- " has blanks around'],
    ['a null token with a lone surrogate', integer('x', { nullTokens: ['\ud800'] }), 'nullTokens: a text with'],
    ['a range beyond 32 bits', integer('x', { max: 2 ** 31 }), 'min and max must fit 32 bits'],
    ['a range the wrong way round', integer('x', { min: 2, max: 1 }), 'min exceeds max'],
    ['a fraction as a bound', integer('x', { min: 0.5 }), 'min and max are integers'],
    ['a range beyond 64 bits', bigint('x', { max: '9223372036854775808' }), 'min and max must fit 64 bits'],
    ['a bigint bound in words', bigint('x', { min: '1e3' }), 'min and max are integers as digits'],
    ['too many digits', decimal('x', { precision: 19, scale: 1 }), 'precision is 1 to 18'],
    ['more fraction than digits', decimal('x', { precision: 3, scale: 4 }), 'scale is 0 to precision'],
    ['a bound beyond the scale', decimal('x', { precision: 3, scale: 1, min: '0.55' }), 'bound "0.55" has more digits than the scale'],
    ['a bound beyond the precision', decimal('x', { precision: 3, scale: 1, max: '100' }), 'bound "100" has more digits than the precision'],
    ['a bound in words', decimal('x', { precision: 3, scale: 1, max: '1e3' }), 'bound "1e3" is not a plain decimal'],
    ['bounds in the wrong order', decimal('x', { precision: 18, scale: 0, min: '100000000000000001', max: '100000000000000000' }), 'min exceeds max'],
    ['a separator of two characters', list('x', { maxBytes: 9, separator: '||' }), 'separator is one printable ASCII character'],
    ['a separator that trim takes', list('x', { maxBytes: 9, separator: ' ', trim: true }), 'trim would take the separator'],
    ['a digest of doubles', double('x', { mask: 'sha256' }), 'mask sha256 needs a value with one text'],
    ['a source without a name', integer('x', { from: '' }), 'its source has no name'],
    ['a source with a tab', integer('x', { from: 'a\tb' }), 'its source has a control character'],
    ['a source that no record may have', integer('x', { from: '__proto__' }), 'source "__proto__" is no key that a record may have'],
    ['a default that is no value', integer('x', { default: '1.0' }), 'default "1.0" is not_integer'],
    ['a default beyond the rules', text('x', { maxBytes: 1, default: 'ab' }), 'default "ab" is too_long'],
    ['a default that is null', integer('x', { default: '\\N' }), 'default "\\\\N" is a null token'],
    ['a default that is the column’s own null', integer('x', { default: '-1', nullTokens: ['-1'] }), 'default "-1" is a null token'],
    ['a default that trim makes another', text('x', { maxBytes: 9, default: ' a', trim: true }), 'default " a" has blanks around'],
    ['a capital', integer('isAdult'), 'not lower-case snake case'],
    ['a name like those of lineage', integer('_record_id'), 'begins with an underscore, as the columns of lineage'],
    ['a name like those of the stage', integer('_ordinal'), 'begins with an underscore'],
    ['a reserved word', date('timestamp'), 'a reserved word of Redshift'],
    ['a system column', integer('xmin'), 'a column that every table of Redshift has already'],
    ['a name that is too long', integer('x'.repeat(128)), 'longer than 127 bytes'],
  ])('refuses %s', (_, column, problem) => {
    const problems = problemsOf({}, column);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`column "${column.name}": ${problem}`);
  }); // prettier-ignore

  const tags = list('tags', { maxBytes: 9, separator: ';' });
  const upsert = (key: string[], versionColumn?: string): Partial<DatasetDefinition> => ({
    load: { mode: 'upsert', key, ...(versionColumn === undefined ? {} : { versionColumn }) },
  });
  const tombstone = (tombstoneColumn: string, key = ['id']): Partial<DatasetDefinition> => ({
    load: { mode: 'upsert', key, tombstoneColumn },
  });
  const event = (columns: string[], windowSeconds = 60): Partial<DatasetDefinition> => ({
    identity: { kind: 'event', columns, windowSeconds },
  });
  it.each<[string, Partial<DatasetDefinition>, Column[], string]>([
    ['a name that is no key prefix', { name: 'Films' }, [], 'name "Films": not kebab case'],
    ['a version 0', { version: 0 }, [], 'version counts from 1'],
    ['a reserved schema', { table: { ...table, schema: 'user' } }, [], 'schema "user": a reserved word of Redshift'],
    ['a schema of the database', { table: { ...table, schema: 'pg_films' } }, [], 'schema "pg_films": a schema of the database itself'],
    ['a reserved table', { table: { ...table, name: 'order' } }, [], 'table "order": a reserved word of Redshift'],
    ['a table without room for its rejects', { table: { ...table, name: 'x'.repeat(119) } }, [], `table "${'x'.repeat(119)}": longer than 118 bytes`],
    ['a table named as another’s rejects', { table: { ...table, name: 'a__rejects' } }, [], 'table "a__rejects": names in __rejects'],
    ['no columns', { columns: [] }, [], 'columns: there is none'],
    ['no column that is kept', { columns: [text('id', { maxBytes: 9, mask: 'drop' })] }, [], 'columns: every one is dropped'],
    ['rows that COPY cannot load', {}, Array.from({ length: 65 }, (_, index) => text(`x${index}`, { maxBytes: 65_535 })), 'columns: a row may have'],
    ['more columns than a table has', {}, Array.from({ length: 1596 }, (_, index) => integer(`x${index}`)), 'columns: more than 1596'],
    ['a name twice', {}, [text('id', { from: 'other', maxBytes: 9 })], 'column "id": defined twice'],
    ['a source twice', {}, [text('other', { from: 'id', maxBytes: 9 })], 'source "id": read by two columns'],
    ['NUL as a null token', { nullTokens: ['\0'] }, [], 'nullTokens: a text with NUL'],
    ['an upsert without a key', upsert([]), [], 'upsert needs a key'],
    ['a key twice', upsert(['id', 'id']), [], 'column "id": named twice in one key'],
    ['an unknown key', upsert(['nothing']), [], 'column "nothing" (key): not defined'],
    ['a nullable key', upsert(['x']), [integer('x', { nullable: true })], 'column "x" (key): cannot be nullable'],
    ['a redacted key', upsert(['x']), [integer('x', { mask: 'redact' })], 'column "x" (key): cannot have the mask redact'],
    ['a list as key', upsert(['tags']), [tags], 'column "tags" (key): a list is SUPER'],
    ['a text as version', upsert(['id'], 'x'), [text('x', { maxBytes: 9 })], 'column "x" (version): versions are numbers'],
    ['a boolean as version', upsert(['id'], 'x'), [boolean('x')], 'column "x" (version): versions are numbers'],
    ['a digest as version', upsert(['id'], 'x'), [date('x', { mask: 'sha256' })], 'column "x" (version): cannot have the mask sha256'],
    ['an unknown tombstone', tombstone('nothing'), [], 'column "nothing" (tombstone): not defined'],
    ['a number as tombstone', tombstone('x'), [integer('x')], 'column "x" (tombstone): a tombstone is a boolean, not integer'],
    ['a dropped tombstone', tombstone('x'), [boolean('x', { mask: 'drop' })], 'column "x" (tombstone): cannot have the mask drop'],
    ['a tombstone in the key', tombstone('x', ['id', 'x']), [boolean('x')], 'column "x" (tombstone): cannot be part of the key'],
    ['an event identity of an upsert', { ...upsert(['id']), ...event(['id']) }, [], 'an event identity needs the load mode append, not upsert'],
    ['an event identity of a snapshot', { load: { mode: 'replace' }, ...event(['id']) }, [], 'an event identity needs the load mode append, not replace'],
    ['a dist key and a dist style', { table: { ...table, distKey: 'id', distStyle: 'all' } }, [], 'dist key "id": a table has one or the dist style all'],
    ['an encoding of no column', { table: { ...table, encodings: { y: 'zstd' } } }, [], 'column "y" (encoding): not defined'],
    ['an unknown encoding', { table: { ...table, encodings: { id: 'rar' as Encoding } } }, [], 'column "id" (encoding): there is no "rar"'],
    ['a number’s encoding of a text', { table: { ...table, encodings: { id: 'az64' } } }, [], 'column "id" (encoding): az64 does not compress VARCHAR'],
    ['an event without columns', event([]), [], 'an event identity needs columns'],
    ['a dropped identity', event(['x']), [integer('x', { mask: 'drop' })], 'column "x" (event identity): cannot have the mask drop'],
    ['JSON as identity', event(['x']), [json('x', { maxBytes: 9 })], 'column "x" (event identity): a json is SUPER'],
    ['no window', event(['id'], 0), [], 'windowSeconds is whole seconds'],
    ['half a second', event(['id'], 0.5), [], 'windowSeconds is whole seconds'],
    ['an endless window', event(['id'], Infinity), [], 'windowSeconds is whole seconds'],
    ['an unknown dist key', { table: { ...table, distKey: 'y' } }, [], 'column "y" (dist key): not defined'],
    ['JSON as dist key', { table: { ...table, distKey: 'x' } }, [json('x', { maxBytes: 9 })], 'column "x" (dist key): a json is SUPER'],
    ['a nullable sort key', { table: { ...table, sortKeys: ['x'] } }, [integer('x', { nullable: true })], 'column "x" (sort key): cannot be nullable'],
    ['an unknown format', { file: { format: 'xml' as FileFormatName } }, [], 'file.format is tsv, csv, ndjson or parquet'],
    ['an odd delimiter', { file: { csvDelimiter: 'x' as CsvDelimiter } }, [], 'file.csvDelimiter is a comma'],
    ['a separator between fields', { file: { format: 'csv', csvDelimiter: ';' } }, [tags], 'column "tags": its separator is the file’s delimiter'],
    ['a letter as quote', { file: { tsvQuote: 'q' } }, [], 'file.tsvQuote is one punctuation character'],
    ['a minus as quote', { file: { tsvQuote: '-' } }, [], 'file.tsvQuote is one punctuation character'],
    ['a separator as quote', { file: { tsvQuote: ';' } }, [tags], 'column "tags": its separator is file.tsvQuote'],
    ['a null token that opens quotes', { file: { tsvQuote: '\\' } }, [], 'null token "\\\\N" begins with file.tsvQuote'],
    ['a ratio above 1', { maxRejectRatio: 1.1 }, [], 'maxRejectRatio lies between 0 and 1'],
    ['no ratio', { maxRejectRatio: NaN }, [], 'maxRejectRatio lies between 0 and 1'],
  ])('refuses %s', (_, changes, columns, problem) => {
    const problems = problemsOf(changes, ...columns);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  }); // prettier-ignore

  it('accepts what is unusual and holds', () => {
    expect(
      problemsOf(
        { ...upsert(['id', 'secret'], 'at'), nullTokens: ['', '-1'], file: { tsvQuote: '"', format: 'csv' } },
        integer('count', { min: -1 }),
        text('secret', { maxBytes: 9, mask: 'sha256', minBytes: 0 }),
        integer('at'),
        boolean('flag', { trueTexts: ['1'], falseTexts: [''], nullTokens: ['?'] }),
        list('tags', { maxBytes: 9, separator: ';' }),
        json('rest', { maxBytes: 65_535, trim: true, mask: 'redact', nullable: true }),
        double('x', { mask: 'drop' }),
        integer('odd', { from: 'constructor', default: '0', nullable: true }),
      ),
    ).toEqual([]);
  });

  it('reports every problem at once', () => {
    const key = { mode: 'upsert', key: ['id', 'nothing'] } as const;
    const problems = problemsOf(
      { name: 'Films', load: key, nullTokens: ['\0'] },
      text('id', { maxBytes: 99_999 }),
    );
    expect(problems).toEqual([
      'name "Films": not kebab case',
      'column "id": defined twice',
      'source "id": read by two columns',
      'column "id": maxBytes is 1 to 65535',
      'nullTokens: a text with NUL, a lone surrogate, U+FFFE or U+FFFF',
      'column "nothing" (key): not defined',
    ]);
    expect(new ContractError('films', problems).message).toContain('contract films: name "Films"');
  });
});

describe('defineRejectsOnly', () => {
  it('is for datasets whose records are all bad', () => {
    const dataset = defineRejectsOnly({ name: 'odd', version: 1, table, load: { mode: 'append' } });
    expect(dataset.columns).toEqual([]);
  });

  it('refuses what else cannot hold', () => {
    const named = { name: 'odd', version: 0, table, load: { mode: 'append' } } as const;
    expect(() => defineRejectsOnly(named)).toThrow(ContractError);
  });
});
