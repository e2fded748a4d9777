import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetDefinition } from '../dataset.js';
import { integer } from '../define-column.js';
import { checkContracts, isAccepted, type ContractFinding } from './check-contracts.js';
import { describeContract } from './contract-description.js';
import { reportFindings } from './report-findings.js';
import { shopColumns, shopContract } from './shop-contract.testing.js';
import { snapshotText } from './snapshot-file.js';

/** The contract with another range of pieces, without the column `weight`, and with new columns. */
interface Shape {
  readonly pieces?: { readonly min: number; readonly max: number };
  readonly weightless?: boolean;
  readonly columns?: DatasetDefinition['columns'];
}

const shop = (
  version: number,
  acceptsFrom: number | undefined,
  { pieces = { min: 1, max: 100 }, weightless = false, columns = [] }: Shape = {},
): Dataset =>
  shopContract({
    version,
    ...(acceptsFrom === undefined ? {} : { acceptsFrom }),
    columns: [
      ...shopColumns
        .filter(({ name }) => !(weightless && name === 'weight'))
        .map((column) => (column.name === 'pieces' ? integer('pieces', { from: 'qty', ...pieces }) : column)),
      ...columns,
    ],
  });

const narrow = { pieces: { min: 2, max: 100 } };

/** What is found of a contract when others are recorded, each as its version. */
function find(contract: Dataset, ...recorded: Dataset[]): ContractFinding {
  const files = new Map(
    recorded.map((dataset) => [
      `shop-sales.v${dataset.version}.json`,
      snapshotText(describeContract(dataset)),
    ]),
  );
  return checkContracts([contract], files)[0] as ContractFinding;
}

describe('acceptsFrom', () => {
  it('is 1 unless said, and does not stand in snapshots then', () => {
    expect(shopContract()).toMatchObject({ version: 1, acceptsFrom: 1 });
    expect(snapshotText(describeContract(shop(3, 1)))).not.toContain('acceptsFrom');
    expect(snapshotText(describeContract(shop(3, 2)))).toContain('"version": 3,\n  "acceptsFrom": 2,\n');
  });

  it.each([0, 3, 1.5, NaN, -1])('is a version of the contract, so of version 2 not %s', (acceptsFrom) => {
    expect(() => shop(2, acceptsFrom)).toThrow('acceptsFrom is a version, from 1 to the contract’s own');
    expect([shop(2, 1).acceptsFrom, shop(2, 2).acceptsFrom]).toEqual([1, 2]);
  });
});

