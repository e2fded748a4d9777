import { bigint, defineDataset, timestamp, type columnSql, type valueReader } from '@sluice/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCase } from './any-case.testing.js';
import { disagreements, zodJudge, type Disagreement, type Judge } from './judges.testing.js';
import { laxReaders, laxSql } from './lax-compilers.testing.js';
import { regressions } from './regressions.testing.js';
import { planted, runsOf } from './runs-of.testing.js';
import { SqlJudge } from './sql-verdicts.testing.js';

// A longer hunt: SLUICE_SEED=7 SLUICE_RUNS=2000 npx vitest run sql-agrees -t 'give every record'
const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_314);
const runs = Number(process.env['SLUICE_RUNS'] ?? 50);
/** Of those, where nothing is to be found. */
const agreeing = Number(process.env['SLUICE_RUNS'] ?? runsOf(15, runs));
const rowsPerRun = 200;

let sql: SqlJudge;
beforeAll(async () => {
  sql = await SqlJudge.open();
});
afterAll(() => sql.close());

/** The first disagreement that the default cases find; nothing when there is none. */
async function hunt(
  one: Judge,
  other: Judge,
  numRuns = runs,
): Promise<{ found: Disagreement[]; judged: number }> {
  const found: Disagreement[] = [];
  let judged = 0;
  const outcome = await fc.check(
    fc.asyncProperty(anyCase(rowsPerRun), async ({ dataset, records }) => {
      judged += records.length;
      found.push(...(await disagreements(one, other, dataset, records)));
      return found.length === 0;
    }),
    { seed, numRuns, endOnFailure: true },
  );
  // What was thrown is no disagreement.
  if (outcome.failed && found.length === 0) throw outcome.errorInstance;
  return { found, judged };
}

describe('the SQL and the zod schema', () => {
  it('give every record the same verdict, reason and row', { timeout: 600_000 }, async () => {
    const { found, judged } = await hunt(zodJudge(), sql, agreeing);
    expect(found).toEqual([]);
    expect(judged).toBeGreaterThanOrEqual(runsOf(1000, 5000));
  });

  it('make the same instant of any count, and of one that is none the same fault', async () => {
    const dataset = defineDataset({
      name: 'probe',
      version: 1,
      table: { schema: 's', name: 't' },
      columns: [
        bigint('a'),
        timestamp('milliseconds', { nullable: true, derive: { kind: 'instant', of: 'a', unit: 'milliseconds' } }),
        timestamp('seconds', { derive: { kind: 'instant', of: 'a', unit: 'seconds' } }),
      ],
      load: { mode: 'append' },
    });
    const count = fc.oneof(
      fc.bigInt(-62_135_596_810n, 253_402_300_809n),
      fc.bigInt(-62_135_596_800_010n, 253_402_300_800_009n),
      fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    );
    const records = fc.sample(count, { seed, numRuns: 1500 }).map((value) => ({ a: String(value) }));
    expect(await disagreements(zodJudge(), sql, dataset, records)).toEqual([]);
  }); // prettier-ignore

  it.each(planted(laxSql))('%s, planted in the SQL, does not pass', { timeout: 120_000 }, async (name) => {
    const { found } = await hunt(zodJudge(), sql.compiledBy(laxSql[name] as typeof columnSql));
    expect(found).not.toEqual([]);
  });

  it.each(planted(laxReaders))(
    '%s, planted in the zod schema, does not pass',
    { timeout: 120_000 },
    async (name) => {
      const { found } = await hunt(zodJudge(laxReaders[name] as typeof valueReader), sql);
      expect(found).not.toEqual([]);
    },
  );

  it.each(regressions)('agree on $name', async ({ dataset, cells }) => {
    const records = cells.map((cell) => ({ a: cell }));
    expect(await disagreements(zodJudge(), sql, dataset, records)).toEqual([]);
  });
});
