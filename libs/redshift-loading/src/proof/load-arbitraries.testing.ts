import type { Dataset, Row } from '@sluice/contracts';
import { at, fileSource, streamSource, type TestSource } from '@sluice/load-model';
import fc from 'fast-check';

/** Few keys, few values and few times, so that copies, ties and late data are the rule. */
const recordOf: Readonly<Record<string, (key: number, value: number) => Row>> = {
  prices: (key, value) => [`k${key}`, value, null],
  stock: (key, value) => [`k${key}`, 'p', value % 3],
  accounts: (key, value) => [`k${key}`, `o${value}`, null, at(value % 3), value % 4 === 0 ? true : null],
  visits: (key, value) => [`k${key}`, value],
  clicks: (key, value) => [`k${key}`, at(0), value],
  snapshots: (key, value) => [`k${key}`, String(value), null, null, null],
};

export function testRecord({ name }: Dataset, key: number, value: number): Row {
  const record = recordOf[name];
  if (record === undefined) throw new RangeError(`no records of ${name}`);
  return record(key, value);
}

/** Less than half of the window of events. */
const time = (count: number): string => at(count * 1500);

const draft = fc.record({ key: fc.nat(3), value: fc.nat(9), isBad: fc.nat(5).map((n) => n === 0) });
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

/** What arrives over time: versions of files, some with the same bytes, and batches that pack the same records anew. */
export function arrivals(dataset: Dataset): fc.Arbitrary<readonly TestSource[]> {
  const values = ({ key, value, isBad }: Draft): Row | null =>
    isBad ? null : testRecord(dataset, key, value);
  const file = fc.record({ body: fc.nat(2), arrived: fc.nat(6), key: fc.nat(1), contract: fc.nat(5) });
  const streamed = fc.tuple(draft, fc.nat(6));
  return fc
    .record({
      bodies: fc.array(fc.array(draft, { maxLength: 5 }), { minLength: 3, maxLength: 3 }),
      files: fc.array(file, { minLength: 2, maxLength: 7 }),
      records: fc.array(streamed, { minLength: 1, maxLength: 8 }),
      batches: fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
    })
    .map(({ bodies, files, records, batches }) => [
      ...files.map(({ body, arrived, key, contract }, number) =>
        fileSource(`v${number}`, time(arrived), (bodies[body] ?? []).map(values), {
          key: `${key}.tsv`,
          checksum: `body-${body}`,
          contractVersion: contract === 0 ? 2 : 1,
        }),
      ),
      ...batches.map((picks, number) =>
        streamSource(
          String(number),
          picks.map((pick) => {
            const id = pick % records.length;
            const [drafted, arrived] = records[id] as (typeof records)[number];
            return { id: `s/0:${id}`, arrivedAt: time(arrived), values: values(drafted) };
          }),
        ),
      ),
    ]);
}
