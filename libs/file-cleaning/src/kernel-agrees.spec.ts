import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyCase } from './any-case.testing.js';
import { anyDataset } from './any-dataset.testing.js';
import { disagreements, zodJudge, type Disagreement, type Judge } from './judges.testing.js';
import { kernelJudge, representable, type KernelJudgeOptions } from './kernel-judge.testing.js';
import { fieldTaker, type FieldOptions, type FieldTaker } from './kernel/field-taker.js';
import { anyRecords } from './nasty-cells.testing.js';
import { regressions } from './regressions.testing.js';
import { planted, runsOf } from './runs-of.testing.js';
import { SqlJudge } from './sql-verdicts.testing.js';

const seed = Number(process.env['SLUICE_SEED'] ?? 20_260_322);
const runs = Number(process.env['SLUICE_RUNS'] ?? 100);
/** Of those, where nothing is to be found. */
const agreeing = Number(process.env['SLUICE_RUNS'] ?? runsOf(30, runs));
const rowsPerRun = 120;

/** Records that mostly fit the contract, or cells of any kind, among which are those that only lax readers take. */
const anyFile = fc.oneof(
  anyCase(rowsPerRun),
  fc.record({ dataset: anyDataset, records: anyRecords(rowsPerRun) }),
);

const layouts: readonly Omit<KernelJudgeOptions, 'seed'>[] = [
  { format: 'tsv' },
  { format: 'csv' },
  { format: 'csv', csvDelimiter: ';' },
];

let sql: SqlJudge;
beforeAll(async () => {
  sql = await SqlJudge.open();
});
afterAll(() => sql.close());

async function hunt(
  other: Judge,
  layout: Omit<KernelJudgeOptions, 'seed'>,
  numRuns = runs,
): Promise<Disagreement[]> {
  const found: Disagreement[] = [];
  const outcome = await fc.check(
    fc.asyncProperty(anyFile, fc.nat(), async ({ dataset, records }, cut) => {
      const kernel = kernelJudge({ ...layout, seed: cut });
      const held = representable(records, { ...layout, seed: cut });
      found.push(...(await disagreements(other, kernel, dataset, held)));
      return found.length === 0;
    }),
    { seed, numRuns, endOnFailure: true },
  );
  // What was thrown is no disagreement.
  if (outcome.failed && found.length === 0) throw outcome.errorInstance;
  return found;
}

/** The taker of one type replaced. */
const lax =
  (type: string, take: (options: FieldOptions) => FieldTaker): typeof fieldTaker =>
  (options) =>
    options.column.type === type && options.vector && options.column.mask === undefined
      ? take(options)
      : fieldTaker(options);

/** Takes what the real one refuses, by `read`, which gives the text of a value or nothing. */
const orElse =
  (read: (text: string, column: FieldOptions['column']) => string | undefined) =>
  (options: FieldOptions): FieldTaker => {
    const take = fieldTaker(options);
    return (data, view, at) => {
      const taken = take(data, view, at);
      if (taken >= 0) return taken;
      let end = at;
      while (options.stops.table[data[end] as number] === 0) end++;
      const text = read(data.toString('utf8', at, end), options.column);
      if (text === undefined) return -1;
      options.vector?.appendText(text);
      return end;
    };
  };

const laxTakers: Readonly<Record<string, typeof fieldTaker>> = {
  'an integer that may have leading zeros': lax(
    'integer',
    orElse((text) => (/^0\d{1,8}$/.test(text) ? String(Number(text)) : undefined)),
  ),
  'an integer beyond its range': lax(
    'integer',
    orElse((text) => (/^[1-9]\d{0,8}$/.test(text) ? text : undefined)),
  ),
  'a boolean in any case': lax(
    'boolean',
    orElse((text) => (/^true$/i.test(text) ? 'true' : undefined)),
  ),
  'a list that may have empty items': lax(
    'list',
    orElse((text, column) => {
      const items = column.type === 'list' ? text.split(column.separator) : [];
      return items.length > 1 && items.every((item) => /^\w*$/.test(item)) ? JSON.stringify(items) : undefined;
    }),
  ),
  'a text of any length': lax(
    'text',
    orElse((text) => text),
  ),
  'a default that is forgotten': lax('text', ({ column: { default: _, ...column }, ...options }) => fieldTaker({ ...options, column })),
  'a value that is not kept for those derived from it': lax('text', ({ keep: _, ...options }) => fieldTaker(options)),
  'a text that is a null token': lax('text', (options) => fieldTaker({ ...options, nullTokens: [], column: { ...options.column, nullTokens: [] } })),
}; // prettier-ignore

describe('the kernel', () => {
  it.each(layouts)(
    'gives every record of $format the row or fault of the zod schema',
    async (layout) => {
      expect(await hunt(zodJudge(), layout, agreeing)).toEqual([]);
    },
    120_000,
  );

  it('gives every record the row or fault of the SQL', async () => {
    expect(await hunt(sql, { format: 'csv' }, Math.ceil(agreeing / 5))).toEqual([]);
  }, 120_000);

  it.each(planted(laxTakers))('%s, planted in it, does not pass', async (name) => {
    const takerOf = laxTakers[name] as typeof fieldTaker;
    expect(await hunt(zodJudge(), { format: 'csv', takerOf })).not.toEqual([]);
  });

  it.each(regressions)('agrees on $name', async ({ dataset, cells }) => {
    for (const layout of layouts) {
      const options = { ...layout, seed };
      const records = representable(
        cells.map((cell) => ({ a: cell })),
        options,
      );
      expect(await disagreements(zodJudge(), kernelJudge(options), dataset, records)).toEqual([]);
    }
  });
});
