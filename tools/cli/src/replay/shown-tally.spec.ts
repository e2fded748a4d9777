import type { DeliveredDataset } from '@sluice/stream-transform';
import { describe, expect, it } from 'vitest';
import { describeRejects, rejectSamples, showTally } from './shown-tally.js';
import { addDelivered, type Tally } from './tally.js';

const dataset = (rows: number, reasons: Record<string, number> = {}): DeliveredDataset => ({
  rows,
  rejects: Object.values(reasons).reduce((sum, times) => sum + times, 0),
  messages: 1,
  claims: 0,
  reasons,
});

it('adds up what parts delivered, by dataset and reason', () => {
  const parts: Tally[] = [
    { b: dataset(1, { x: 1 }) },
    { a: dataset(2), b: dataset(3, { x: 1, y: 5 }) },
    { b: dataset(1_000) },
  ];
  const sum = parts.reduce<Tally>((tally, datasets) => addDelivered(tally, { datasets }), {});
  expect(sum).toEqual({
    a: dataset(2),
    b: { rows: 1_004, rejects: 7, messages: 3, claims: 0, reasons: { x: 2, y: 5 } },
  });
  expect(describeRejects(sum)).toBe('7 rejects (y 5, x 2)');
  expect(describeRejects(sum, 1)).toBe('7 rejects (y 5, …)');
  expect(describeRejects({})).toBe('0 rejects');
  expect(showTally(sum)).toMatch(
    /│ a +│ +2 │ +0 │ +1 │[^]*│ b +│ 1,004 │ +7 │ +3 │[^]*│ b +│ y +│ +5 │[^]*│ x/,
  );
});

describe('a sample of each reason', () => {
  const reject = (recordId: string, value: string | null) => ({
    recordId,
    arrivedAt: 0,
    reason: 'out_of_range',
    column: 'votes',
    rule: 'at least 0',
    value,
  });

  it('is the first', () => {
    const samples = rejectSamples();
    samples.keep('d', reject('r1', '-1'));
    samples.keep('d', reject('r2', '-2'));
    expect(samples.kept()).toEqual([
      {
        dataset: 'd',
        reason: 'out_of_range',
        recordId: 'r1',
        column: 'votes',
        rule: 'at least 0',
        value: '-1',
      },
    ]);
    const shown = showTally({ d: dataset(0, { out_of_range: 2 }) }, samples.kept());
    expect(shown).toContain('votes at least 0 "-1"');
    expect(shown).toContain('r1');
  });

  it('does not command the terminal', () => {
    const samples = rejectSamples();
    samples.keep('d', reject('r1', '\u009b31m\u202eevil\u001b]0;x\u0007'));
    const shown = showTally({ d: dataset(0, { out_of_range: 1 }) }, samples.kept());
    const commands = ['\u009b', '\u202e', '\u001b', '\u0007'].filter((character) =>
      shown.includes(character),
    );
    expect(commands).toEqual([]);
    expect(shown).toContain('evil');
  });

  it('is cut to what a line takes', () => {
    const samples = rejectSamples();
    samples.keep('d', reject('r1', 'x'.repeat(10_000)));
    expect(showTally({ d: dataset(0, { out_of_range: 1 }) }, samples.kept())).not.toContain('x'.repeat(100));
  });
});
