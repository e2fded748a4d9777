import { loadableDatasets } from '@sluice/contracts';
import { missingForLoads, existingColumnsSql, readExistingColumns } from '@sluice/redshift-loading';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMigrateBed, type MigrateBed } from './migrate-runs.testing.js';

let bed: MigrateBed;
beforeEach(async () => {
  bed = await startMigrateBed();
});
afterEach(() => bed.close());

/** Rows, rejects, ledger and lock. */
const tablesOf = (datasets: number) => 4 * datasets;
/** That a warehouse has not from the beginning. */
const schemas = [...new Set([...loadableDatasets.map(({ table }) => table.schema), 'sluice'])].filter(
  (schema) => schema !== 'public',
);
/** Of an empty warehouse: schemas, tables, and the views over all ledgers and all rejects. */
const allSteps = schemas.length + tablesOf(loadableDatasets.length) + 2;

const nothing = { code: 0, stdout: 'the warehouse is as the contracts have it: nothing to do\n', stderr: '' };
const faultsOfLoads = async () =>
  missingForLoads(
    loadableDatasets,
    readExistingColumns(await bed.rows(existingColumnsSql(loadableDatasets))),
  );

describe('sluice migrate', () => {
  it('shows the plan where nobody can be asked, and runs nothing of it', async () => {
    const { code, stdout, stderr } = await bed.run();
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(stdout).toMatch(/^ 1 {2}schema \w+\n 2 {2}schema \w+\n/);
    for (const schema of schemas) expect(stdout).toContain(`  schema ${schema}\n`);
    expect(stdout).toContain('  rows of title-basics\n');
    expect(stdout).toContain(
      `${allSteps}  every bad record of every dataset\n${allSteps} steps; --sql shows the statements\n`,
    );
    expect(stdout).toMatch(/nothing was run: `sluice migrate --yes` runs it\n$/);
    expect(await bed.rows(`SELECT nspname FROM pg_namespace WHERE nspname IN ('imdb', 'sluice')`)).toEqual(
      [],
    );
    expect(await faultsOfLoads()).toHaveLength(tablesOf(loadableDatasets.length));
  });

  it('makes an empty warehouse ready for loads; the second time there is nothing to do', async () => {
    const { code, stdout } = await bed.run({ yes: true });
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ ${allSteps} every bad record of every dataset\n`);
    expect(await faultsOfLoads()).toEqual([]);
    expect(await bed.rows('SELECT COUNT(*) FROM sluice.ledger')).toEqual([[0]]);
    expect(await bed.run()).toEqual(nothing);
    expect(await bed.run({ yes: true })).toEqual(nothing);
  });

  it('connects as the administrator whose secret it is told', async () => {
    const adminSecret = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:admin-AbCdEf';
    expect((await bed.run({ yes: true, adminSecret })).code).toBe(0);
    expect(await bed.secrets()).toEqual(new Set([adminSecret]));
    expect(await bed.run()).toEqual(nothing);
    expect(await bed.secrets()).toEqual(new Set([adminSecret, undefined]));
  });

  it('asks on a terminal, and takes no for an answer', async () => {
    const questions: string[] = [];
    const answering = (answer: boolean) => ({
      confirm: (question: string) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    });
    expect((await bed.run({}, answering(false))).code).toBe(3);
    expect(await faultsOfLoads()).toHaveLength(tablesOf(loadableDatasets.length));
    expect((await bed.run({}, answering(true))).code).toBe(0);
    expect(questions).toEqual(Array(2).fill(`Run these ${allSteps} steps? [y/N] `));
    expect(await bed.run({}, answering(true))).toEqual(nothing);
    expect(questions).toHaveLength(2);
  });

  it('makes one dataset alone, and then the others', async () => {
    expect((await bed.run({ yes: true, dataset: ['title-ratings'] })).code).toBe(0);
    expect(await faultsOfLoads()).toHaveLength(tablesOf(loadableDatasets.length - 1));
    expect(await bed.run({ dataset: ['title-ratings'] })).toEqual(nothing);
    expect((await bed.run({ yes: true })).stdout).toMatch(/^✓ \d+ rows of title-basics$/m);
    expect(await faultsOfLoads()).toEqual([]);
    expect(await bed.run()).toEqual(nothing);
  });

  it('brings the tables of an older Sluice up, with what they hold and what was granted', async () => {
    await bed.run({ yes: true, readOnlyTo: ['IAMR:analyst'] });
    const ledger = 'imdb.title_ratings__ledger';
    await bed.execute(
      `INSERT INTO ${ledger} (source_id, load_id, state, kind, origin, contract_version, records_read, loaded, deduplicated, quarantined, reconciled, first_arrived_at, arrived_at, loaded_at)
       VALUES ('s', 'l', 'loaded', 'stream', 'records', 1, 1, 1, 0, 0, TRUE, '2026-01-01', '2026-01-01', '2026-01-01')`,
      'DROP VIEW sluice.ledger',
      `ALTER TABLE ${ledger} DROP COLUMN started_at`,
      `ALTER TABLE ${ledger} DROP COLUMN staged_at`,
      `CREATE VIEW sluice.ledger AS SELECT 'title-ratings' AS dataset, source_id FROM ${ledger} WITH NO SCHEMA BINDING`,
      'GRANT SELECT ON sluice.ledger TO "IAMR:analyst"',
      'ALTER TABLE imdb.title_basics ALTER COLUMN tconst TYPE VARCHAR(8)',
    );
    expect(await faultsOfLoads()).toEqual([
      'imdb.title_basics (dataset title-basics) has tconst as VARCHAR(8): loads need it as VARCHAR(12)',
      'imdb.title_ratings__ledger (dataset title-ratings) lacks the column started_at: loads need it as TIMESTAMP',
      'imdb.title_ratings__ledger (dataset title-ratings) lacks the column staged_at: loads need it as TIMESTAMP',
    ]);
    const { code, stdout } = await bed.run({ yes: true });
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => line.startsWith('✓'))).toEqual([
      '✓ 1 column started_at of imdb.title_ratings__ledger',
      '✓ 2 column staged_at of imdb.title_ratings__ledger',
      '✓ 3 view sluice.ledger as it was, in one transaction with what follows',
      '✓ 4 every load of every dataset',
      '✓ 5 SELECT on sluice.ledger, as before',
      '✓ 6 longer texts in tconst of imdb.title_basics',
    ]);
    expect(stdout).toContain('6  longer texts in tconst of imdb.title_basics (outside transactions)\n');
    expect(await faultsOfLoads()).toEqual([]);
    expect(await bed.rows('SELECT dataset, source_id, started_at FROM sluice.ledger')).toEqual([
      ['title-ratings', 's', null],
    ]);
    expect(await bed.run({ readOnlyTo: ['IAMR:Analyst'] })).toEqual(nothing);
  });

  it('lets in who loads and who reads, each once', async () => {
    const access = { grantTo: ['IAMR:Sluice-processor'], readOnlyTo: ['public'] };
    const { code, stdout } = await bed.run({ yes: true, ...access });
    expect(code).toBe(0);
    expect(stdout).toContain('user IAMR:Sluice-processor, who has not come yet\n');
    const granted = (who: string) =>
      bed.rows(
        `SELECT relation_name, LISTAGG(privilege_type, ' ') WITHIN GROUP (ORDER BY privilege_type) FROM svv_relation_privileges
         WHERE LOWER(identity_name) = '${who}' AND relation_name LIKE '%ratings%' GROUP BY 1 ORDER BY 1`,
      );
    const all = 'DELETE INSERT SELECT UPDATE';
    expect(await granted('iamr:sluice-processor')).toEqual([
      ['title_ratings', all],
      ['title_ratings__ledger', all],
      ['title_ratings__lock', all],
      ['title_ratings__rejects', all],
    ]);
    expect(await granted('public')).toEqual([
      ['title_ratings', 'SELECT'],
      ['title_ratings__ledger', 'SELECT'],
      ['title_ratings__rejects', 'SELECT'],
    ]);
    expect(await bed.run({ yes: true, ...access })).toEqual(nothing);
    // Somebody else lacks it all, and a dropped table has lost what was granted on it.
    expect((await bed.run({ grantTo: ['IAMR:other'] })).code).toBe(3);
    await bed.execute('DROP TABLE imdb.title_ratings__lock');
    expect((await bed.run({ yes: true, ...access })).stdout).toContain(
      'SELECT, INSERT, UPDATE, DELETE on title-ratings for IAMR:Sluice-processor\n',
    );
    expect(await bed.run(access)).toEqual(nothing);
  });

  it('refuses what a person must decide, and runs nothing', async () => {
    await bed.execute(
      'CREATE SCHEMA imdb',
      'CREATE TABLE imdb.title_ratings (tconst INTEGER, average_rating DECIMAL(3,1) NOT NULL)',
    );
    const refused = await bed.run({ yes: true, grantTo: ['ada'] });
    expect(refused.code).toBe(1);
    expect(refused.stdout.split('\n')).toEqual([
      '✗ imdb.title_ratings.tconst is INTEGER in the table, VARCHAR(12) in the contract',
      ...['num_votes', 'rated_at', '_record_id', '_arrived_at', '_load_id'].map(
        (name) =>
          `✗ imdb.title_ratings.${name} is new and not nullable: rows that are already loaded have no value for it`,
      ),
      '✗ user ada does not exist: only users of IAM roles (IAMR:…) are created here',
      'nothing was run: these are for a person to decide (docs/migrations.md)',
      '',
    ]);
    expect(await bed.rows(`SELECT nspname FROM pg_namespace WHERE nspname = 'sluice'`)).toEqual([]);
    const report = JSON.parse((await bed.run({ json: true, yes: true })).stdout);
    expect(report).toMatchObject({ state: 'refused' });
    expect(report.refusals[0]).toEqual({
      table: 'imdb.title_ratings',
      column: 'tconst',
      reason: 'is INTEGER in the table, VARCHAR(12) in the contract',
    });
    expect((await bed.run({ yes: true, dataset: ['title-basics'] })).code).toBe(0);
  });
});

describe('loads that run meanwhile', () => {
  it('are waited for before their tables are altered, and keep their rows', async () => {
    await bed.run({ yes: true });
    await bed.execute(
      'ALTER TABLE imdb.title_basics__rejects DROP COLUMN settled_load_id',
      'ALTER TABLE imdb.title_ratings__rejects DROP COLUMN settled_load_id',
    );
    const held = bed.aws.faults.add({
      service: 'redshift-data',
      kind: 'hold-statement',
      resource: 'a load',
      statement: 3,
    });
    const load = bed.warehouse.runBatch(
      [
        'LOCK TABLE imdb.title_ratings__lock',
        `INSERT INTO imdb.title_ratings__rejects (_record_id, _arrived_at, _load_id, source_id, state, reason, rule)
         VALUES ('r', '2026-01-01', 'l', 's', 'quarantined', 'x', 'y')`,
        'SELECT 1',
      ],
      { name: 'a load', timeoutSeconds: 60 },
    );
    await bed.aws.faults.hasStruck(held);
    const migrated = bed.run({ yes: true });
    await vi.waitFor(async () => expect(await bed.running('sluice migrate')).toBe(1), { timeout: 20_000 });
    bed.aws.faults.remove(held);
    await load;
    expect((await migrated).code).toBe(0);
    expect(await bed.rows('SELECT _record_id, settled_load_id FROM imdb.title_ratings__rejects')).toEqual([
      ['r', null],
    ]);
  });
});

describe('sluice migrate --sql and --json', () => {
  it('show the statements in the order in which they are sent', async () => {
    const { stdout } = await bed.run({ sql: true, dataset: ['unrouted'] });
    expect(stdout).toMatch(
      /^-- one transaction\n\n-- 1: schema sluice\nCREATE SCHEMA IF NOT EXISTS "sluice";\n\n/,
    );
    expect(stdout).toContain('-- 7 steps\n');
    await bed.run({ yes: true });
    await bed.execute('ALTER TABLE sluice.unrouted__rejects DROP COLUMN settled_load_id');
    const altered = await bed.run({ sql: true });
    expect(altered.stdout).toMatch(
      /^-- one transaction\n\n-- behind loads that run\nLOCK TABLE "sluice"\."unrouted__lock";\n\n-- 1: column settled_load_id/,
    );
  });

  it('print one line, and ask nobody', async () => {
    const confirm = vi.fn(() => Promise.resolve(true));
    const { code, stdout } = await bed.run({ json: true }, { confirm });
    expect([code, confirm.mock.calls]).toEqual([3, []]);
    expect(stdout.split('\n')).toHaveLength(2);
    const planned = JSON.parse(stdout);
    expect(planned).toMatchObject({ state: 'not run', refusals: [] });
    expect(planned.steps).toHaveLength(allSteps);
    expect(planned.steps[0]).toEqual({
      number: 1,
      purpose: `schema ${schemas[0]}`,
      runs: 'in transaction',
      sql: `CREATE SCHEMA IF NOT EXISTS "${schemas[0]}"`,
      done: false,
    });
    const done = JSON.parse((await bed.run({ json: true, yes: true })).stdout);
    expect([done.state, done.steps.every((step: { done: boolean }) => step.done)]).toEqual(['done', true]);
    expect(JSON.parse((await bed.run({ json: true })).stdout)).toEqual({
      state: 'nothing to do',
      steps: [],
      refusals: [],
    });
  });
});

describe('a migration that stops', () => {
  const failing = (statement: number, code: string) =>
    bed.aws.faults.add({
      service: 'redshift-data',
      kind: 'fail-statement',
      resource: 'sluice migrate',
      statement,
      code,
      times: 1,
    });

  it('leaves nothing of its transaction, says where it stopped, and completes when it is run again', async () => {
    failing(5, '42501');
    const { code, stdout, stderr } = await bed.run({ yes: true });
    expect([code, stdout.includes('✓')]).toEqual([1, false]);
    expect(stderr).toMatch(
      /^sluice: stopped at step 5, what was loaded into [a-z-]+, source by source: .*; nothing of the migration was committed; run `sluice migrate` again to go on from there\n$/,
    );
    expect(await faultsOfLoads()).toHaveLength(tablesOf(loadableDatasets.length));
    expect((await bed.run({ yes: true })).code).toBe(0);
    expect(await bed.run()).toEqual(nothing);
  });

  it('says so when somebody else migrates meanwhile', async () => {
    failing(4, '42P07');
    const { stdout, code } = await bed.run({ yes: true, json: true });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      state: 'stopped',
      why: expect.stringMatching(/something else changed the warehouse meanwhile \(42P07\)/),
    });
  });

  it('keeps what was committed before a step that runs alone', async () => {
    await bed.run({ yes: true });
    await bed.execute(
      'ALTER TABLE sluice.unrouted__rejects DROP COLUMN settled_load_id',
      'ALTER TABLE imdb.title_basics ALTER COLUMN tconst TYPE VARCHAR(8)',
    );
    bed.aws.faults.add({
      service: 'redshift-data',
      kind: 'error',
      operation: 'ExecuteStatement',
      code: 'ValidationException',
    });
    const { code, stdout, stderr } = await bed.run({ yes: true });
    expect(code).toBe(1);
    expect(stdout).toContain('✓ 1 column settled_load_id of sluice.unrouted__rejects\n');
    expect(stderr).toMatch(
      /^sluice: stopped at step 2, longer texts in tconst of imdb\.title_basics: .*; steps 1 to 1 of 2 were committed;/,
    );
    for (const { id } of bed.aws.faults.list()) bed.aws.faults.remove(id);
    expect((await bed.run({ yes: true })).stdout).toMatch(/^1 {2}longer texts .*\n1 step;/);
    expect(await bed.run()).toEqual(nothing);
  });

  it('is cancelled by an interrupt, with all of its transaction', async () => {
    bed.aws.faults.add({
      service: 'redshift-data',
      kind: 'hold-statement',
      resource: 'sluice migrate',
      statement: 3,
    });
    const stop = new AbortController();
    const running = bed.run({ yes: true }, { signal: stop.signal });
    await vi.waitFor(() => expect(bed.aws.faults.list()[0]?.struck).toBe(1), { timeout: 20_000 });
    stop.abort();
    const { code, stderr } = await running;
    expect(code).toBe(130);
    expect(stderr).toMatch(/nothing of the migration was committed/);
    for (const { id } of bed.aws.faults.list()) bed.aws.faults.remove(id);
    expect(await faultsOfLoads()).toHaveLength(tablesOf(loadableDatasets.length));
    expect((await bed.run({ yes: true })).code).toBe(0);
  });

  it('and another one at the same time leave the warehouse as the contracts have it', async () => {
    const codes = await bed.together(2);
    expect([
      [0, 0],
      [0, 1],
      [1, 0],
    ]).toContainEqual(codes);
    expect((await bed.run({ yes: true })).code).toBe(0);
    expect(await bed.run()).toEqual(nothing);
  });
});
