import type { DataApi } from '@sluice/redshift-data-api';
import type { RatingRow, TitleRow } from './fate.js';

interface Lineage {
  readonly recordId: string;
  /** Milliseconds. */
  readonly arrivedAtMs: number;
}

export interface Sums {
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
}

/** What stands in the warehouse, each list by record id. */
export interface WarehouseContents {
  readonly ratings: readonly (Lineage & RatingRow)[];
  readonly titles: readonly (Lineage & TitleRow)[];
  readonly rejects: readonly (Lineage & {
    readonly dataset: string;
    readonly reason: string;
    readonly state: string;
    readonly rawLocation: string;
  })[];
  /** Of each dataset's sources. */
  readonly ledger: Readonly<Record<string, Sums>>;
}

const byRecordId = ({ recordId: one }: Lineage, { recordId: other }: Lineage): number =>
  one < other ? -1 : one > other ? 1 : 0;

export async function readWarehouse(warehouse: DataApi): Promise<WarehouseContents> {
  const ask = async (sql: string) => (await warehouse.query(sql)).rows.map((row) => row.map(String));
  const [ratings, titles, rejects, ledger] = await Promise.all([
    ask(`SELECT _record_id, CAST(_arrived_at AS VARCHAR), tconst, CAST(average_rating AS VARCHAR),
  CAST(num_votes AS VARCHAR), CAST(rated_at AS VARCHAR) FROM imdb.title_ratings`),
    ask(`SELECT _record_id, CAST(_arrived_at AS VARCHAR), tconst, primary_title FROM imdb.title_basics`),
    ask(`SELECT _record_id, CAST(_arrived_at AS VARCHAR), dataset, reason, state, raw_location
FROM sluice.rejects`),
    ask(`SELECT dataset, SUM(records_read), SUM(loaded), SUM(deduplicated), SUM(quarantined)
FROM sluice.ledger GROUP BY dataset`),
  ]);
  const lineage = ([recordId = '', arrivedAt = '']: readonly string[]): Lineage => ({
    recordId,
    arrivedAtMs: Date.parse(isoOf(arrivedAt)),
  });
  return {
    ratings: ratings
      .map((row) => {
        const [, , tconst = '', averageRating = '', numVotes, ratedAt = ''] = row;
        return {
          ...lineage(row),
          tconst,
          averageRating,
          numVotes: Number(numVotes),
          ratedAt: isoOf(ratedAt),
        };
      })
      .sort(byRecordId),
    titles: titles
      .map((row) => ({ ...lineage(row), tconst: row[2] ?? '', primaryTitle: row[3] ?? '' }))
      .sort(byRecordId),
    rejects: rejects
      .map((row) => {
        const [, , dataset = '', reason = '', state = '', rawLocation = ''] = row;
        return { ...lineage(row), dataset, reason, state, rawLocation };
      })
      .sort(byRecordId),
    ledger: Object.fromEntries(
      ledger.map(([dataset = '', ...sums]) => {
        const [read = 0, loaded = 0, deduplicated = 0, quarantined = 0] = sums.map(Number);
        return [dataset, { read, loaded, deduplicated, quarantined }];
      }),
    ),
  };
}

/** A TIMESTAMP's text, which is UTC. */
const isoOf = (timestamp: string): string => `${timestamp.replace(' ', 'T')}Z`;
