import { tableColumns } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { loadCases } from './cases/load-cases.js';
import { comparableCell } from './comparable.js';
import { testDatasets } from './datasets.js';
import { LoadModel } from './load-model.js';

describe('the model of loading', () => {
  it.each(loadCases)('$name', ({ dataset, loads, leaves, sums }) => {
    const model = new LoadModel(dataset);
    loads.forEach((sources, index) => model.load(sources, `load-${index + 1}`));
    const columns = tableColumns(dataset);
    const expected = leaves.map((row) =>
      columns.map(({ column }, place) => comparableCell(column, row[place] ?? null)),
    );
    expect(
      model
        .tables()
        .target.map((line) => line.slice(0, columns.length))
        .toSorted(),
    ).toEqual(expected.toSorted());
    const entries = (loads.at(-1) ?? []).map(({ sourceId }) => model.ledger.get(sourceId)?.sums);
    expect(entries).toEqual(
      sums.map(([loaded, deduplicated, quarantined]) => ({ loaded, deduplicated, quarantined })),
    );
    for (const { source, sums: kept } of model.ledger.values())
      expect(kept.loaded + kept.deduplicated + kept.quarantined).toBe(source.recordsRead);
  });

  it('has a case for each way of loading, each with a name of its own', () => {
    expect(new Set(loadCases.map(({ name }) => name)).size).toBe(loadCases.length);
    expect(new Set(loadCases.map(({ dataset }) => dataset))).toEqual(new Set(testDatasets));
  });
});
