import { replaySource, type TestSource } from '@sluice/load-model';
import fc from 'fast-check';
import { testRecord } from './load-arbitraries.testing.js';
import { planLoad } from '../load/plan-load.js';
import { requestFor } from './staged-rows.testing.js';
import { compareBoth, loadBoth, pick, type Interleaving, type LoadStep } from './interleaving-run.testing.js';

const step = (name: string, run: LoadStep['run'], check: LoadStep['check'] = () => true): LoadStep => ({
  check,
  run: async (expected, real) => {
    await run(expected, real);
    await compareBoth(real, expected);
  },
  toString: () => name,
});

const picks = fc.array(fc.nat(11), { minLength: 1, maxLength: 4 });

const load = picks.map((chosen) =>
  step(`load ${chosen.join()}`, (expected, run) => loadBoth(run, expected, pick(run.arrived, chosen))),
);

/** The commit came through, its answer did not. */
const answerLost = fc.constant(
  step('run the last load again', async (_, { warehouse, dataset, last }) => {
    if (last !== undefined) await warehouse.load(dataset, last.loadId, last.sources);
  }),
);

/** The session ends before COMMIT; some time later the same sources are loaded. */
const cutOff = fc.tuple(picks, fc.nat(39), fc.boolean()).map(([chosen, statements, isRetried]) =>
  step(
    `load ${chosen.join()}, cut off after ${statements}${isRetried ? ', and again' : ''}`,
    async (expected, run) => {
      const sources = pick(run.arrived, chosen);
      const loadId = `load-${run.loads + 1}`;
      const { length } = planLoad(requestFor(run.dataset, loadId, sources));
      await run.warehouse.load(run.dataset, loadId, sources, { stopAfter: statements % (length + 1) }).then(
        () => {
          throw new Error('it was not cut off');
        },
        (error: Error) => {
          if (error.message !== 'the connection was lost') throw error;
        },
      );
      if (isRetried) await loadBoth(run, expected, sources);
    },
  ),
);

const together = fc.tuple(picks, picks, fc.option(picks, { nil: undefined })).map((groups) => {
  const chosen = groups.filter((group) => group !== undefined);
  return step(`at once: ${chosen.map((group) => group.join()).join(' | ')}`, async (expected, run) => {
    await loadTogether(
      run,
      expected.model,
      chosen.map((group) => pick(run.arrived, group)),
    );
  });
});

/** Loaders on several connections; whoever has the lock first is first. Where there is one session, one by one. */
async function loadTogether(
  run: Interleaving,
  model: { load(sources: readonly TestSource[], loadId: string): void },
  groups: readonly (readonly TestSource[])[],
): Promise<void> {
  const loads = groups.map((sources, number) => ({ sources, loadId: `load-${run.loads + number + 1}` }));
  run.loads += loads.length;
  const inOrder: typeof loads = [];
  const start = ({ sources, loadId }: (typeof loads)[number]) =>
    run.warehouse.load(run.dataset, loadId, sources, {
      onLocked: () => inOrder.push({ sources, loadId }),
    });
  if (run.warehouse.engine.sessions > 1) await Promise.all(loads.map(start));
  else for (const each of loads) await start(each);
  for (const { sources, loadId } of inOrder) model.load(sources, loadId);
  run.last = loads.at(-1);
}

const replayAll = fc.boolean().map((isReversed) =>
  step(`replay everything${isReversed ? ', backwards' : ''}`, async (expected, run) => {
    const known = [...expected.model.ledger.values()].map(({ source }) => source);
    if (known.length > 0) await loadBoth(run, expected, isReversed ? known.reverse() : known);
  }),
);

/** What was quarantined comes again under its own identity: mended, or as bad as it was. */
const mend = fc.tuple(picks, fc.nat(3), fc.nat(9), fc.boolean()).map(([chosen, key, value, isBad]) =>
  step(`replay rejects ${chosen.join()} as ${isBad ? 'bad' : `k${key}=${value}`}`, async (expected, run) => {
    const rejects = [...expected.model.rejects];
    if (rejects.length === 0) return;
    const ids = new Set(chosen.map((number) => number % rejects.length));
    const records = [...ids].map((number) => {
      const [id, { arrivedAt }] = rejects[number] as (typeof rejects)[number];
      return { id, arrivedAt, values: isBad ? null : testRecord(run.dataset, key, value) };
    });
    await loadBoth(run, expected, [replaySource(`after-${run.loads}`, records)]);
  }),
);

export const loadSteps: readonly fc.Arbitrary<LoadStep>[] = [
  load,
  load,
  together,
  mend,
  answerLost,
  cutOff,
  replayAll,
];
