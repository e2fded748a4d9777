import { createHash } from 'node:crypto';
import { fileArrivedSchema, fileSourceId, parkedKey, type FileArrived } from '@sluice/message-schemas';
import type { FailedEntry } from '@sluice/message-queue';
import type { ListedVersion } from '@sluice/object-store';
import { sweep, type SweepEnvironment, type SweepRequest, type Swept } from './sweep.js';

export const now = new Date('2026-03-14T12:00:00.000Z');
const hour = 3_600_000;
export const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * hour);

/** A version that landed so long ago. */
export const landed = (key: string, hours: number, more: Partial<ListedVersion> = {}): ListedVersion => ({
  ...{ key, sizeBytes: 3, etag: `etag-of-${key}`, versionId: `v-${key}-${hours}`, isLatest: true },
  ...{ lastModified: hoursAgo(hours), isDeleteMarker: false },
  ...more,
});

export const sourceIdOf = ({
  key,
  versionId,
  etag,
}: Pick<ListedVersion, 'key' | 'versionId' | 'etag'>): string =>
  fileSourceId({ bucket: 'landing', key, versionId, etag }, (text) =>
    createHash('sha256').update(text).digest('hex'),
  );

/** Buckets, ledgers and a queue in memory. */
export class SweepBed {
  versions: readonly ListedVersion[] = [];
  /** Source ids by table, as the statement names it. */
  readonly ledgers = new Map<string, Set<string>>();
  readonly parked = new Set<string>();
  readonly statements: string[] = [];
  readonly announced: FileArrived[] = [];
  refuse: (key: string) => Omit<FailedEntry, 'index'> | undefined = () => undefined;

  readonly environment: SweepEnvironment = {
    objects: {
      listVersions: (_, prefix) => this.#list(prefix),
      head: async ({ bucket, key }) =>
        bucket === 'quarantine' && this.parked.has(key)
          ? { sizeBytes: 1, etag: 'e', lastModified: now }
          : undefined,
    },
    warehouse: {
      query: async (sql) => {
        this.statements.push(sql);
        const [, table = ''] = /FROM (\S+)/.exec(sql) ?? [];
        const asked = [...sql.matchAll(/'([0-9a-f]{64})'/g)].map(([, id = '']) => id);
        const known = asked.filter((id) => this.ledgers.get(table)?.has(id));
        return { columns: [], rows: known.map((id) => [id]) };
      },
    },
    queue: {
      sendAll: async (_, messages) => {
        const failed: FailedEntry[] = [];
        for (const [index, { body }] of messages.entries()) {
          const file = fileArrivedSchema.parse(JSON.parse(body));
          const refusal = this.refuse(file.key);
          if (refusal) failed.push({ index, ...refusal });
          else this.announced.push(file);
        }
        return { failed };
      },
    },
    filesQueueUrl: 'http://queue/files',
    landingBucket: 'landing',
    quarantineBucket: 'quarantine',
    patience: { fruitlessTries: 1, firstPauseMilliseconds: 0, longestPauseMilliseconds: 0 },
  };

  load(table: string, ...versions: readonly ListedVersion[]): void {
    this.ledgers.set(table, new Set([...(this.ledgers.get(table) ?? []), ...versions.map(sourceIdOf)]));
  }

  park(dataset: string, version: ListedVersion): void {
    this.parked.add(parkedKey({ dataset, sourceId: sourceIdOf(version) }));
  }

  sweep(request: Partial<SweepRequest> = {}, signal?: AbortSignal): Promise<Swept> {
    const usual = { prefix: '', from: hoursAgo(168), to: hoursAgo(6), announcedAt: now, dryRun: false };
    return sweep({ ...usual, ...request }, this.environment, signal ?? new AbortController().signal);
  }

  async *#list(prefix: string): AsyncGenerator<ListedVersion> {
    for (const version of this.versions) if (version.key.startsWith(prefix)) yield version;
  }
}
