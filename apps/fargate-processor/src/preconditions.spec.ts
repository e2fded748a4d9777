import { loadableDatasets } from '@sluice/contracts';
import { expectedTables } from '@sluice/redshift-loading';
import { describe, expect, it, vi } from 'vitest';
import { testEnvironment } from './environment.testing.js';
import { preconditionsHold } from './preconditions.js';

type CatalogRow = [string, string, string, string, number | null, number | null, number | null, string, null];

/** The catalog of a warehouse that is as the contracts have it. */
const catalog = (): CatalogRow[] =>
  loadableDatasets.flatMap(expectedTables).flatMap(({ table, columns }) =>
    columns.map(({ name, type, notNull }): CatalogRow => {
      const [, word = type, ...sizes] = /^(\w+)\((\d+)(?:,(\d+))?\)$/.exec(type) ?? [];
      const [first = null, second = null] = sizes.map((size) => (size === undefined ? null : Number(size)));
      const names: Record<string, string> = {
        VARCHAR: 'character varying',
        DECIMAL: 'numeric',
        TIMESTAMP: 'timestamp without time zone',
      };
      const length = word === 'VARCHAR' ? first : null;
      const [precision, scale] = word === 'DECIMAL' ? [first, second] : [null, null];
      const dataType = names[word] ?? word.toLowerCase();
      return [
        table.schema,
        table.name,
        name,
        dataType,
        length,
        precision,
        scale,
        notNull ? 'NO' : 'YES',
        null,
      ];
    }),
  );

/** A processor that is told to stop after so many looks at the warehouse; what it says. */
async function look(answers: readonly (CatalogRow[] | Error)[]) {
  const stop = new AbortController();
  const errors: { what: Record<string, unknown>; message: string }[] = [];
  const environment = testEnvironment();
  let looks = 0;
  environment.warehouse.query = () => {
    const answer = answers[looks];
    looks += 1;
    if (looks >= answers.length) stop.abort();
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve({ columns: [], rows: answer ?? [] });
  };
  const logger = vi.spyOn(environment.logger, 'error');
  const halted = vi.spyOn(environment.metrics, 'count');
  const held = await preconditionsHold(environment, stop.signal);
  for (const [what, message] of logger.mock.calls as unknown as [Record<string, unknown>, string][])
    errors.push({ what, message });
  return { held, errors, halts: halted.mock.calls };
}

describe('preconditions', () => {
  it('hold where every table is as its contract needs it', async () => {
    expect(await look([catalog(), catalog()])).toEqual({ held: true, errors: [], halts: [] });
  });

  it('hold beside what a newer contract has got: longer texts, columns that may be null, and no view', async () => {
    const newer = catalog().map((row): CatalogRow => {
      const [schema, table, name, type, length, ...rest] = row;
      return [schema, table, name, type, length === null ? null : length + 1, ...rest];
    });
    const added: CatalogRow = ['imdb', 'title_basics', 'votes', 'integer', null, null, null, 'YES', null];
    expect((await look([[...newer, added], []])).held).toBe(true);
  });

  it('halt, and say which table lacks what and what to do, until it is there', async () => {
    const lacking = catalog().filter(([, table, name]) => table !== 'title_ratings' || name !== 'num_votes');
    const { held, errors, halts } = await look([lacking, new Error('no route'), catalog(), catalog()]);
    expect(held).toBe(true);
    expect(errors).toEqual([
      {
        what: {
          faults: [
            'imdb.title_ratings (dataset title-ratings) lacks the column num_votes: loads need it as INTEGER',
          ],
          count: 1,
        },
        message: 'halted: tables are not as the contracts need them; run `sluice migrate`',
      },
      { what: { err: new Error('no route') }, message: 'halted: the warehouse cannot be asked' },
    ]);
    expect(halts).toEqual([
      ['Halted', 1],
      ['Halted', 1],
    ]);
  });

  it('end with the order to stop', async () => {
    const { held, errors } = await look([[]]);
    expect(held).toBe(false);
    expect(errors[0]?.what).toMatchObject({ count: 4 * loadableDatasets.length });
  });
});
