import type { LedgerTotals } from '../status/ledger-totals.js';
import type { Check } from './demo-result.js';
import { faultKey, type Faults, type Samples } from './samples.js';
import type { ReasonCount, TableFacts } from './warehouse-facts.js';

export const sumCheck = ({ dataset, path, ...each }: LedgerTotals): Check => ({
  claim: `${dataset}, ${path}: loaded + deduplicated + quarantined, of those read`,
  expected: each.read,
  found: each.loaded + each.deduplicated + each.quarantined,
});

/** The ledger against the tables. */
export function tableChecks(facts: TableFacts, totals: readonly LedgerTotals[]): Check[] {
  const { dataset, rows, distinct, rejects } = facts;
  const sum = (pick: (each: LedgerTotals) => number) =>
    totals.filter((each) => each.dataset === dataset.name).reduce((all, each) => all + pick(each), 0);
  const loaded = sum((each) => each.loaded);
  return [
    { claim: `${dataset.name}: rows that are there once only`, expected: rows, found: distinct },
    {
      claim: `${dataset.name}: quarantined records that stand with a reason`,
      expected: sum((each) => each.quarantined),
      found: rejects,
    },
    // An upserted row may have been inserted once and updated since.
    ...(dataset.load.mode === 'append'
      ? [{ claim: `${dataset.name}: rows in the table, of those loaded`, expected: loaded, found: rows }]
      : []),
  ];
}

/** The reasons against the faults that the samples were made with, where they alone fill a table. */
export function reasonChecks({ main, own, late, stream }: Samples, reasons: readonly ReasonCount[]): Check[] {
  const sources = [
    ...[main, late, ...(own ? [own] : [])].map(({ dataset, known }) => ({ dataset, faults: known?.faults })),
    stream,
  ];
  return [...new Set(sources.map(({ dataset }) => dataset))].flatMap((dataset) => {
    const made = sources.filter((source) => source.dataset === dataset).map(({ faults }) => faults);
    return made.includes(undefined) ? [] : faultChecks(dataset, made as Faults[], reasons);
  });
}

function faultChecks(dataset: string, made: readonly Faults[], reasons: readonly ReasonCount[]): Check[] {
  const found = new Map(
    reasons
      .filter((each) => each.dataset === dataset)
      .map(({ reason, column, records }) => [faultKey(reason, column), records]),
  );
  const keys = new Set([...made.flatMap((faults) => [...faults.keys()]), ...found.keys()]);
  return [...keys].map((key) => ({
    claim: `${dataset}: records with ${key}`,
    expected: made.reduce((sum, faults) => sum + (faults.get(key) ?? 0), 0),
    found: found.get(key) ?? 0,
  }));
}
