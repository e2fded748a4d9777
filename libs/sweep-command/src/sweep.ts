import { createHash } from 'node:crypto';
import { findDataset, unrouted } from '@sluice/contracts';
import type { MessageQueue } from '@sluice/message-queue';
import { announceObject, fileSourceId, parkedKey, type FileArrived } from '@sluice/message-schemas';
import type { ObjectStore } from '@sluice/object-store';
import type { DataApi } from '@sluice/redshift-data-api';
import { announceVersions, type Announced } from './announce-versions.js';
import { knownSources } from './known-sources.js';
import { landedVersions, type LandedVersions } from './landed-versions.js';
import type { Patience } from './patience.js';

export interface SweepEnvironment {
  readonly objects: Pick<ObjectStore, 'listVersions' | 'head'>;
  readonly warehouse: Pick<DataApi, 'query'>;
  readonly queue: Pick<MessageQueue, 'sendAll'>;
  /** Main queue of the files lane. */
  readonly filesQueueUrl: string;
  readonly landingBucket: string;
  readonly quarantineBucket: string;
  readonly patience?: Patience;
}

export interface SweepRequest {
  /** Of the keys; everything when empty. */
  readonly prefix: string;
  /** When it landed: S3's whole seconds. */
  readonly from: Date;
  readonly to: Date;
  readonly announcedAt: Date;
  readonly dryRun: boolean;
}

export interface Swept {
  /** Versions that landed in the time. */
  readonly landed: number;
  /** Of those, how many stand in a ledger, and how many are parked: a person is to release them. */
  readonly known: number;
  readonly parked: number;
  /** The others, in order of arrival. */
  readonly lost: readonly FileArrived[];
  /** How many of the lost are on the files queue again; 0 in a dry run. */
  readonly announced: number;
  readonly outcome: Announced;
  readonly hidden: LandedVersions['hidden'];
}

/**
 * Announces every object version once more that landed in a time, stands in no ledger and is not parked: its notification
 * was lost, or its message. Announcing what is only slow does no harm: its source id is the same. The warehouse is not
 * asked, and so not woken, when nothing landed.
 * @throws the environment's faults; what was announced before stays so, and doing it again is harmless
 */
export async function sweep(
  { prefix, from, to, announcedAt, dryRun }: SweepRequest,
  environment: SweepEnvironment,
  signal: AbortSignal,
): Promise<Swept> {
  const { objects, queue, filesQueueUrl: queueUrl, landingBucket: bucket, patience } = environment;
  const { versions, hidden } = await landedVersions(objects, { bucket, prefix, from, to });
  signal.throwIfAborted();
  const files = versions.map((version) =>
    announceObject({ ...version, bucket }, announcedAt.toISOString(), { findDataset, unrouted }),
  );
  const { unknown, known } = await withoutKnown(files, environment.warehouse, signal);
  const lost = await withoutParked(unknown, environment, signal);
  const counts = { landed: versions.length, known, parked: unknown.length - lost.length, hidden, lost };
  if (dryRun) return { ...counts, announced: 0, outcome: { refused: [] } };
  let announced = 0;
  const outcome = await announceVersions(
    lost,
    { queue, queueUrl, onSent: () => void announced++, ...(patience === undefined ? {} : { patience }) },
    signal,
  );
  return { ...counts, announced, outcome };
}

const sourceIdOf = (file: FileArrived): string =>
  fileSourceId(file, (text) => createHash('sha256').update(text).digest('hex'));

/** Nothing of `unrouted` is ever loaded from a file. */
async function withoutKnown(
  files: readonly FileArrived[],
  warehouse: SweepEnvironment['warehouse'],
  signal: AbortSignal,
): Promise<{ readonly unknown: readonly FileArrived[]; readonly known: number }> {
  const known = new Set<string>();
  for (const name of new Set(files.map(({ dataset }) => dataset))) {
    const dataset = name === unrouted.name ? undefined : findDataset(name);
    if (dataset === undefined) continue;
    const ids = files.filter((file) => file.dataset === name).map(sourceIdOf);
    for (const id of await knownSources(warehouse, dataset, ids, signal)) known.add(id);
  }
  const unknown = files.filter((file) => !known.has(sourceIdOf(file)));
  return { unknown, known: files.length - unknown.length };
}

/** Looked at at once. */
const headsAtOnce = 10;

async function withoutParked(
  files: readonly FileArrived[],
  { objects, quarantineBucket: bucket }: SweepEnvironment,
  signal: AbortSignal,
): Promise<readonly FileArrived[]> {
  const left: FileArrived[] = [];
  for (let start = 0; start < files.length; start += headsAtOnce) {
    signal.throwIfAborted();
    const some = files.slice(start, start + headsAtOnce);
    const heads = await Promise.all(
      some.map((file) =>
        objects.head({ bucket, key: parkedKey({ dataset: file.dataset, sourceId: sourceIdOf(file) }) }),
      ),
    );
    left.push(...some.filter((_, index) => heads[index] === undefined));
  }
  return left;
}
