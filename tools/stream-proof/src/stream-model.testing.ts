import { expect } from 'vitest';
import type { Fate } from './fate.js';
import { recordIdOf, type PutItem } from './producer.testing.js';
import { placeKey } from './shards.testing.js';
import type { Sums, WarehouseContents } from './warehouse-contents.testing.js';

/** A payload with its identity. */
interface Known {
  readonly name: string;
  readonly recordId: string;
  readonly arrivedAtMs: number;
  readonly fate: Fate;
}

type Of<K extends Fate['kind'], D extends string = string> = Known & {
  readonly fate: Extract<Fate, { kind: K; dataset: D }>;
};

/** What must stand in the warehouse, by what was put on the stream and nothing else. */
export class StreamModel {
  readonly #put: PutItem[] = [];

  constructor(private readonly stream: string) {}

  add(put: readonly PutItem[]): void {
    this.#put.push(...put);
  }

  /** The bytes of every payload that must be quarantined, by record id. */
  rawRecords(): ReadonlyMap<string, { readonly name: string; readonly raw: Uint8Array }> {
    return new Map(
      this.#put.flatMap(({ item: { name, payloads }, place: recordPlace }) =>
        payloads.flatMap(({ place, fate }) =>
          fate.kind === 'row'
            ? []
            : [[recordIdOf(this.stream, recordPlace, place), { name, raw: fate.raw }] as const],
        ),
      ),
    );
  }

  /**
   * Expects exactly what the model says.
   * @param arrivals by `placeKey`, as the stream tells them
   * @param deliveries `once`: nothing came twice, so that the ledger's sums are known as well
   */
  expectIn(
    contents: WarehouseContents,
    arrivals: ReadonlyMap<string, number>,
    deliveries: 'once' | 'often',
  ): void {
    const known = this.#known(arrivals);
    expectRejects(contents, known.filter(isReject));
    expectRatings(contents, known.filter(isRating));
    expectTitles(contents, known.filter(isTitle));
    this.#expectSums(contents, known, deliveries);
  }

  #known(arrivals: ReadonlyMap<string, number>): readonly Known[] {
    return this.#put.flatMap(({ item, place }) => {
      const arrivedAtMs = arrivals.get(placeKey(place));
      if (arrivedAtMs === undefined) throw new Error(`the stream has no record ${placeKey(place)}`);
      return item.payloads.map((payload) => ({
        name: item.name,
        recordId: recordIdOf(this.stream, place, payload.place),
        arrivedAtMs,
        fate: payload.fate,
      }));
    });
  }

  #expectSums(
    { ledger, ratings, titles, rejects }: WarehouseContents,
    known: readonly Known[],
    deliveries: 'once' | 'often',
  ): void {
    for (const dataset of new Set(known.map(({ fate }) => fate.dataset))) {
      const sums: Sums | undefined = ledger[dataset];
      const { read = NaN, loaded = NaN, deduplicated = NaN, quarantined = NaN } = sums ?? {};
      const put = known.filter(({ fate }) => fate.dataset === dataset).length;
      expect(loaded + deduplicated + quarantined, `${dataset}: every record read is accounted for`).toBe(
        read,
      );
      if (deliveries === 'once') expect(read, `${dataset}: read`).toBe(put);
      else expect(read, `${dataset}: read`).toBeGreaterThanOrEqual(put);
      expect(quarantined, `${dataset}: quarantined`).toBe(
        rejects.filter((reject) => reject.dataset === dataset).length,
      );
      // An upserted row may have been inserted once and updated since.
      if (dataset === 'title-ratings') expect(loaded, 'title-ratings: loaded').toBe(ratings.length);
      if (dataset === 'title-basics') expect(loaded).toBeGreaterThanOrEqual(titles.length);
    }
  }
}

const isReject = (known: Known): known is Of<'reject'> => known.fate.kind === 'reject';
const isRating = (known: Known): known is Of<'row', 'title-ratings'> =>
  known.fate.kind === 'row' && known.fate.dataset === 'title-ratings';
const isTitle = (known: Known): known is Of<'row', 'title-basics'> =>
  known.fate.kind === 'row' && known.fate.dataset === 'title-basics';

const sorted = <T extends { readonly recordId: string }>(items: readonly T[]): readonly T[] =>
  [...items].sort(({ recordId: one }, { recordId: other }) => (one < other ? -1 : 1));

function expectRejects({ rejects }: WarehouseContents, known: readonly Of<'reject'>[]): void {
  const names = new Map(known.map(({ recordId, name }) => [recordId, name]));
  expect(
    rejects.map(({ rawLocation: _raw, recordId, ...rest }) => ({
      name: names.get(recordId) ?? 'put by nobody',
      recordId,
      ...rest,
    })),
    'rejects',
  ).toEqual(
    sorted(known).map(({ name, recordId, arrivedAtMs, fate: { dataset, reason } }) => ({
      name,
      recordId,
      arrivedAtMs,
      dataset,
      reason,
      state: 'quarantined',
    })),
  );
}

/** Each event once, under the identity of one of its copies. */
function expectRatings({ ratings }: WarehouseContents, known: readonly Of<'row', 'title-ratings'>[]): void {
  const copies = groupBy(known, ({ fate }) => JSON.stringify(fate.row));
  const found = new Map(ratings.map((row) => [row.recordId, row]));
  const expected = [...copies.values()].map((alike) => {
    const stands = alike.find(({ recordId }) => found.has(recordId)) ?? alike[0];
    if (stands === undefined) throw new Error('a group has a member');
    return { recordId: stands.recordId, arrivedAtMs: stands.arrivedAtMs, ...stands.fate.row };
  });
  expect(ratings, 'title-ratings').toEqual(sorted(expected));
}

/** Of each title the version that arrived last; of two that arrived in the same millisecond, the greater record id. */
function expectTitles({ titles }: WarehouseContents, known: readonly Of<'row', 'title-basics'>[]): void {
  const newest = new Map<string, Of<'row', 'title-basics'>>();
  for (const version of known) {
    const other = newest.get(version.fate.row.tconst);
    if (other === undefined || isNewer(version, other)) newest.set(version.fate.row.tconst, version);
  }
  expect(titles, 'title-basics').toEqual(
    sorted([...newest.values()]).map(({ recordId, arrivedAtMs, fate: { row } }) => ({
      recordId,
      arrivedAtMs,
      ...row,
    })),
  );
}

const isNewer = (one: Known, other: Known): boolean =>
  one.arrivedAtMs === other.arrivedAtMs ? one.recordId > other.recordId : one.arrivedAtMs > other.arrivedAtMs;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
