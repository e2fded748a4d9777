import { loadableDatasets } from '@sluice/contracts';
import { describe, expect, it, vi } from 'vitest';
import { testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { catalog, type CatalogRow } from './catalog.testing.js';
import { unmetPreconditions } from './preconditions.js';

const stop = () => new AbortController().signal;

/** An environment whose catalog is this. */
function asking(answer: CatalogRow[] | Error | Promise<never>): TestEnvironment {
  const environment = testEnvironment();
  return {
    ...environment,
    probe: {
      query: async () => {
        if (answer instanceof Error) throw answer;
        return { columns: [], rows: await answer };
      },
    },
  };
}

describe('preconditions', () => {
  it('hold where every table is as its contract needs it, and both buckets can be written', async () => {
    const environment = asking(catalog());
    expect(await unmetPreconditions(environment, stop())).toEqual([]);
    expect(await unmetPreconditions(environment, stop())).toEqual([]);
    const keys = environment.effects.map((effect) => (effect.do === 'put' ? effect.key : effect.do));
    expect([...new Set(keys)].sort()).toEqual(['quarantine/probe/task', 'staging/probe/task']);
  });

  it('hold beside what a newer contract has got: longer texts, columns that may be null, and no view', async () => {
    const newer = catalog().map((row): CatalogRow => {
      const [schema, table, name, type, length, ...rest] = row;
      return [schema, table, name, type, length === null ? null : length + 1, ...rest];
    });
    const added: CatalogRow = ['imdb', 'title_basics', 'votes', 'integer', null, null, null, 'YES', null];
    expect(await unmetPreconditions(asking([...newer, added]), stop())).toEqual([]);
  });

  it('say which table lacks what and what to do', async () => {
    const lacking = catalog().filter(([, table, name]) => table !== 'title_ratings' || name !== 'num_votes');
    const fault =
      'imdb.title_ratings (dataset title-ratings) lacks the column num_votes: loads need it as INTEGER';
    expect(await unmetPreconditions(asking(lacking), stop())).toEqual([
      {
        what: 'tables are not as the contracts need them; run `sluice migrate`',
        detail: fault,
        fields: { faults: [fault], count: 1 },
      },
    ]);
    const [nothing] = await unmetPreconditions(asking([]), stop());
    expect(nothing?.fields).toMatchObject({ count: 4 * loadableDatasets.length });
  });

  it('say all that does not hold at once', async () => {
    const environment = asking(new Error('no route'));
    environment.objects.upload = async ({ bucket }) => {
      throw new Error(`${bucket} denied`);
    };
    const unmet = await unmetPreconditions(environment, stop());
    expect(unmet.map(({ what, detail }) => [what, detail])).toEqual([
      ['the warehouse cannot be asked', 'no route'],
      ['the staging bucket cannot be written and read', 'staging denied'],
      ['the quarantine bucket cannot be written', 'quarantine denied'],
    ]);
  });

  it('do not hold where what was staged cannot be read back', async () => {
    const environment = asking(catalog());
    environment.objects.read = async () => undefined;
    expect(await unmetPreconditions(environment, stop())).toMatchObject([
      { what: 'the staging bucket does not keep what is written' },
    ]);
  });

  it('do not wait for an answer that does not come, nor beyond the order to stop', async () => {
    vi.useFakeTimers();
    try {
      const never = new Promise<never>(() => undefined);
      const asked = unmetPreconditions(asking(never), stop());
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await asked).toMatchObject([{ detail: 'no answer within 60 s' }]);
      const controller = new AbortController();
      const stopped = unmetPreconditions(asking(never), controller.signal);
      controller.abort(new Error('stopping'));
      expect(await stopped).toMatchObject([{ detail: 'stopping' }, {}, {}]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
