import { describe, expect, it } from 'vitest';
import { migrationBatches } from './migration-batches.js';
import { inTransaction, type MigrationStep } from './migration-step.js';

const step = (sql: string, more: Partial<MigrationStep> = {}): MigrationStep => ({
  ...inTransaction(sql, sql),
  ...more,
});
const statements = (steps: readonly MigrationStep[]) =>
  migrationBatches(steps).map((batch) => batch.statements);

describe('migrationBatches', () => {
  it('runs in one transaction what fits, and alone what must', () => {
    const alone = { runs: 'alone' } as const;
    expect(statements([step('a'), step('b'), step('c', alone), step('d', alone), step('e')])).toEqual([
      ['a', 'b'],
      ['c'],
      ['d'],
      ['e'],
    ]);
  });

  it('takes the locks of loads first, each once', () => {
    const behind = (name: string) => ({ behind: { schema: 's', name } });
    expect(
      statements([step('a'), step('b', behind('x')), step('c', behind('x')), step('d', behind('y'))]),
    ).toEqual([['LOCK TABLE "s"."x"', 'LOCK TABLE "s"."y"', 'a', 'b', 'c', 'd']]);
  });

  it('sends at most 40 statements at a time, locks counted', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      step(`a${index}`, { behind: { schema: 's', name: `t${index}` } }),
    );
    const batches = statements(many);
    expect(batches.map(({ length }) => length)).toEqual([40, 40, 40, 40, 40]);
    expect(batches.flat().filter((sql) => !sql.startsWith('LOCK'))).toEqual(many.map(({ sql }) => sql));
  });

  it('parts nothing that belongs together', () => {
    const before = Array.from({ length: 39 }, (_, index) => step(`a${index}`));
    expect(
      statements([
        ...before,
        step('drop'),
        step('make', { joined: true }),
        step('grant', { joined: true }),
      ]).map(({ length }) => length),
    ).toEqual([39, 3]);
  });
});
