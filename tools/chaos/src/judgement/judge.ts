import type { ChaosBed } from '../bed/chaos-bed.js';
import { expectationOf, type Expectation } from './expectation.js';
import type { Finding } from './finding.js';
import { judgeSources } from './judge-sources.js';
import { judgeTables } from './judge-tables.js';
import { messagesLeft, parkedObjects, runningStatements } from './left-behind.js';
import { landedVersions, streamedRecords } from './truth.js';
import { readWarehouse, type LedgerEntry } from './warehouse-contents.js';

/** Sums of the ledger. */
export interface Sums {
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly sums: Sums;
}

/** What was handed in, as AWS itself has it: to be read once nothing more is. */
export async function readExpectation({ stack, stream, files }: ChaosBed): Promise<Expectation> {
  const { clients, names } = stack;
  const [records, versions] = await Promise.all([
    streamedRecords(clients.kinesis, names.stream),
    landedVersions(clients.s3, names.landingBucket),
  ]);
  return expectationOf(records, versions, stream.items, files.landed);
}

/** Holds everything that stands somewhere against everything that was handed in. */
export async function judge({ stack }: ChaosBed, expected: Expectation): Promise<Judgement> {
  const [contents, parked, left, running] = await Promise.all([
    readWarehouse(stack.warehouse),
    parkedObjects(stack),
    messagesLeft(stack),
    runningStatements(stack),
  ]);
  const parkedRecords = parked.map(({ record }) => record);
  return {
    findings: [
      ...expected.problems.map((what): Finding => ({ kind: 'wrong', id: 'this run', what })),
      // What became of a source explains what became of its records.
      ...judgeSources(expected, contents, parkedRecords),
      ...judgeTables(expected, contents),
      ...Object.entries(left).map(([queue, depth]): Finding => ({
        kind: 'wrong',
        id: queue,
        what: `${depth} messages are left`,
      })),
      ...(running === 0
        ? []
        : [{ kind: 'wrong', id: 'warehouse', what: `${running} statements still run` } as const]),
    ],
    sums: sumsOf(contents.ledger),
  };
}

const sumsOf = (ledger: readonly LedgerEntry[]): Sums => {
  const sum = (pick: (entry: LedgerEntry) => number) =>
    ledger.reduce((total, entry) => total + pick(entry), 0);
  return {
    read: sum(({ read }) => read),
    loaded: sum(({ loaded }) => loaded),
    deduplicated: sum(({ deduplicated }) => deduplicated),
    quarantined: sum(({ quarantined }) => quarantined),
  };
};
