import { describe, expect, it } from 'vitest';
import { format } from 'prettier';
import type { Dataset, DatasetDefinition } from '../dataset.js';
import { datasets } from '../datasets/registry.js';
import { integer, text } from '../define-column.js';
import { checkContracts, isAccepted, type ContractFinding } from './check-contracts.js';
import { describeContract } from './contract-description.js';
import { reportFindings } from './report-findings.js';
import { shopColumns, shopContract, withColumn } from './shop-contract.testing.js';
import { snapshotText } from './snapshot-file.js';

/** A folder of snapshots, as it is after `--write`. */
class Folder {
  readonly files = new Map<string, string>();

  check(...contracts: Dataset[]): ContractFinding {
    return checkContracts(contracts, this.files)[0] as ContractFinding;
  }

  record(dataset: Dataset): string[] {
    const { writes } = this.check(dataset);
    for (const { name, text: content } of writes) this.files.set(name, content);
    return writes.map(({ name }) => name);
  }
}

const recorded = (dataset = shopContract()): Folder => {
  const folder = new Folder();
  folder.record(dataset);
  return folder;
};
const grown = (changes: Partial<DatasetDefinition> = {}, ...names: string[]) =>
  shopContract({
    columns: [...shopColumns, ...names.map((name) => integer(name, { nullable: true }))],
    ...changes,
  });

describe('checkContracts', () => {
  it('wants a snapshot of a new contract, then nothing', () => {
    const folder = new Folder();
    expect(folder.check(shopContract()).status).toBe('new');
    expect(folder.record(shopContract())).toEqual(['shop-sales.v1.json']);
    expect(folder.check(shopContract())).toMatchObject({ status: 'unchanged', changes: [], writes: [] });
  });

  it('wants additive changes recorded, each with its migration', () => {
    const folder = recorded();
    const first = folder.check(grown({}, 'size'));
    expect([first.status, isAccepted(first)]).toEqual(['additive', false]);
    expect(folder.record(grown({}, 'size'))).toEqual(['shop-sales.v1.json', 'shop-sales.v1.1.sql']);
    expect(folder.record(grown({}, 'size', 'colour'))).toEqual(['shop-sales.v1.json', 'shop-sales.v1.2.sql']);
    expect(folder.files.get('shop-sales.v1.2.sql')).toContain(
      'ALTER TABLE "shop"."sales" ADD COLUMN "colour" INTEGER;',
    );
    expect(folder.check(grown({}, 'size', 'colour')).status).toBe('unchanged');
  });

  it('writes no migration where the table need not follow', () => {
    expect(recorded().record(shopContract({ maxRejectRatio: 0.5 }))).toEqual(['shop-sales.v1.json']);
  });

  it('lets neutral changes pass, and records them with the rest', () => {
    const folder = recorded();
    const finding = folder.check(shopContract({ description: 'Other.' }));
    expect([finding.status, isAccepted(finding)]).toEqual(['neutral', true]);
    folder.record(shopContract({ description: 'Other.' }));
    expect(folder.check(shopContract({ description: 'Other.' })).status).toBe('unchanged');
  });

  it('refuses a breaking change until the version says so, and never records it before', () => {
    const folder = recorded();
    const broken = withColumn('weight');
    const refused = folder.check(broken);
    expect([refused.status, isAccepted(refused), refused.writes]).toEqual(['breaking', false, []]);

    const bumped = { ...broken, version: 2 };
    expect(folder.check(bumped)).toMatchObject({ status: 'bumped', changes: [{ column: 'weight' }] });
    expect(folder.record(bumped)).toEqual(['shop-sales.v2.json']);
    expect(folder.check(bumped).status).toBe('unchanged');
    expect([...folder.files.keys()]).toEqual(['shop-sales.v1.json', 'shop-sales.v2.json']);
  });

  it('writes what a new version asks of the table, as step 0', () => {
    const folder = recorded();
    expect(folder.record(grown({ version: 2, load: { mode: 'append' } }, 'size'))).toEqual([
      'shop-sales.v2.json',
      'shop-sales.v2.0.sql',
    ]);
  });

  it.each<[string, number, string[], RegExp]>([
    ['goes back', 1, [], /version 2 is recorded already/],
    ['leaves a gap', 4, [], /version 4 leaves a gap behind 2: set 3/],
  ])('refuses a version that %s', (_, version, _files, problem) => {
    const folder = recorded();
    folder.record(shopContract({ version: 2 }));
    const finding = folder.check(shopContract({ version }));
    expect(finding).toMatchObject({ status: 'invalid', problem: expect.stringMatching(problem), writes: [] });
  });

  it('refuses snapshots that do not fit together', () => {
    const folder = recorded();
    folder.record(shopContract({ version: 2 }));
    folder.record(shopContract({ version: 3 }));
    folder.files.delete('shop-sales.v2.json');
    expect(folder.check(shopContract({ version: 3 })).problem).toMatch(/v2\.json is missing: restore it/);
    folder.files.set('shop-sales.v2.json', '');
    folder.files.set('shop-sales.v3.json', '{');
    expect(folder.check(shopContract({ version: 3 })).problem).toMatch(
      /v3\.json cannot be read \(not JSON\)/,
    );
    folder.files.set('shop-sales.v3.json', snapshotText(describeContract(shopContract())));
    expect(folder.check(shopContract({ version: 3 })).problem).toMatch(/describes shop-sales v1/);
  });

  it('sees that a contract is gone', () => {
    const folder = recorded();
    folder.record(shopContract({ version: 2 }));
    expect(folder.check()).toMatchObject({
      dataset: 'shop-sales',
      status: 'removed',
      version: 2,
      writes: [],
    });
    expect(checkContracts([], folder.files, (name) => name === 'other')).toEqual([]);
  });

  it('leaves files of other names alone', () => {
    const files = new Map([['README.md', '']]);
    expect(checkContracts([], files)).toEqual([]);
  });
});

it('snapshots stand as the repository formats JSON', async () => {
  const long = shopContract({
    columns: [...shopColumns, text('kind', { maxBytes: 9, enum: 'abcdefghijklmnopqrstuvwxyz'.split('') })],
  });
  for (const dataset of [...datasets, shopContract(), long]) {
    const snapshot = snapshotText(describeContract(dataset));
    expect(snapshot).toBe(await format(snapshot, { parser: 'json', printWidth: 110 }));
  }
});

describe('reportFindings', () => {
  it('tells each change, why, and what to do with the contract', () => {
    const finding = recorded().check(
      withColumn('pieces', integer('pieces', { from: 'qty', min: 2, max: 200 })),
    );
    expect(reportFindings([finding])).toBe(`shop-sales v1: BREAKING changes without a new version
  breaking  pieces: least value 1 became 2
    why     Records that were accepted are refused, replays of older ones too.
    remedy  See with \`sluice clean\` and a recent file how many records it would refuse, and agree with whoever delivers them.
  additive  pieces: greatest value 100 became 200
    why     All that was accepted stays accepted; readers may meet values that were not there before.
  Take the breaking changes back; or make them on purpose, when everybody they touch knows:
  set \`version: 2\` and, as it reads no records of v1 any more, \`acceptsFrom: 2\` in the contract, then npx sluice contract check --write
`);
  });

  it('tells what a new version asks of its deployment, and what was written', () => {
    const finding = recorded().check({ ...withColumn('weight'), version: 2 });
    for (const written of [false, true])
      expect(reportFindings([finding], written)).toContain('row batches of v1 that are in flight');
    expect(reportFindings([finding], true)).toContain(
      '  wrote libs/contracts/snapshots/shop-sales.v2.json\n',
    );
  });
});