describe('checkContracts holds acceptsFrom against every version that it names', () => {
  it('lets a breaking change pass that older records survive', () => {
    expect(find(shop(2, undefined, { weightless: true }), shop(1, undefined))).toMatchObject({
      status: 'bumped',
      acceptsFrom: 1,
      changes: [{ kind: 'breaking', breaksRecords: false }],
    });
  });

  it('refuses one that they would not survive, until acceptsFrom is raised', () => {
    const refused = find(shop(2, undefined, narrow), shop(1, undefined));
    expect(isAccepted(refused)).toBe(false);
    expect(refused).toMatchObject({
      status: 'unread',
      writes: [],
      unread: [{ version: 1, changes: [{ column: 'pieces', what: 'least value 1 became 2' }] }],
    });
    expect(find(shop(2, 2, narrow), shop(1, undefined))).toMatchObject({
      status: 'bumped',
      changes: [{ what: 'acceptsFrom 1 became 2' }, { what: 'least value 1 became 2' }],
      writes: [{ name: 'shop-sales.v2.json' }],
    });
  });

  it('looks at all of them, not at the newest alone', () => {
    const recorded = [shop(1, undefined), shop(2, 2, narrow), shop(3, 2, { ...narrow, weightless: true })];
    expect(find(shop(3, 2, { ...narrow, weightless: true }), ...recorded)).toMatchObject({
      status: 'unchanged',
    });
    // v2 read `weight` as a number, which a text is not: v3 did not read it any more.
    const weight = integer('weight_grams', { from: 'weight', nullable: true });
    const again = shop(3, 2, { ...narrow, weightless: true, columns: [weight] });
    expect(find(again, ...recorded)).toMatchObject({
      status: 'unread',
      changes: [{ kind: 'additive', what: 'nullable column added' }],
      unread: [{ version: 2, changes: [{ column: 'weight_grams' }] }],
    });
  });

  it('asks for a new version when it is raised, as for any change that refuses records', () => {
    const recorded = [shop(1, undefined), shop(2, undefined)];
    expect(find(shop(2, 2), ...recorded)).toMatchObject({
      status: 'breaking',
      changes: [{ kind: 'breaking', breaksRecords: false, what: 'acceptsFrom 1 became 2' }],
    });
    expect(find(shop(3, 2), ...recorded)).toMatchObject({ status: 'bumped' });
  });

  it('lets it be lowered where the records are still read', () => {
    const harmless = [shop(1, undefined), shop(2, 2)];
    expect(find(shop(2, undefined), ...harmless)).toMatchObject({
      status: 'additive',
      changes: [{ what: 'acceptsFrom 2 became 1' }],
      writes: [{ name: 'shop-sales.v2.json' }],
    });
    expect(find(shop(2, undefined, narrow), shop(1, undefined), shop(2, 2, narrow))).toMatchObject({
      status: 'unread',
      unread: [{ version: 1 }],
    });
  });

  it('wants a snapshot of each', () => {
    expect(find(shop(3, undefined), shop(2, undefined)).problem).toBe(
      'it says that it reads records of v1, of which there is no shop-sales.v1.json: restore it from the repository’s history, or set `acceptsFrom: 2`',
    );
    expect(find(shop(3, 2), shop(2, undefined)).status).toBe('bumped');
    expect(find(shop(3, undefined)).status).toBe('invalid');
    expect(find(shop(3, 3)).status).toBe('new');
  });
});

describe('reportFindings', () => {
  it('tells which version does not survive, by which change, and what to do', () => {
    const finding = find(
      shop(3, undefined, { ...narrow, weightless: true }),
      shop(1, undefined),
      shop(2, undefined),
    );
    expect(reportFindings([finding]))
      .toBe(`shop-sales v3: BREAKS RECORDS of v1, v2, which it says it reads (acceptsFrom: 1)
  breaking  weight: column removed
    why     Readers still ask for it. Files that still bring it are parked for header drift. The table keeps the column: new rows hold null in it, or cannot be inserted where it is NOT NULL.
    remedy  Tell the readers and whoever delivers it; when all are done, drop the column from the table by hand, before the deployment if it is NOT NULL.
  v2        pieces: least value 1 became 2
    why     Records that were accepted are refused, replays of older ones too.
    remedy  See with \`sluice clean\` and a recent file how many records it would refuse, and agree with whoever delivers them.
  v1        pieces: least value 1 became 2
    why     Records that were accepted are refused, replays of older ones too.
    remedy  See with \`sluice clean\` and a recent file how many records it would refuse, and agree with whoever delivers them.
  Mend the contract so that it reads them with the same values; or refuse them, when no producer says such a
  version any more and nobody replays it: set \`acceptsFrom: 3\` in the contract, then npx sluice contract check --write
`);
  });

  it('tells what becomes of older records and batches at the deployment', () => {
    const breaking = [
      find(shop(2, 2, narrow), shop(1, undefined)),
      find(shop(2, undefined, { weightless: true }), shop(1, undefined)),
    ].map((finding) => reportFindings([finding]));
    expect(breaking[0]).toContain(
      'row batches of v1 that are in flight are parked: let the rows lane run empty first.',
    );
    expect(breaking[1]).toContain(
      'row batches of v1 that are in flight are loaded by the names of their columns.',
    );
  });
});
