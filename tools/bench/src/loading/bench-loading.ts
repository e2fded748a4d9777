import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { inDuckdb } from '../cleaning/in-duckdb.js';
import {
  createTables,
  inProcessUris,
  insertInDuckdb,
  loadInDuckdb,
  type CommandTime,
  type MeasuredLoad,
} from './load-in-duckdb.js';
import { loadingCases, type Delivery, type LoadingCase } from './loading-cases.js';
import type { LoadingSubject } from './loading-subjects.js';
import { loadRequest, stageDelivery, type StagedDelivery } from './staged-delivery.js';
import type { BenchedLocalAws } from './through-local-aws.js';

export interface LoadingOptions {
  /** Rows of the largest file; another has a tenth of them, and micro-batches of 500 rows half of them. */
  readonly rows: number;
  readonly rounds: number;
  readonly only: readonly LoadingSubject[];
}

export interface LoadingReport {
  readonly node: string;
  readonly rounds: number;
  readonly sizes: readonly MeasuredSize[];
}

export interface MeasuredSize {
  readonly rows: number;
  readonly sources: number;
  readonly cases: readonly MeasuredCase[];
}

/** A case; each list has an entry a round. */
export interface MeasuredCase {
  readonly name: string;
  readonly loaded: number;
  /** DuckDB's own insert of the same rows, in the same rounds. */
  readonly insertMs: readonly number[];
  readonly loadMs: readonly number[];
  readonly commands: readonly (readonly CommandTime[])[];
  /** Through the embedded AWS: the whole call, polling included, and a plain COPY of the same objects. */
  readonly remoteLoadMs: readonly number[];
  readonly remoteCopyMs: readonly number[];
}

/** A load did not come to what its case says: nothing else that was measured counts. */
export class WrongLoadError extends Error {
  override readonly name = 'WrongLoadError';
}

const batchRows = 500;

/** @throws {WrongLoadError} when a load's sums are not its case's */
export async function benchLoading({ rows, rounds, only }: LoadingOptions): Promise<LoadingReport> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-bench-loading-'));
  const batches = Math.max(2, Math.round(rows / 2 / batchRows));
  const sizes = [
    { rows: Math.max(1, Math.round(rows / 10)), sources: 1 },
    { rows, sources: 1 },
    { rows: batches * batchRows, sources: batches },
  ];
  // Loaded when it is asked for: the SDK is no part of the other measurements.
  const localAws = only.includes('local-aws')
    ? await (await import('./through-local-aws.js')).startBenchedLocalAws()
    : undefined;
  try {
    const measured: MeasuredSize[] = [];
    for (const size of sizes) {
      stderr.write(`${size.rows} rows of ${size.sources} source${size.sources === 1 ? '' : 's'}\n`);
      measured.push({
        ...size,
        cases: await measureSize(size, rounds, { own: only.includes('sluice'), localAws }, directory),
      });
    }
    return { node: process.version, rounds, sizes: measured };
  } finally {
    await localAws?.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** What is measured beside the reference. */
interface Measured {
  readonly own: boolean;
  readonly localAws: BenchedLocalAws | undefined;
}

async function measureSize(
  { rows, sources }: { readonly rows: number; readonly sources: number },
  rounds: number,
  { own, localAws }: Measured,
  directory: string,
): Promise<readonly MeasuredCase[]> {
  const measured: MeasuredCase[] = [];
  for (const each of loadingCases(rows, sources)) {
    const staged = await stageCase(directory, each, `${rows}-${sources}`);
    const insertMs: number[] = [];
    const loads: MeasuredLoad[] = [];
    for (let round = 0; round < rounds; round++) {
      const insert = async () => {
        insertMs.push(
          await inDuckdb((connection) => insertInDuckdb(connection, each.dataset, staged.delivery)),
        );
      };
      const load = async () => {
        if (own) loads.push(await loadOnce(each, staged));
      };
      // Who comes first gains or loses by it: they take turns.
      for (const turn of round % 2 === 0 ? [insert, load] : [load, insert]) await turn();
    }
    const remote = (await localAws?.measure(each, staged, rounds)) ?? { loads: [], copyMs: [] };
    for (const load of [...loads, ...remote.loads]) check(each, load);
    measured.push({
      name: each.name,
      loaded: each.loaded,
      insertMs,
      loadMs: loads.map(({ ms }) => ms),
      commands: loads.map(({ commands }) => commands),
      remoteLoadMs: remote.loads.map(({ ms }) => ms),
      remoteCopyMs: remote.copyMs,
    });
  }
  return measured;
}

export interface StagedCase {
  readonly standing: StagedDelivery | undefined;
  readonly delivery: StagedDelivery;
}

async function stageCase(directory: string, each: LoadingCase, size: string): Promise<StagedCase> {
  const stage = (delivery: Delivery) =>
    stageDelivery(directory, each, delivery, `${size}-${delivery.firstKey}`);
  return {
    standing: each.standing && (await stage(each.standing)),
    delivery: await stage(each.delivery),
  };
}

/** In a database of its own, in memory, so that no round finds what another left. */
const loadOnce = (each: LoadingCase, staged: StagedCase): Promise<MeasuredLoad> =>
  inDuckdb(async (connection) => {
    await createTables(connection, each.dataset);
    if (each.standing && staged.standing)
      await loadInDuckdb(
        connection,
        loadRequest(each, each.standing, inProcessUris, 'before'),
        staged.standing,
      );
    const request = loadRequest(each, each.delivery, inProcessUris, 'measured');
    return loadInDuckdb(connection, request, staged.delivery);
  });

function check(each: LoadingCase, { loaded, deduplicated }: Pick<MeasuredLoad, 'loaded' | 'deduplicated'>) {
  // Sources that are known already return the ledger rows of their first load.
  const again = each.standing?.name === each.delivery.name;
  const expected = again ? each.delivery.rows : each.loaded;
  if (loaded !== expected || loaded + deduplicated !== each.delivery.rows)
    throw new WrongLoadError(`${each.name}: ${loaded} loaded, ${deduplicated} deduplicated`);
}
