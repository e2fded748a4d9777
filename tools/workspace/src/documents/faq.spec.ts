import { expect, it } from 'vitest';
import { readText } from './workspace-tree.testing.js';

/** Amounts of dollars in a text, with their cents where they have any. */
const amounts = (text: string): number[] =>
  [...text.matchAll(/\$([\d,]+(?:\.\d+)?)/g)].map(([, amount = '']) => Number(amount.replaceAll(',', '')));

it('docs/faq.md quotes sums that docs/sizing.md has, rounded to dollars', () => {
  const computed = new Set(amounts(readText('docs/sizing.md')).map(Math.round));
  const quoted = amounts(readText('docs/faq.md'));
  expect(quoted.length).toBeGreaterThan(5);
  expect(quoted.filter((amount) => !computed.has(amount))).toEqual([]);
});
