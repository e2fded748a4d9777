import {
  recordValidator,
  SampleError,
  sampleFileLines,
  sourceColumns,
  type Dataset,
} from '@sluice/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyDataset } from './any-dataset.testing.js';
import { sha256Hex } from './judges.testing.js';
import { runsOf } from './runs-of.testing.js';

const runs = runsOf(75, 300);

/** Samples with what the validator says of each; nothing where a contract leaves no valid text. */
function judgedSamples(dataset: Dataset, format: 'tsv' | 'ndjson'): { expected: unknown; got: unknown }[] {
  const validate = recordValidator(dataset, sha256Hex);
  const options = { rows: 40, seed: 3, faultRatio: 0.3, sha256Hex, format };
  try {
    const lines = [...sampleFileLines(dataset, options)].slice(format === 'tsv' ? 1 : 0);
    return lines.flatMap(({ line, ...expected }) => {
      if (expected.expected === 'field_count' || expected.expected === 'malformed_record') return [];
      const fields = line.split('\t');
      const record: unknown =
        format === 'ndjson'
          ? JSON.parse(line)
          : Object.fromEntries(sourceColumns(dataset).map(({ from }, index) => [from, fields[index]]));
      const verdict = validate(record);
      const got = verdict.ok
        ? { expected: 'valid', column: null, row: verdict.row }
        : { expected: verdict.fault.reason, column: verdict.fault.column, row: null };
      return [{ expected: { line, ...expected }, got: { line, ...got } }];
    });
  } catch (error) {
    if (error instanceof SampleError) return [];
    throw error;
  }
}

it('samples of any contract get the verdict and the row that they were made for', () => {
  let judged = 0;
  fc.assert(
    fc.property(anyDataset, fc.constantFrom('tsv', 'ndjson'), (dataset, format) => {
      const samples = judgedSamples(dataset, format);
      judged += samples.length;
      expect(samples.map(({ got }) => got)).toEqual(samples.map(({ expected }) => expected));
    }),
    { seed: 99, numRuns: runs },
  );
  expect(judged).toBeGreaterThan(runs * 16);
});
