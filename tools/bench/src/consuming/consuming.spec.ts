import { describe, expect, it } from 'vitest';
import type { ConsumingReport } from './bench-consuming.js';
import { consumingGoals } from './consuming-goals.js';
import { renderConsuming } from './render-consuming.js';

const run = (seconds: number, cpuSeconds = seconds) => ({ seconds, cpuSeconds });

/** Two rounds: the machine was half as fast in the second. */
const report: ConsumingReport = {
  node: 'v0',
  messages: 20_000,
  cases: [
    { name: 'sluice', runs: [run(4, 2), run(8, 4)] },
    { name: 'sluice-ten', runs: [run(6), run(12)] },
    { name: 'sqs-consumer-batch', runs: [run(5), run(10)] },
    { name: 'sqs-consumer-each', runs: [run(20), run(40)] },
  ],
};

describe('the bench of consumers', () => {
  it('takes ratios within a round', () => {
    expect(consumingGoals(report).map(({ value, reached }) => [value.toFixed(2), reached])).toEqual([
      ['1.25', true],
      ['0.83', false],
      ['5.00', true],
    ]);
  });

  it('prints medians, ratios and goals', () => {
    const text = renderConsuming(report);
    expect(text).toMatch(/20,000 messages/);
    expect(text).toMatch(/Sluice, 100 held at most +│ +3,750 │ +2,500–5,000 │ +1\.25 │ +150 ms │ +0\.40/);
    expect(text).toMatch(/NOT REACHED +the same, with as few held: 0\.83 × \(≥ 1 ×\)/);
    expect(text).toMatch(/Medians of 2 rounds/);
  });
});
