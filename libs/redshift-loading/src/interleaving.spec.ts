import type { Dataset } from '@sluice/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LoadModel } from './load-model.testing.js';
import {
  at,
  clicks,
  fileSource,
  prices,
  stock,
  streamSource,
  visits,
  type TestSource,
} from './staged-load.testing.js';
import { TestWarehouse } from './warehouse.testing.js';

const datasets = [prices, stock, visits, clicks];

/** Few keys and few times, so that copies, ties and late data are the rule. */
const recordOf: Record<string, (key: number, value: number) => (string | number | null)[]> = {
  prices: (key, value) => [`k${key}`, value, null],
  stock: (key, value) => [`k${key}`, 'p', value % 3],
  visits: (key, value) => [`k${key}`, value],
  clicks: (key, value) => [`k${key}`, at(0), value],
};
const hours = (count: number): string => at(count * 1500);

function sourcesOf(dataset: Dataset): fc.Arbitrary<readonly TestSource[]> {
  const record = recordOf[dataset.name] as (key: number, value: number) => (string | number | null)[];
  const content = fc.array(fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 5 });
  const files = fc
    .array(fc.record({ body: fc.nat(2), arrived: fc.nat(6), key: fc.nat(1) }), { maxLength: 4 })
    .chain((versions) =>
      fc.tuple(...[0, 1, 2].map(() => content)).map((bodies) =>
        versions.map(({ body, arrived, key }, number) =>
          fileSource(
            `v${number}`,
            hours(arrived),
            (bodies[body] ?? []).map(([k, value, bad]) => (bad === 0 ? null : record(k, value))),
            { key: `${key}.tsv`, checksum: `body-${body}` },
          ),
        ),
      ),
    );
  // The stream's records are fixed; batches are any choice of them, as retries and replays pack them.
  const streams = fc
    .array(fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9), fc.nat(6)), { minLength: 1, maxLength: 8 })
    .map((records) =>
      records.map(([key, value, bad, arrived], number) => ({
        id: `s/0:${number}`,
        arrivedAt: hours(arrived),
        values: bad === 0 ? null : record(key, value),
      })),
    )
    .chain((records) =>
      fc
        .array(fc.array(fc.constantFrom(...records), { minLength: 1, maxLength: 6 }), {
          minLength: 1,
          maxLength: 4,
        })
        .map((batches) => batches.map((batch, number) => streamSource(String(number), batch))),
    );
  return fc.tuple(files, streams).map(([some, others]) => [...some, ...others]);
}

/** Each load takes some of the sources, again and in any order. */
const interleaving = (dataset: Dataset) =>
  sourcesOf(dataset).chain((sources) =>
    fc.array(fc.uniqueArray(fc.constantFrom(...sources), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    }),
  );

describe.each(datasets.map((dataset) => [dataset.name, dataset] as const))('%s', (_, dataset) => {
  it('is as the model after any interleaving of loads', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(interleaving(dataset), fc.nat(40), async (loads, lostAfter) => {
        const warehouse = await TestWarehouse.create([dataset]);
        try {
          const model = new LoadModel(dataset);
          for (const [number, sources] of loads.entries()) {
            // A load that is cut off before its commit has no effect, one that is repeated has one.
            if (number % 3 === 1)
              await warehouse
                .load(dataset, `load-${number}`, sources, { stopAfter: Math.min(lostAfter, 12) })
                .catch(() => undefined);
            const answer = await warehouse.load(dataset, `load-${number}`, sources);
            if (number % 3 === 2)
              expect(await warehouse.load(dataset, `load-${number}`, sources)).toEqual(answer);
            model.load(sources);
            for (const row of answer) {
              const entry = model.ledger.get(row.sourceId);
              expect([row.state, row.duplicateOf]).toEqual([entry?.state, entry?.duplicateOf]);
              const { loaded, deduplicated, quarantined } = row;
              expect({ loaded, deduplicated, quarantined }).toEqual(entry?.sums);
              expect(loaded + deduplicated + quarantined).toBe(row.recordsRead);
            }
          }
          const rows = (await warehouse.rows(dataset)).map((row) => [
            row['_record_id'],
            Object.values(row)[0],
          ]);
          expect(rows.sort()).toEqual(model.rows.map(({ recordId, values }) => [recordId, values[0]]).sort());
          const rejects = await warehouse.rows(dataset, 'rejects');
          expect(rejects.map((row) => [row['_record_id'], row['source_id']]).sort()).toEqual(
            [...model.rejects].sort(),
          );
          expect(await warehouse.rows(dataset, 'ledger')).toHaveLength(model.ledger.size);
        } finally {
          warehouse.close();
        }
      }),
      { seed: 20260301, numRuns: 8 },
    );
  });
});

describe('versions of one object', () => {
  it('leave the same table in whatever order they are loaded', { timeout: 60_000 }, async () => {
    const versions = fc
      .array(fc.tuple(fc.nat(2), fc.uniqueArray(fc.nat(3), { minLength: 1 })), { minLength: 2, maxLength: 5 })
      .map((drafts) =>
        drafts.map(([body], number) =>
          fileSource(
            `v${number}`,
            hours(number),
            (drafts.find(([other]) => other === body)?.[1] ?? []).map((key) => [`k${key}`, body, null]),
            { checksum: `body-${body}` },
          ),
        ),
      );
    const shuffled = versions.chain((sources) =>
      fc.tuple(
        fc.constant(sources),
        fc.shuffledSubarray([...sources], { minLength: sources.length, maxLength: sources.length }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([inOrder, anyOrder]) => {
        const warehouse = await TestWarehouse.create([prices]);
        try {
          for (const [number, source] of anyOrder.entries())
            await warehouse.load(prices, `load-${number}`, [source]);
          const expected = new Map<string, unknown>();
          for (const { records } of inOrder)
            for (const { values } of records) expected.set(String(values?.[0]), values?.[1]);
          expect((await warehouse.values(prices)).map(([key, price]) => [key, price])).toEqual(
            [...expected].sort(),
          );
        } finally {
          warehouse.close();
        }
      }),
      { seed: 7, numRuns: 8 },
    );
  });
});
