import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedshift, type Redshift } from './redshift-data.testing.js';

let redshift: Redshift;
beforeAll(async () => {
  redshift = await startRedshift();
  await redshift.ok(
    'CREATE SCHEMA IF NOT EXISTS imdb',
    'CREATE TABLE IF NOT EXISTS imdb.title_basics__lock (n INTEGER)',
    `CREATE TABLE IF NOT EXISTS imdb.title_basics (
       tconst VARCHAR(12) NOT NULL, title VARCHAR(400), genres SUPER, _arrived_at TIMESTAMP NOT NULL,
       _load_id VARCHAR(36) NOT NULL, PRIMARY KEY (tconst)
     ) DISTSTYLE KEY DISTKEY (tconst) COMPOUND SORTKEY (tconst)`,
    `CREATE TABLE IF NOT EXISTS imdb.title_basics__ledger (
       source_id VARCHAR(64) NOT NULL, load_id VARCHAR(36) NOT NULL, read_count BIGINT NOT NULL,
       loaded_count BIGINT NOT NULL, deduplicated_count BIGINT NOT NULL, quarantined_count BIGINT NOT NULL,
       reconciled BOOLEAN NOT NULL, loaded_at TIMESTAMP ENCODE az64 DEFAULT GETDATE()
     )`,
  );
});
afterAll(() => redshift.stop());

const COLUMNS =
  'tconst VARCHAR(12), title VARCHAR(400), genres VARCHAR(200), _arrived_at TIMESTAMP, _ordinal BIGINT';

/** The loader's own batch: `read` is what the source claims to have held. */
const load = (loadId: string, manifest: string, read: number): string[] => [
  'SET statement_timeout TO 600000',
  'LOCK imdb.title_basics__lock',
  `CREATE TEMP TABLE stage (${COLUMNS})`,
  `COPY stage FROM 's3://staging/${manifest}' IAM_ROLE 'arn:aws:iam::000000000000:role/loader' FORMAT AS PARQUET MANIFEST`,
  `CREATE TEMP TABLE newest AS SELECT * FROM (
     SELECT s.*, ROW_NUMBER() OVER (PARTITION BY s.tconst ORDER BY s._arrived_at DESC, s._ordinal DESC) AS rank_in_key
     FROM stage s WHERE NOT EXISTS (SELECT 1 FROM imdb.title_basics__ledger l WHERE l.source_id = '${manifest}')
   ) ranked WHERE rank_in_key = 1`,
  'DELETE FROM imdb.title_basics USING newest s WHERE imdb.title_basics.tconst = s.tconst AND imdb.title_basics._arrived_at <= s._arrived_at',
  `INSERT INTO imdb.title_basics (tconst, title, genres, _arrived_at, _load_id)
   SELECT s.tconst, s.title, JSON_PARSE(s.genres), s._arrived_at, '${loadId}' FROM newest s`,
  `INSERT INTO imdb.title_basics__ledger (source_id, load_id, read_count, loaded_count, deduplicated_count, quarantined_count, reconciled)
   SELECT '${manifest}', '${loadId}', a, b, c, d, CASE WHEN (a = b + c + d) THEN TRUE END FROM (
     SELECT CAST(${read} AS BIGINT) AS a,
       (SELECT COUNT(*) FROM imdb.title_basics WHERE _load_id = '${loadId}') AS b,
       (SELECT COUNT(*) FROM stage) - (SELECT COUNT(*) FROM newest) AS c, CAST(0 AS BIGINT) AS d
   ) sums`,
  `SELECT read_count, loaded_count, deduplicated_count, quarantined_count FROM imdb.title_basics__ledger WHERE load_id = '${loadId}'`,
];

const stage = async (name: string, rows: number) => {
  const { sizeBytes } = await redshift.parquet(
    `${name}.parquet`,
    `SELECT 'tt' || lpad((i % ${rows - 5})::VARCHAR, 8, '0') AS tconst, 'Title number ' || i AS title,
       '["Drama","Short"]' AS genres, TIMESTAMP '2026-01-01 00:00:00' AS arrived, i::BIGINT AS ordinal
     FROM range(${rows}) t(i)`,
  );
  await redshift.manifest(`${name}.json`, [{ key: `${name}.parquet`, bytes: sizeBytes }]);
};

describe("the loader's batch", () => {
  it('loads, counts and deduplicates', async () => {
    await stage('first', 1000);
    const { Id } = await redshift.ok(...load('load-1', 'first.json', 1000));
    expect(await redshift.resultOf(`${Id}:9`)).toEqual([[1000, 995, 5, 0]]);
    expect(
      await redshift.query('SELECT genres, title FROM imdb.title_basics ORDER BY tconst LIMIT 1'),
    ).toEqual([['["Drama","Short"]', 'Title number 995']]);
    // The same source again changes nothing.
    const again = await redshift.ok(...load('load-2', 'first.json', 1000));
    expect(await redshift.resultOf(`${again.Id}:9`)).toEqual([[1000, 0, 1000, 0]]);
    expect(await redshift.query('SELECT count(*) FROM imdb.title_basics')).toEqual([[995]]);
  });

  it('leaves nothing when the sum does not hold', async () => {
    await stage('short', 100);
    const before = await redshift.query('SELECT count(*), max(_load_id) FROM imdb.title_basics');
    const described = await redshift.run(...load('load-3', 'short.json', 101));
    expect(described.Error).toContain('Cannot insert a NULL value into column reconciled');
    expect(await redshift.query('SELECT count(*), max(_load_id) FROM imdb.title_basics')).toEqual(before);
  });

  it('of the same source twice at once loads it once', async () => {
    await stage('twice', 2000);
    const ids = await Promise.all(
      ['a', 'b'].map((id) => redshift.submit(...load(`twice-${id}`, 'twice.json', 2000))),
    );
    const loaded: unknown[] = [];
    for (const id of ids) {
      const described = await redshift.settled(id);
      expect(described.Error).toBeUndefined();
      loaded.push((await redshift.resultOf(`${id}:9`))[0]?.[1]);
    }
    expect(loaded.sort()).toEqual([0, 1995]);
  });

  it('takes 400,000 rows', { timeout: 60_000 }, async () => {
    await stage('large', 400_000);
    const { Id, Duration = 0 } = await redshift.ok(...load('load-large', 'large.json', 400_000));
    expect(await redshift.resultOf(`${Id}:9`)).toEqual([[400_000, 399_995, 5, 0]]);
    // Far above what it takes; a load that turns row by row would not get there.
    expect(Duration / 1e9).toBeLessThan(20);
  });
});
